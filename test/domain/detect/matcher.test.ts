import { expect, test } from '@jest/globals';
import { Hits } from '../../../src/domain/detect/hits.ts';
import { buildMatcher } from '../../../src/domain/detect/matcher.ts';
import { fold } from '../../../src/domain/text/fold.ts';

function found(phrases: readonly string[], text: string): string[] {
  const hits = new Hits();
  buildMatcher(phrases.map((phrase) => ({ text: phrase, accents: 'typed' }))).match(fold(text), hits);
  return Array.from({ length: hits.size }, (_, i) => text.slice(hits.start[i], hits.end[i]));
}

test('a phrase is found where it was typed, in any composition and case', () => {
  expect(found(['lừa đảo'], 'Nó LỪA  ĐẢO đó'.normalize('NFD'))).toEqual(['LỪA  ĐẢO'.normalize('NFD')]);
  expect(found(['lừa đảo'], 'lua dao day')).toEqual(['lua dao']);
});

test('a different mark never matches', () => {
  expect(found(['lồn', 'cặc', 'đĩ'], 'lớn các đi')).toEqual([]);
});

test('phrases of digits, other scripts and emoji', () => {
  expect(found(['18+', '🍌', 'spam', '免费'], 'phim 18 🍌 Spam 免费')).toEqual(['18', '🍌', 'Spam', '免费']);
});
