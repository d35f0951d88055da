import { expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property } from 'fast-check';
import { wordsOf } from '../../bench/screening/words.ts';
import { Hits } from '../../src/domain/detect/hits.ts';
import { Phrases } from '../../src/domain/detect/matcher-phrases.ts';
import { Search } from '../../src/domain/detect/matcher-search.ts';
import { fold, TOKEN } from '../../src/domain/text/fold.ts';
import { linesOf } from '../domain/detect/found.ts';

const harm = linesOf('harm-words.txt');
const innocent = linesOf('collision-traps.txt').flatMap((line) => line.replace(/^=/u, '').split(' '));
const phrases = new Phrases(harm.map((text) => ({ text, accents: 'typed' })));
const search = new Search(phrases);
const keys = new Int32Array(1024);
const RUNS = { numRuns: 1000 };

const piece = oneof(
  { weight: 4, arbitrary: constantFrom(...innocent) },
  { weight: 2, arbitrary: constantFrom(...harm) },
  { weight: 1, arbitrary: constantFrom('😂', '❤️', '👍🏽', 'lua', 'dao', 'nghiêng', 'đ', '18', 'c4c') },
);
const foldedText = array(piece, { minLength: 1, maxLength: 12 }).map((all) => fold(all.join(' ')).toString());

test('a folded text is given to matching alone in the words folding gives', () => {
  assert(
    property(foldedText, (text) => {
      const size = wordsOf(text, keys);
      const folded = fold(text);
      const tokens = Array.from({ length: folded.size }, (_, token) => token);
      if (size < 0) {
        expect(tokens.some((token) => folded.kind[token] !== TOKEN.word)).toBe(true);
        return;
      }
      const read = tokens
        .filter((token) => folded.kind[token] === TOKEN.word)
        .map((token) => folded.key[token]);
      expect([...keys.subarray(0, size)]).toEqual(read);
    }),
    RUNS,
  );
});

test('where matching alone finds no start, the matcher finds no phrase that stands there as typed', () => {
  assert(
    property(foldedText, (text) => {
      const size = wordsOf(text, keys);
      if (size < 0 || phrases.nextStart(keys, size, 0) >= 0) return;
      const hits = new Hits();
      search.run(fold(text), hits);
      const asTyped = Array.from({ length: hits.size }, (_, hit) => hit).filter(
        (hit) => hits.steps[hit] === 0,
      );
      expect(asTyped).toEqual([]);
    }),
    RUNS,
  );
});
