import { symbolsOf } from './symbols.ts';
import { baseOf, codeOf, type Found, isWord } from './word.ts';

const I = codeOf('i');
const J = codeOf('j');

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
const scratch: number[] = [];

/** Letter swaps of teen spelling: zậy, fải, wá, kó, bjết, khôg, thíck. Only readings that are syllables. */
export function swapLetters(symbols: ArrayLike<number>, from: number, to: number, found: Found): void {
  if (to - from > 8) return;
  let inner = false;
  word.length = 0;
  for (let at = from; at < to; at++) {
    // j for i within a word: bjết, gj
    const swapped = at > from && baseOf(symbols[at]!) === J;
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
