import { DIGIT, TONE_BITS, VOWEL_MARK_BITS, wordOf } from './key.ts';
import { MARK, TONE, withMark } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { hasForm } from './syllable.ts';
import { symbolsOf } from './symbols.ts';

/**
 * Other spellings of one word, as pure functions on its symbols. Each calls `found` with the symbols of a reading;
 * the array is reused, so it must be read at once.
 */
export type Found = (symbols: readonly number[], length: number) => void;

const code = (letter: string) => letter.charCodeAt(0) - 96;
const A = code('a');
const D = code('d');
const E = code('e');
const I = code('i');
const J = code('j');
const O = code('o');
const U = code('u');
const W = code('w');
const VOWEL_SET = Array.from('aeiouy', code).reduce((bits, letter) => bits | (1 << letter), 0);
const base = (symbol: number) => (symbol < DIGIT ? symbol & 31 : -1);
const isVowel = (symbol: number) => symbol < DIGIT && ((VOWEL_SET >>> (symbol & 31)) & 1) === 1;

/** True when the symbols are a possible Vietnamese syllable with the marks they carry. */
export function isWord(symbols: ArrayLike<number>, length: number): boolean {
  const { key, marks } = wordOf(symbols, 0, length);
  // Most are none, which one load tells.
  if ((infoOf(key) & INFO.syllable) === 0) return false;
  return (marks & TONE_BITS) !== TONE.mixed && hasForm(key, marks & VOWEL_MARK_BITS);
}

const scratch: number[] = [];

/**
 * Runs of one letter made single: first all runs, then only those of three or more (facebookkk). Marks on any letter
 * of a run are kept. Calls with the places of the letters kept.
 */
export function collapse(
  symbols: ArrayLike<number>,
  from: number,
  to: number,
  longest: 1 | 2,
  out: number[],
  places: number[],
): number {
  let length = 0;
  for (let at = from; at < to; ) {
    let until = at + 1;
    let merged = symbols[at]!;
    while (until < to && base(symbols[until]!) === base(merged) && base(merged) > 0) {
      merged |= symbols[until]! & ~31;
      until++;
    }
    const keep = until - at > longest ? 1 : until - at;
    for (let copy = 0; copy < keep; copy++) {
      out[length] = keep === 1 ? merged : symbols[at + copy]!;
      places[length] = at + copy;
      length++;
    }
    at = until;
  }
  return length;
}

/** What is written, and what it may stand for. */
type Swap = readonly [written: readonly number[], meant: readonly (readonly number[])[]];
const swap = ([written, meant]: readonly [string, readonly string[]]): Swap => [
  symbolsOf(written),
  meant.map(symbolsOf),
];
const NONE = swap(['', ['']]);

/** Onsets as teens write them. */
const ONSETS: readonly Swap[] = (
  [
    ['dz', ['d', 'v']],
    ['ck', ['ch']],
    ['tk', ['th']],
    ['nk', ['nh']],
    ['pk', ['ph']],
    ['z', ['d', 'v', 'gi', 'tr']],
    ['j', ['gi', 'd']],
    ['f', ['ph']],
    ['w', ['qu']],
    ['k', ['c', 'kh']],
    ['q', ['qu']],
    ['p', ['b']],
  ] as const
).map(swap);
/** Codas: k for c or ch, a bare g for ng; z, s and h at the end are mere sound. */
const CODAS: readonly Swap[] = (
  [
    ['nk', ['nh']],
    ['ck', ['ch', 'c']],
    ['k', ['c', 'ch']],
    ['g', ['ng']],
    ['z', ['']],
    ['h', ['']],
    ['s', ['']],
    ['x', ['ch']],
  ] as const
).map(swap);

/** The swaps that may apply at each letter, with "no swap" last. */
const byLetter = (swaps: readonly Swap[], letterOf: (written: readonly number[]) => number | undefined) =>
  Array.from({ length: 32 }, (_, letter) => [
    ...swaps.filter(([written]) => letterOf(written) === letter),
    NONE,
  ]);
const ONSETS_AT = byLetter(ONSETS, (written) => written[0]);
const CODAS_AT = byLetter(CODAS, (written) => written.at(-1));

function holds(symbols: ArrayLike<number>, at: number, letters: readonly number[]): boolean {
  for (let index = 0; index < letters.length; index++)
    if (symbols[at + index] !== letters[index]) return false;
  return true;
}

const word: number[] = [];

/** Letter swaps of teen spelling: zậy, fải, wá, kó, bjết, khôg, thíck. Only readings that are syllables. */
export function swapLetters(symbols: ArrayLike<number>, from: number, to: number, found: Found): void {
  if (to - from > 8) return;
  let inner = false;
  word.length = 0;
  for (let at = from; at < to; at++) {
    // j for i within a word: bjết, gj
    const swapped = at > from && base(symbols[at]!) === J;
    inner ||= swapped;
    word.push(swapped ? (symbols[at]! & ~31) | I : symbols[at]!);
  }
  const onsets = ONSETS_AT[word[0]! & 31]!;
  const codas = CODAS_AT[word[word.length - 1]! & 31]!;
  if (onsets.length === 1 && codas.length === 1 && !inner) return;
  for (const onset of onsets) {
    if (!holds(word, 0, onset[0])) continue;
    for (const coda of codas) {
      const stop = word.length - coda[0].length;
      if (stop <= onset[0].length || !holds(word, stop, coda[0])) continue;
      if (onset === NONE && coda === NONE && !inner) continue;
      for (const head of onset[1]) for (const tail of coda[1]) join(head, onset[0].length, stop, tail, found);
    }
  }
}

function join(
  head: readonly number[],
  start: number,
  stop: number,
  tail: readonly number[],
  found: Found,
): void {
  let length = 0;
  for (let at = 0; at < head.length; at++) scratch[length++] = head[at]!;
  for (let at = start; at < stop; at++) scratch[length++] = word[at]!;
  for (let at = 0; at < tail.length; at++) scratch[length++] = tail[at]!;
  if (isWord(scratch, length)) found(scratch, length);
}

/** The tone each letter key sets, by letter. */
const TELEX_TONES = new Uint8Array(32);
for (const [key, tone] of [
  ['f', TONE.grave],
  ['s', TONE.acute],
  ['r', TONE.hook],
  ['x', TONE.tilde],
  ['j', TONE.dot],
] as const) {
  TELEX_TONES[code(key)] = tone;
}
const VNI_TONES = [0, TONE.acute, TONE.grave, TONE.hook, TONE.tilde, TONE.dot];

/** What Telex or VNI keys would have made of the letters: ddaor, luwaf, lo62n, d9i5t. Only if a syllable results. */
export function typeAccents(symbols: ArrayLike<number>, from: number, to: number, found: Found): void {
  if (to - from > 10 || to - from < 2) return;
  scratch.length = 0;
  let tone = 0;
  let keys = 0;
  let sawVowel = false;
  for (let at = from; at < to; at++) {
    const symbol = symbols[at]!;
    const letter = base(symbol);
    const last = scratch.length - 1;
    if (symbol >= DIGIT) {
      const digit = symbol - DIGIT;
      if (digit >= 1 && digit <= 5 && sawVowel && tone === 0) tone = VNI_TONES[digit]!;
      else if (
        !press(digit === 9 ? D : 0, digit === 6 ? MARK.circumflex : digit === 7 ? MARK.horn : MARK.breve)
      )
        return;
      keys++;
    } else if (sawVowel && tone === 0 && symbol < TELEX_TONES.length && TELEX_TONES[symbol] !== 0) {
      tone = TELEX_TONES[symbol]!;
      keys++;
    } else if (letter === D && symbol === D && last === 0 && scratch[0] === D) {
      scratch[0] = withMark(D, MARK.horn);
      keys++;
    } else if ((letter === A || letter === E || letter === O) && symbol === letter && doubles(letter)) {
      keys++;
    } else if (symbol === W && sawVowel) {
      if (!press(0, MARK.horn) && !press(0, MARK.breve)) return;
      keys++;
    } else {
      scratch.push(symbol);
      sawVowel ||= isVowel(symbol);
    }
  }
  if (keys === 0) return;
  if (tone !== 0) {
    const vowel = scratch.findIndex(isVowel);
    if (vowel < 0 || scratch.some((symbol) => symbol >>> 7 !== 0)) return;
    scratch[vowel]! |= tone << 7;
  }
  if (isWord(scratch, scratch.length)) found(scratch, scratch.length);
}

/** aa, ee, oo, or the second one at the end of the word (lono). */
function doubles(letter: number): boolean {
  const at = scratch.lastIndexOf(letter);
  if (at < 0 || scratch.slice(at + 1).some(isVowel)) return false;
  scratch[at] = withMark(letter, MARK.circumflex);
  return true;
}

/** Puts a mark on the last letter that takes it (both of uo), or đ for d at the start; false when none does. */
function press(only: number, mark: number): boolean {
  if (only === D) {
    if (scratch[0] !== D) return false;
    scratch[0] = withMark(D, MARK.horn);
    return true;
  }
  for (let at = scratch.length - 1; at >= 0; at--) {
    const symbol = scratch[at]!;
    if (!isVowel(symbol)) continue;
    const marked = withMark(symbol, mark);
    if (marked === symbol || (symbol & 0x60) !== 0) continue;
    scratch[at] = marked;
    if (mark === MARK.horn && base(symbol) === O && at > 0 && scratch[at - 1] === U) {
      scratch[at - 1] = withMark(U, mark);
    }
    return true;
  }
  return false;
}

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
  ['@a', '$s', '!i', '¡i', '|l', '+t', '€e', '£l'].map((pair) => [pair.charCodeAt(0), code(pair.charAt(1))]),
);
