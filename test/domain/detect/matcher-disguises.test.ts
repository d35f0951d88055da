import { describe, expect, test } from '@jest/globals';
import { linesOf, matcherOf } from './found.ts';

const rows = linesOf('disguises.tsv').map((line) => {
  const [phrase = '', marked = ''] = line.split('\t');
  const start = marked.indexOf('⟦');
  const end = marked.indexOf('⟧') - 1;
  return { phrase, text: marked.replace(/[⟦⟧]/gu, ''), span: [start, end] as const };
});

test('there are enough disguises', () => {
  expect(rows.length).toBeGreaterThanOrEqual(300);
  expect(rows.every(({ span: [start, end] }) => start >= 0 && end > start)).toBe(true);
});

describe('a disguised phrase is found where it stands', () => {
  test.each(rows)('$phrase: $text', ({ phrase, text, span }) => {
    const found = matcherOf([phrase])(text);
    expect(found.map((hit) => hit.span)).toContainEqual(span);
  });
});
