/** Damages what the outside sends, repeatably: the same seed makes the same damage. */

/** Values no documentation promises and every network delivers sooner or later. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '0',
  'NaN',
  '1970-01-01',
  '9999-99-99T99:99:99+0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u200b\ufeff',
  '__proto__',
  'x'.repeat(5_000),
  [],
  {},
  [[[[]]]],
  [null],
  { data: null },
  { error: 'text' },
  { id: {} },
];

/** What somebody may type, paste or send in place of a word or number. */
export const STRANGE_TEXTS: readonly string[] = [
  ...STRANGE.filter((value) => typeof value === 'string'),
  '-1',
  '1e99',
  '2147483648',
  '9223372036854775808',
  '2026-13-45',
  '2026-02-30',
  '99:99',
  '07:30, 25:00',
  'Asia/Nowhere',
  '{"a":[1]}',
  '[1,2',
  "' or 1=1 --",
  '%_\\',
  '(((((a',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '//vi-du.example',
  'javascript:alert(1)',
  'a\r\nset-cookie: x=y',
  '\u0301'.repeat(300),
];

/** One to three pieces of a JSON value replaced, removed, doubled or wrapped. */
function mutateJson(value: unknown, random: () => number): unknown {
  let mutated = structuredClone(value);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) mutated = damage(mutated, random);
  return mutated;
}

function damage(value: unknown, random: () => number): unknown {
  if (random() < 0.15 || typeof value !== 'object' || value === null) return strange(value, random);
  const keys = Object.keys(value);
  const key = keys[Math.floor(random() * keys.length)];
  if (key === undefined) return strange(value, random);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const inner: unknown = Reflect.get(copy, key);
  if (random() < 0.7 && typeof inner === 'object' && inner !== null) {
    Reflect.set(copy, key, damage(inner, random));
  } else if (random() < 0.3) {
    Reflect.deleteProperty(copy, key);
  } else {
    Reflect.set(copy, key, strange(inner, random));
  }
  return copy;
}

function strange(value: unknown, random: () => number): unknown {
  const pick = Math.floor(random() * (STRANGE.length + 3));
  if (pick === STRANGE.length) return [value, value];
  if (pick === STRANGE.length + 1) return { value };
  if (pick === STRANGE.length + 2) return String(value);
  return STRANGE[pick];
}

/** A JSON text damaged as JSON, or as bytes: cut, doubled, or with bytes that belong nowhere. */
export function mutateBody(body: string, random: () => number): string {
  const kind = random();
  if (kind < 0.75) {
    try {
      return JSON.stringify(mutateJson(JSON.parse(body), random)) ?? '';
    } catch {
      // not JSON: damaged as bytes below
    }
  }
  const at = Math.floor(random() * (body.length + 1));
  if (kind < 0.85) return body.slice(0, at);
  if (kind < 0.9) return body + body;
  if (kind < 0.95) return `<html>${body.slice(0, 40)}</html>`;
  return `${body.slice(0, at)}\u0000\ufffd"${body.slice(at)}`;
}
