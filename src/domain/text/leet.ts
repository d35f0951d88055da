import { DIGIT } from './key.ts';
import { symbolsOf } from './symbols.ts';
import { codeOf, type Found, isVowel, isWord } from './word.ts';

const scratch: number[] = [];

/** Letters that digits are drawn for; the first is the likelier. */
const LEET: readonly (readonly number[])[] = ['o', 'il', 'z', 'e', 'a', 's', 'gb', 't', 'b', 'gq'].map(
  symbolsOf,
);

/** Digits that only vowels are drawn as. */
const isVowelDigit = (symbol: number) =>
  symbol === DIGIT || symbol === DIGIT + 1 || symbol === DIGIT + 3 || symbol === DIGIT + 4;

/**
 * A word with digits for vowels inside it, letters around them (c4o, th4ng), or consonants and a nought (ch0): no code,
 * size or amount is written so.
 */
export function isPlainLeet(symbols: ArrayLike<number>, from: number, to: number): boolean {
  if (to - from === 3 && symbols[to - 1] === DIGIT) {
    return [from, from + 1].every((at) => symbols[at]! < DIGIT && !isVowel(symbols[at]!));
  }
  if (to - from < 3 || to - from > 7 || symbols[from]! >= DIGIT || symbols[to - 1]! >= DIGIT) return false;
  let digits = 0;
  for (let at = from + 1; at < to - 1; at++) {
    if (symbols[at]! < DIGIT) continue;
    if (!isVowelDigit(symbols[at]!)) return false;
    digits++;
  }
  return digits > 0;
}

/**
 * Digits read as letters, only where they stand among letters (l0n, ch3t) and never where the word could be an
 * amount, a date or an order code: one that begins with its number (50k), or holds two digits in a row. Beside plain
 * leet (`among`) these two are read as well, where digits for vowels make a syllable: g01 c4o, 0c ch0.
 */
export function unleet(
  symbols: ArrayLike<number>,
  from: number,
  to: number,
  among: boolean,
  found: Found,
): void {
  const length = to - from;
  if (length < 2 || length > 12) return;
  if (among && length <= 4) unleetVowels(symbols, from, to, found);
  let digits = 0;
  let choice = 0;
  for (let at = from; at < to; at++) {
    if (symbols[at]! < DIGIT) continue;
    if (at > from && symbols[at - 1]! >= DIGIT && symbols[at - 1] !== symbols[at]) return;
    if (symbols[at]! > DIGIT + 9) return;
    digits++;
    if ((LEET[symbols[at]! - DIGIT]?.length ?? 0) > 1) choice = 1;
  }
  if (digits === 0 || digits * 2 > length || (symbols[from]! >= DIGIT && length - digits < 2)) return;
  for (let pick = 0; pick <= choice; pick++) {
    scratch.length = 0;
    for (let at = from; at < to; at++) {
      const symbol = symbols[at]!;
      const options = symbol >= DIGIT ? LEET[symbol - DIGIT]! : undefined;
      scratch.push(options === undefined ? symbol : (options[pick] ?? options[0]!));
    }
    found(scratch, scratch.length);
  }
}

function unleetVowels(symbols: ArrayLike<number>, from: number, to: number, found: Found): void {
  scratch.length = 0;
  let letters = 0;
  for (let at = from; at < to; at++) {
    const symbol = symbols[at]!;
    if (symbol < DIGIT) letters++;
    else if (!isVowelDigit(symbol)) return;
    scratch.push(symbol < DIGIT ? symbol : LEET[symbol - DIGIT]![0]!);
  }
  if (letters > 0 && letters < to - from && isWord(scratch, scratch.length)) found(scratch, scratch.length);
}

/** The letter a sign is drawn for, 0 for none: c@c, $ex, d!t. */
export function letterOfSign(unit: number): number {
  return SIGNS.get(unit) ?? 0;
}
const SIGNS: ReadonlyMap<number, number> = new Map(
  ['@a', '$s', '!i', '¡i', '|l', '+t', '€e', '£l'].map((pair) => [
    pair.charCodeAt(0),
    codeOf(pair.charAt(1)),
  ]),
);
