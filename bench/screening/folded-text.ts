import { fold } from '../../src/domain/text/fold.ts';
import { ARC, EVERY_WORD, Lattice } from '../../src/domain/text/lattice.ts';
import { addReadings } from '../../src/domain/text/readings.ts';
import { spellKey } from '../../src/domain/text/spell.ts';

/** Readings less likely than this are left as typed. */
const LIKELY = 0.5;

/**
 * The text as folding reads it, in one string: small composed letters, single spaces, no invisible characters, and the
 * likeliest reading of abbreviations, respellings, repeated, spaced and dotted letters ("ko" is "không"). It is what
 * every matcher is given where matching alone is measured, so that none has anything to undo.
 */
export function foldedText(text: string): string {
  const folded = fold(text);
  const lattice = new Lattice();
  addReadings(folded, EVERY_WORD, lattice);
  const words: string[] = [];
  for (let node = 0; node < folded.size; ) {
    let best = 0;
    for (let arc = lattice.head[node]!; arc !== 0; arc = lattice.next[arc]!) {
      if ((lattice.flags[arc]! & ARC.glued) !== 0 || lattice.key[arc]! <= 0) continue;
      if (lattice.share[arc]! > (best === 0 ? LIKELY : lattice.share[best]!)) best = arc;
    }
    if (best === 0) {
      words.push(folded.word(node));
      node++;
      continue;
    }
    // An abbreviation of several words goes on through nodes of its own.
    let arc = best;
    for (;;) {
      words.push(spellKey(lattice.key[arc]!, lattice.marks[arc]!));
      node = lattice.to[arc]!;
      if (node <= folded.size) break;
      arc = lattice.head[node]!;
    }
  }
  return words.join(' ');
}
