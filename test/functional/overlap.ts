/**
 * Whether a case was borrowed from a rule: no case may share four consecutive syllables with a phrase or an
 * example, else the suite would measure only that a rule finds its own words.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const RUN = 4;

/** Syllables without accents, so that a case typed bare does not hide a borrowing. */
function syllables(text: string): string[] {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

export function runs(text: string): string[] {
  const words = syllables(text);
  return words.slice(RUN - 1).map((_, at) => words.slice(at, at + RUN).join(' '));
}

/** Every phrase and example in a rules directory: the texts under `when`, `unless`, `examples`, and the packs. */
export function ruleTexts(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return files.flatMap((name) => {
    const read = () => readFileSync(path.join(directory, name), 'utf8');
    // Claims are not rules: whoever asserts one repeats its words. Canaries are never matched.
    if (/^(claims|canaries)[/\\]/.test(name)) return [];
    if (/\.ya?ml$/.test(name)) return fields(parse(read()), false);
    if (/^packs[/\\].*\.txt$/.test(name))
      return read()
        .split('\n')
        .filter((line) => !line.startsWith('#'));
    return [];
  });
}

const TELLING = ['when', 'unless', 'examples'];

function fields(value: unknown, telling: boolean): string[] {
  if (typeof value === 'string') return telling ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => fields(item, telling));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => fields(inner, telling || TELLING.includes(key)));
}
