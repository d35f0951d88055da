import type { Folded } from './fold.ts';
import { compatible, MARK_BITS, type Word } from './key.ts';
import { ARC, type Lattice, NODE } from './lattice.ts';
import { isUnsupported, mayAbbreviate } from './lone.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';
import { TEENCODE } from './teencode.ts';

const TEEN = stepBit('teencode');
const DROPPED_SHARE = 0.8;

/** The readings of an abbreviation that takes up tokens [first, last]. */
export function expand(
  folded: Folded,
  first: number,
  last: number,
  key: number,
  marks: number,
  steps: number,
  share: number,
  lattice: Lattice,
): void {
  let all = steps | TEEN;
  for (let token = first; token <= last; token++) all |= folded.steps[token]!;
  const isWord = (infoOf(key) & INFO.syllable) !== 0;
  const start = folded.start[first]!;
  const end = folded.end[last]!;
  const entries = TEENCODE.get(key);
  if (entries === undefined) return;
  const lone = first === last && folded.from[first]! + 1 === folded.from[first + 1];
  if (lone && !mayAbbreviate(folded, first)) return;
  const flags = lone && isUnsupported(folded, first) ? ARC.expanded | ARC.unsupported : ARC.expanded;
  for (const entry of entries) {
    const exact = (marks & MARK_BITS) === (entry.marks & MARK_BITS);
    // Marks may be left out of an abbreviation (dm), not of what is then another word (lon is not lòn).
    if (!exact && (isWord || !compatible(marks, entry.marks))) continue;
    for (const reading of entry.readings) {
      let node = first;
      const { words } = reading;
      // No phrase begins or ends within an abbreviation, so all its words must be known.
      if (!allKnown(words, lattice)) continue;
      for (let index = 0; index < words.length; index++) {
        const word = words[index]!;
        const whole = index === words.length - 1;
        const to = whole ? last + 1 : lattice.node(first, NODE.within);
        // The share belongs to the reading, so it is charged once.
        const worth = index === 0 ? share * reading.share * (exact ? 1 : DROPPED_SHARE) : 1;
        lattice.add(node, to, word.key, word.marks, all, worth, start, end, first, last, flags);
        node = to;
      }
    }
  }
}

function allKnown(words: readonly Word[], lattice: Lattice): boolean {
  for (const { key } of words) if (!lattice.words.has(key)) return false;
  return true;
}
