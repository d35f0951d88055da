import table from './data/emoji-words.json' with { type: 'json' };
import { type Folded, fold } from './fold.ts';
import { type Word, wordOf } from './key.ts';
import { ARC, type Lattice } from './lattice.ts';
import { stepBit } from './steps.ts';
import { symbolsOf } from './symbols.ts';

const EMOJI = stepBit('emoji');
const SHARE = 0.7;

const WORDS: ReadonlyMap<number, readonly Word[]> = new Map(
  Object.entries(table.words).flatMap(([emoji, words]) => {
    const meant = words.map((word) => {
      const symbols = symbolsOf(word);
      return wordOf(symbols, 0, symbols.length);
    });
    return Array.from(emoji, (one) => [fold(one).key[0]!, meant] as const);
  }),
);

/** Adds the words an emoji may be put for: óc 🐶. They count only within a phrase; by itself it is a picture. */
export function readEmoji(folded: Folded, token: number, lattice: Lattice): void {
  const words = WORDS.get(folded.key[token]!);
  if (words === undefined) return;
  const start = folded.start[token]!;
  const end = folded.end[token]!;
  const flags = ARC.expanded | ARC.unsupported;
  for (const { key, marks } of words)
    lattice.add(token, token + 1, key, marks, EMOJI, SHARE, start, end, token, token, flags);
}
