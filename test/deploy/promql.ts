/** One series of a scrape, or of an expression: its name is a label as others are. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '__name__';
const SELECTOR = /^([a-z_][a-z0-9_]*)(?:\{([^}]*)\})?$/u;
const MATCHER = /^\s*([a-z_]+)="([^"]*)"\s*$/u;
const TOKEN = /\s*(==|>|[-*(),]|\d+|[a-z_][a-z0-9_]*(?:\{[^}]*\})?)/uy;

/** Reads the text format as prom-client writes it; `target` is what a scraper adds to each series. */
export function readScrape(text: string, target: Readonly<Record<string, string>>): Series[] {
  return text.split('\n').flatMap((line) => {
    const found = /^([a-zA-Z_]\w*)(?:\{(.*)\})? (\S+)$/u.exec(line);
    if (found === null) return [];
    const [, name = '', inner = '', value = ''] = found;
    const labels = [...inner.matchAll(/(\w+)="([^"]*)"/gu)].map(([, key, said]) => [key, said]);
    return [{ labels: { ...target, ...Object.fromEntries(labels), [NAME]: name }, value: Number(value) }];
  });
}

/** The selectors of an expression, as written. */
export function selectorsOf(expression: string): string[] {
  return tokens(expression).filter(
    (token, at, all) => /^[a-z_]/u.test(token) && !isWord(token) && !inBy(all, at),
  );
}

/**
 * The value of an expression at one moment. Knows what the alert rules use and nothing else: selectors with equal
 * signs, `max`, `sum` and `min` with `by`, `absent`, `-`, `*`, `>`, `==` and `or`; whatever else stands there throws.
 */
export function evaluate(expression: string, series: readonly Series[]): readonly Series[] {
  const reading = new Reading(tokens(expression), series);
  const value = reading.or();
  reading.end();
  if (typeof value === 'number') throw new Error(`a rule is no number: ${expression}`);
  return value;
}

type Value = number | readonly Series[];

class Reading {
  readonly #tokens: readonly string[];
  readonly #series: readonly Series[];
  #at = 0;

  constructor(tokens: readonly string[], series: readonly Series[]) {
    this.#tokens = tokens;
    this.#series = series;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`not understood: ${this.#tokens[this.#at]}`);
  }

  or(): Value {
    let left = this.#compared();
    while (this.#take('or')) {
      const more = vector(this.#compared());
      const has = new Set(vector(left).map(keyOf));
      left = [...vector(left), ...more.filter((one) => !has.has(keyOf(one)))];
    }
    return left;
  }

  #compared(): Value {
    const left = this.#difference();
    for (const [sign, holds] of COMPARISONS)
      if (this.#take(sign)) {
        const right = this.#difference();
        if (typeof right !== 'number') throw new Error('compared with something else than a number');
        return vector(left).filter(({ value }) => holds(value, right));
      }
    return left;
  }

  #difference(): Value {
    let left = this.#product();
    while (this.#take('-')) left = paired(left, this.#product(), (a, b) => a - b);
    return left;
  }

  #product(): Value {
    let left = this.#single();
    while (this.#take('*')) left = paired(left, this.#single(), (a, b) => a * b);
    return left;
  }

  #single(): Value {
    const token = this.#next();
    if (/^\d+$/u.test(token)) return Number(token);
    if (token === '(') return this.#closed();
    if (token === 'absent') {
      this.#expect('(');
      return vector(this.#closed()).length === 0 ? [{ labels: {}, value: 1 }] : [];
    }
    const join = AGGREGATIONS.get(token);
    return join === undefined ? select(token, this.#series) : this.#aggregated(join);
  }

  #aggregated(join: (values: readonly number[]) => number): Value {
    const by = this.#take('by') ? this.#names() : [];
    this.#expect('(');
    const groups = new Map<string, { labels: Record<string, string>; values: number[] }>();
    for (const { labels, value } of vector(this.#closed())) {
      const kept = Object.fromEntries(by.map((name) => [name, labels[name] ?? '']));
      const group = groups.get(JSON.stringify(kept)) ?? { labels: kept, values: [] };
      group.values.push(value);
      groups.set(JSON.stringify(kept), group);
    }
    return [...groups.values()].map(({ labels, values }) => ({ labels, value: join(values) }));
  }

  #names(): string[] {
    this.#expect('(');
    const names = [this.#next()];
    while (this.#take(',')) names.push(this.#next());
    this.#expect(')');
    return names;
  }

  #closed(): Value {
    const value = this.or();
    this.#expect(')');
    return value;
  }

  #next(): string {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? '';
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`${token} expected, found ${this.#tokens[this.#at]}`);
  }
}

const AGGREGATIONS = new Map<string, (values: readonly number[]) => number>([
  ['max', (values) => Math.max(...values)],
  ['min', (values) => Math.min(...values)],
  ['sum', (values) => values.reduce((sum, value) => sum + value, 0)],
]);
const COMPARISONS: readonly [string, (a: number, b: number) => boolean][] = [
  ['==', (a, b) => a === b],
  ['>', (a, b) => a > b],
];

function tokens(expression: string): string[] {
  const found: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < expression.trimEnd().length; ) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw new Error(`not understood: ${expression.slice(from)}`);
    found.push(token);
  }
  return found;
}

const isWord = (token: string): boolean => AGGREGATIONS.has(token) || ['by', 'or', 'absent'].includes(token);

/** Whether a name stands in the brackets after `by`. */
function inBy(all: readonly string[], at: number): boolean {
  const open = all.lastIndexOf('(', at);
  return all[open - 1] === 'by' && !all.slice(open, at).includes(')');
}

/** The series a selector names. */
export function select(selector: string, series: readonly Series[]): readonly Series[] {
  const found = SELECTOR.exec(selector);
  if (found === null || isWord(selector)) throw new Error(`no selector: ${selector}`);
  const [, name, inner = ''] = found;
  const wanted = inner === '' ? [] : inner.split(',').map((each) => MATCHER.exec(each)?.slice(1) ?? [inner]);
  return series.filter(
    ({ labels }) => labels[NAME] === name && wanted.every(([key = '', said]) => (labels[key] ?? '') === said),
  );
}

function vector(value: Value): readonly Series[] {
  if (typeof value === 'number') throw new Error('series expected, found a number');
  return value;
}

/** Series with the same labels, each with each; a number with all. */
function paired(left: Value, right: Value, join: (a: number, b: number) => number): Value {
  if (typeof left === 'number' && typeof right === 'number') return join(left, right);
  if (typeof right === 'number')
    return vector(left).map(({ labels, value }) => ({ labels, value: join(value, right) }));
  if (typeof left === 'number')
    return right.map(({ labels, value }) => ({ labels, value: join(left, value) }));
  const others = new Map(right.map((one) => [keyOf(one), one.value]));
  return left.flatMap((one) => {
    const other = others.get(keyOf(one));
    return other === undefined ? [] : [{ labels: one.labels, value: join(one.value, other) }];
  });
}

/** All labels but the name. */
function keyOf({ labels }: Series): string {
  const rest = Object.entries(labels).filter(([key]) => key !== NAME);
  return JSON.stringify(rest.sort(([a], [b]) => a.localeCompare(b)));
}
