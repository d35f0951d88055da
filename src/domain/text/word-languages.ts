import english from './data/english.json' with { type: 'json' };
import table from './data/languages.json' with { type: 'json' };
import { wordOf } from './key.ts';
import { symbolsOf } from './symbols.ts';

/** ISO 639-1 codes of the languages known by their everyday words. */
export const LANGUAGES: readonly string[] = Object.keys(table.words);

const byKey: ReadonlyMap<number, number> = (() => {
  const bits = new Map<number, number>();
  const note = (word: string, language: number) => {
    const symbols = symbolsOf(word);
    const { key } = wordOf(symbols, 0, symbols.length);
    bits.set(key, (bits.get(key) ?? 0) | (1 << language));
  };
  for (const [index, words] of Object.values(table.words).entries()) {
    for (const word of words.split(' ')) note(word, index);
  }
  for (const word of english.words) note(word, LANGUAGES.indexOf('en'));
  return bits;
})();

const loans: ReadonlySet<number> = new Set(
  table.loans.split(' ').map((word) => {
    const symbols = symbolsOf(word);
    return wordOf(symbols, 0, symbols.length).key;
  }),
);

/** True for English words that Vietnamese writers use as their own. */
export function isLoan(key: number): boolean {
  return loans.has(key);
}

/** The languages in which a bare word is an everyday one, as bits in the order of LANGUAGES. */
export function languagesOf(key: number): number {
  return byKey.get(key) ?? 0;
}
