import { DIGIT, TONE_BITS, VOWEL_MARK_BITS, wordOf } from './key.ts';
import { TONE } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { hasForm } from './syllable.ts';

/** Takes one reading of a word as symbols. The array is reused, so it must be read at once. */
export type Found = (symbols: readonly number[], length: number) => void;

/** The symbol of a bare letter a-z. */
export const codeOf = (letter: string) => letter.charCodeAt(0) - 96;
/** The bare letter of a symbol, -1 for what is none. */
export const baseOf = (symbol: number) => (symbol < DIGIT ? symbol & 31 : -1);

const VOWEL_SET = Array.from('aeiouy', codeOf).reduce((bits, letter) => bits | (1 << letter), 0);
export const isVowel = (symbol: number) => symbol < DIGIT && ((VOWEL_SET >>> (symbol & 31)) & 1) === 1;

/** True when the symbols are a possible Vietnamese syllable with the marks they carry. */
export function isWord(symbols: ArrayLike<number>, length: number): boolean {
  const { key, marks } = wordOf(symbols, 0, length);
  // Most are none, which one load tells.
  if ((infoOf(key) & INFO.syllable) === 0) return false;
  return (marks & TONE_BITS) !== TONE.mixed && hasForm(key, marks & VOWEL_MARK_BITS);
}
