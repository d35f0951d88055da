/**
 * A word's key is its bare letters in one 32-bit number: up to six letters a-z exactly (five bits each, positive),
 * anything longer or with digits or other scripts as a 31-bit hash (negative). All syllables but "nghiêng" are exact.
 *
 * A word's marks are a second number: bits 0-2 the tone, bits 3-26 the vowel marks of the first twelve letters
 * (two bits each), bits 27-30 the letter (from 1) that carries the tone.
 */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;
export const EXACT_LETTERS = 6;
const MARKED_LETTERS = 12;

export const TONE_BITS = 7;
export const VOWEL_MARK_BITS = 0x07fffff8;
/** Tone and vowel marks, without the place of the tone. */
export const MARK_BITS = TONE_BITS | VOWEL_MARK_BITS;
const LOW_OF_PAIRS = 0x02aaaaa8;

/** Symbols of a folded text: letters keep their mark and tone in bits 5-9, digits and foreign letters have a flag. */
export const DIGIT = 0x400;
export const FOREIGN = 0x200000;

export interface Word {
  readonly key: number;
  readonly marks: number;
}

/** Key and marks of symbols [from, to). */
export function wordOf(symbols: ArrayLike<number>, from: number, to: number): Word {
  let packed = 0;
  let hash = HASH_SEED;
  let exact = to - from <= EXACT_LETTERS;
  let marks = 0;
  for (let at = from; at < to; at++) {
    const symbol = symbols[at]!;
    const base = symbol < DIGIT ? symbol & 31 : symbol;
    if (symbol >= DIGIT) exact = false;
    packed = (packed << 5) | (base & 31);
    hash = Math.imul(hash ^ base, HASH_PRIME);
    if (symbol < DIGIT) marks = addMarks(marks, symbol, at - from);
  }
  return { key: exact ? packed : hash | 0x80000000, marks };
}

/** Adds the marks of the letter at `index` (from 0) to those of its word. */
export function addMarks(marks: number, symbol: number, index: number): number {
  let sum = marks;
  const tone = symbol >>> 7;
  if (index < MARKED_LETTERS) sum |= ((symbol >>> 5) & 3) << (3 + 2 * index);
  if (tone !== 0 && (sum & TONE_BITS) !== tone) {
    sum = (sum & TONE_BITS) === 0 ? sum | tone | (Math.min(index + 1, 15) << 27) : sum | TONE_BITS;
  }
  return sum;
}

/** True when nothing typed contradicts the keyword: each typed mark is the keyword's, any may be left out. */
export function compatible(typed: number, keyword: number): boolean {
  const vowels = typed & VOWEL_MARK_BITS;
  const low = (vowels | (vowels >>> 1)) & (LOW_OF_PAIRS >>> 0);
  const present = (low | (low << 1)) & VOWEL_MARK_BITS;
  const tone = typed & TONE_BITS;
  return ((vowels ^ keyword) & present) === 0 && (tone === 0 || tone === (keyword & TONE_BITS));
}
