import { expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property } from 'fast-check';
import { Hits } from '../../../src/domain/detect/hits.ts';
import { buildMatcher } from '../../../src/domain/detect/matcher.ts';
import { fold, Folded } from '../../../src/domain/text/fold.ts';
import { linesOf } from './found.ts';

const phrases = linesOf('harm-words.txt');
const innocent = linesOf('collision-traps.txt').flatMap((line) => line.replace(/^=/u, '').split(' '));
const matcher = buildMatcher([...phrases, '18+', '🍌'].map((text) => ({ text, accents: 'typed' })));
const words = buildMatcher(phrases.map((text) => ({ text, accents: 'typed' })));

const places = (hits: Hits): string[] =>
  Array.from({ length: hits.size }, (_, i) => `${hits.phrase[i]} ${hits.start[i]}-${hits.end[i]}`);

test('a folded text gives the hits it gives when it is read as a comment, but for further readings', () => {
  const piece = oneof(
    { weight: 4, arbitrary: constantFrom(...innocent) },
    { weight: 2, arbitrary: constantFrom(...phrases) },
    { weight: 1, arbitrary: constantFrom('🍌', '18', '😂', '❤️', 'lua', 'dao', 'nghiêng', '中', 'đ') },
  );
  assert(
    property(array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      const text = fold(pieces.join(' ')).toString();
      for (const one of [matcher, words]) {
        const folded = new Hits();
        one.matchFolded(text, folded);
        const read = new Hits();
        one.match(new Folded().read(text), read);
        const all = new Set(places(read));
        // A phrase may be better read through an abbreviation, at the same place.
        expect(places(folded).filter((place) => !all.has(place))).toEqual([]);
        const asTyped = Array.from({ length: read.size }, (_, i) => i).filter((i) => read.steps[i] === 0);
        for (const i of asTyped) expect(places(folded)).toContain(places(read)[i]);
      }
    }),
    { numRuns: 2000 },
  );
});
