import table from './data/teencode.json' with { type: 'json' };
import { type Word, wordOf } from './key.ts';
import { symbolsOf, tokensOf } from './symbols.ts';

/** One thing an abbreviation or respelling may mean. */
export interface Reading {
  readonly words: readonly Word[];
  /** Share of its uses that mean this, 0 to 1. */
  readonly share: number;
}

/** One way of writing something short; the marks typed must fit those of the entry (đm, but also dm). */
export interface Entry {
  readonly marks: number;
  readonly readings: readonly Reading[];
}

/** The entries for each bare spelling. */
export const TEENCODE: ReadonlyMap<number, readonly Entry[]> = (() => {
  const entries = new Map<number, Entry[]>();
  for (const [written, meanings] of Object.entries(table.entries)) {
    const symbols = symbolsOf(written);
    const { key, marks } = wordOf(symbols, 0, symbols.length);
    const readings = Object.entries(meanings).map(([text, share]) => ({
      words: tokensOf(text).map((word) => wordOf(word, 0, word.length)),
      share,
    }));
    const known = entries.get(key) ?? [];
    known.push({ marks, readings });
    entries.set(key, known);
  }
  return entries;
})();
