import { expect, test } from '@jest/globals';
import { assert, constantFrom, property, string, tuple } from 'fast-check';
import { appealFinder } from '../../../src/domain/act/appeal.ts';

const says = appealFinder(['khiếu nại', 'xem lại']);

test.each([
  'Em KHIẾU  NẠI ạ',
  'khieu nai',
  'khiếu-nại!!!',
  'khiếu nại'.normalize('NFD'),
  'cho mình xem\nlại',
  'xem. lai nhe',
])('an appeal: %s', (text) => {
  expect(says(text)).toBe(true);
});

test.each(['khiếu', 'nại khiếu', 'khiếunại', 'xem lạii', 'akhiếu nại', ''])('none: %s', (text) => {
  expect(says(text)).toBe(false);
});

test('a word of odd signs finds nothing, and breaks nothing', () => {
  for (const word of ['***', '(a|b)+', '\\p{L}', '[x'])
    expect(appealFinder([word])('không có gì')).toBe(false);
});

test('written in any mixture of marks, cases and signs, between any words', () => {
  const letter = (options: string[]) => constantFrom(...options, ...options.map((o) => o.toUpperCase()));
  const word = tuple(
    ...['k', 'h', 'iìí', 'eêếéẽ', 'uư'].map((all) => letter(Array.from(all))),
    constantFrom(' ', '  ', '-', '…', '\n', '.,'),
    ...['n', 'aạáăắ', 'iì'].map((all) => letter(Array.from(all))),
    constantFrom('NFC', 'NFD'),
  ).map((parts) =>
    parts
      .slice(0, -1)
      .join('')
      .normalize(String(parts.at(-1))),
  );
  assert(
    property(string(), word, string(), (before, said, after) => {
      expect(says(`${before} ${said} ${after}`)).toBe(true);
    }),
  );
});

test('marks without end cost no more than their length', () => {
  const start = performance.now();
  says(`khiếu${'\u0301'.repeat(200_000)}x`.repeat(3));
  expect(performance.now() - start).toBeLessThan(2_000);
});
