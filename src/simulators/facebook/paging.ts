import { GraphError } from './errors.ts';

export interface Page<T> {
  readonly rows: readonly T[];
  /** Query parameters of the next page; undefined on the last one. */
  readonly next: Readonly<Record<string, string>> | undefined;
  readonly cursors?: { readonly before: string; readonly after: string };
}

/** How a page may come back smaller than asked. */
export interface Trim {
  readonly shorter: () => boolean;
  readonly empty: () => boolean;
}

/**
 * Cursor paging as the platform does it: a cursor points at an item, and dies with it. An empty page hands out a
 * cursor that leads to the page withheld.
 */
export function byCursor<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  params: ReadonlyMap<string, string>,
  limit: number,
  trim: Trim,
): Page<T> {
  const given = params.get('after');
  const [mark, anchor] = given === undefined ? ['', ''] : decode(given);
  let start = 0;
  if (anchor !== '') {
    const found = all.findIndex((item) => keyOf(item) === anchor);
    if (found < 0) throw new GraphError(100, undefined, '(#100) Invalid cursor value');
    start = found + 1;
  }
  const rest = all.length - start;
  if (rest > 0 && mark !== 'e' && trim.empty()) {
    return { rows: [], next: { after: encode('e', anchor) } };
  }
  const size = rest > 1 && trim.shorter() ? Math.max(1, Math.floor(Math.min(limit, rest) / 2)) : limit;
  const rows = all.slice(start, start + size);
  const last = rows.at(-1);
  const first = rows[0];
  if (last === undefined || first === undefined) return { rows, next: undefined };
  const after = encode('c', keyOf(last));
  return {
    rows,
    cursors: { before: encode('b', keyOf(first)), after },
    next: start + size < all.length ? { after } : undefined,
  };
}

/** Time paging, as on the feed: newest first, `until` with a token that breaks ties. */
export function byTime<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  timeOf: (item: T) => Date,
  params: ReadonlyMap<string, string>,
  limit: number,
  trim: Trim,
): Page<T> {
  const newestFirst = [...all].sort(
    (a, b) => timeOf(b).getTime() - timeOf(a).getTime() || (keyOf(a) < keyOf(b) ? 1 : -1),
  );
  const until = seconds(params.get('until'));
  const since = seconds(params.get('since'));
  const token = params.get('__paging_token');
  const anchor = token === undefined ? -1 : newestFirst.findIndex((item) => `enc_${keyOf(item)}` === token);
  const within = newestFirst.slice(anchor + 1).filter((item) => {
    const at = Math.floor(timeOf(item).getTime() / 1000);
    return (until === undefined || at <= until) && (since === undefined || at >= since);
  });
  const empty = within.length > 0 && params.get('__empty') === undefined && trim.empty();
  const rows = empty ? [] : within.slice(0, limit);
  const last = rows.at(-1);
  if (empty) {
    const kept = Object.fromEntries(
      [...params].filter(([name]) => ['until', '__paging_token'].includes(name)),
    );
    return { rows, next: { ...kept, __empty: '1' } };
  }
  if (last === undefined || rows.length === within.length) return { rows, next: undefined };
  return {
    rows,
    next: {
      until: String(Math.floor(timeOf(last).getTime() / 1000)),
      __paging_token: `enc_${keyOf(last)}`,
    },
  };
}

/** A moment given as seconds since 1970 or as a date. */
export function seconds(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value) / 1000;
  return Number.isNaN(at) ? undefined : at;
}

function encode(mark: string, key: string): string {
  return Buffer.from(`${mark}:${key}`).toString('base64url');
}

function decode(cursor: string): [string, string] {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const cut = text.indexOf(':');
  if (cut < 0) throw new GraphError(100, undefined, '(#100) Invalid cursor value');
  return [text.slice(0, cut), text.slice(cut + 1)];
}
