import { describe, expect, test } from '@jest/globals';
import { linesOf, matcherOf, withoutAccents } from './found.ts';

const find = matcherOf(linesOf('harm-words.txt'));
const lines = linesOf('collision-traps.txt');
const traps = lines.map((line) => line.replace(/^=/u, ''));
const clearWithoutAccents = lines.filter((line) => !line.startsWith('=') && withoutAccents(line) !== line);

test('there are enough traps', () => {
  expect(traps.length).toBeGreaterThanOrEqual(400);
  expect(new Set(traps).size).toBe(traps.length);
});

describe('innocent words are not taken for harm', () => {
  test.each(traps)('%s', (text) => {
    expect(find(text).map(({ phrase, text }) => `${phrase} [${text}]`)).toEqual([]);
    expect(find(text.normalize('NFD'))).toEqual([]);
  });

  test.each(clearWithoutAccents)('without accents: %s', (text) => {
    const found = find(withoutAccents(text));
    expect(found.map(({ phrase, text, confidence }) => `${phrase} [${text}] ${confidence}`)).toEqual([]);
  });
});
