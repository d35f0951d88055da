import table from './data/teencode.json' with { type: 'json' };
import { MARK_BITS, type Word, wordOf } from './key.ts';
import { symbolsOf, tokensOf } from './symbols.ts';

/** One thing an abbreviation or respelling may mean; the marks typed must fit `written` (đm, but also dm). */
export interface Reading {
  readonly written: number;
  /** Share of its uses that mean this, 0 to 1. */
  readonly share: number;
  readonly words: readonly Word[];
}

/** The readings of each bare spelling. */
export const TEENCODE: ReadonlyMap<number, readonly Reading[]> = (() => {
  const entries = new Map<number, Reading[]>();
  for (const [spelling, meanings] of Object.entries(table.entries)) {
    const symbols = symbolsOf(spelling);
    const { key, marks } = wordOf(symbols, 0, symbols.length);
    const known = entries.get(key) ?? [];
    for (const [text, share] of Object.entries(meanings)) {
      const words = tokensOf(text).map((word) => wordOf(word, 0, word.length));
      known.push({ written: marks & MARK_BITS, share, words });
    }
    entries.set(key, known);
  }
  return entries;
})();

/** Readings as numbers in a row, which a search reads faster: of each `written`, share, how many words, their keys and marks. */
export type FlatReadings = readonly number[];

export function flattened(readings: readonly Reading[]): FlatReadings {
  return readings.flatMap(({ written, share, words }) => [
    written,
    share,
    words.length,
    ...words.flatMap(({ key, marks }) => [key, marks]),
  ]);
}
