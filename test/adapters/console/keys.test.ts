import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { TEXTS } from '../../../src/adapters/console/texts/index.ts';

const read = (at: string): string => readFileSync(new URL(`../../../${at}`, import.meta.url), 'utf8');

/** Keys of the script's own table; `Esc` is handled before it. */
function scripted(): string[] {
  const script = read('src/adapters/console/assets/keys.js');
  const table = /const KEYS = \{\n(.*?)\n\};/su.exec(script)?.[1] ?? '';
  return [...table.matchAll(/^ {2}(?:'(.)'|(\w)):/gmu)].map((match) => match[1] ?? match[2] ?? '');
}

/** Answers of the check lane; told on its own page. */
const CHECK = ['y', 'n', 's'];

test.each(['vi', 'en'] as const)('the table of keys on the page (%s) names what the script does', (lang) => {
  const told = TEXTS[lang].keyHelp.map(([key]) => key).filter((key) => key !== 'Esc');
  expect([...told, ...CHECK].sort()).toEqual(scripted().sort());
});

test.each([
  ['docs/moderators.md', 'en'],
  ['docs/vi/kiem-duyet.md', 'vi'],
] as const)('the table of keys in %s is the one on the page', (file, lang) => {
  const rows = [...read(file).matchAll(/^\| `(.+?)` \| (.+?) \|$/gmu)].map((match) => [match[1], match[2]]);
  expect(rows).toEqual(TEXTS[lang].keyHelp);
});
