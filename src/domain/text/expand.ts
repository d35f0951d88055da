import type { Folded } from './fold.ts';
import { compatible, MARK_BITS } from './key.ts';
import { ARC, type Lattice, NODE } from './lattice.ts';
import { isUnsupported, mayAbbreviate } from './lone.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';

const TEEN = stepBit('teencode');
const DROPPED_SHARE = 0.8;

/** Tokens [first, last] read as one word: its key and marks (key.ts), the steps and share of that reading. */
export interface ReadWord {
  readonly first: number;
  readonly last: number;
  readonly key: number;
  readonly marks: number;
  readonly steps: number;
  readonly share: number;
}

/** Adds the word, and what it abbreviates. */
export function addWord(folded: Folded, word: ReadWord, flags: number, lattice: Lattice): void {
  const { first, last, key, marks, steps, share } = word;
  const start = folded.start[first]!;
  lattice.add(first, last + 1, key, marks, steps, share, start, folded.end[last]!, first, last, flags);
  if ((infoOf(key) & INFO.teencode) !== 0) expand(folded, word, lattice);
}

/** Adds the readings of an abbreviation. */
export function expand(folded: Folded, abbreviation: ReadWord, lattice: Lattice): void {
  const { first, last, key, marks, steps, share } = abbreviation;
  const readings = lattice.words.abbreviated(key);
  if (readings === undefined) return;
  let all = steps | TEEN;
  for (let token = first; token <= last; token++) all |= folded.steps[token]!;
  const isWord = (infoOf(key) & INFO.syllable) !== 0;
  const start = folded.start[first]!;
  const end = folded.end[last]!;
  const lone = first === last && folded.from[first]! + 1 === folded.from[first + 1];
  if (lone && !mayAbbreviate(folded, first)) return;
  const flags = lone && isUnsupported(folded, first) ? ARC.expanded | ARC.unsupported : ARC.expanded;
  for (let at = 0; at < readings.length; ) {
    const written = readings[at]!;
    const exact = (marks & MARK_BITS) === written;
    const words = readings[at + 2]!;
    const next = at + 3 + 2 * words;
    // Marks may be left out of an abbreviation (dm), not of what is then another word (lon is not lòn).
    if (exact || (!isWord && compatible(marks, written))) {
      // The share belongs to the reading, so it is charged once.
      let worth = share * readings[at + 1]! * (exact ? 1 : DROPPED_SHARE);
      let node = first;
      for (let word = at + 3; word < next; word += 2) {
        const to = word + 2 === next ? last + 1 : lattice.node(first, NODE.within);
        lattice.add(
          node,
          to,
          readings[word]!,
          readings[word + 1]!,
          all,
          worth,
          start,
          end,
          first,
          last,
          flags,
        );
        node = to;
        worth = 1;
      }
    }
    at = next;
  }
}
