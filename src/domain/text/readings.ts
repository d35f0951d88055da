import { type Folded, TOKEN } from './fold.ts';
import { expand } from './expand.ts';
import { splitGlued } from './glued.ts';
import { wordOf } from './key.ts';
import type { Lattice } from './lattice.ts';
import { GAP } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { type MaskedWords, readMasked } from './masked.ts';
import { collapse, swapLetters, typeAccents, unleet } from './respell.ts';
import { readSpaced } from './spaced.ts';
import { stepBit } from './steps.ts';

const REPEAT = stepBit('repeat');
const TELEX = stepBit('telex');
const LEET = stepBit('leet');
const TEEN = stepBit('teencode');

const SWAP_SHARE = 0.8;
const TELEX_SHARE = 0.7;
const LEET_SHARE = 0.85;
const REPEAT_SHARE = 0.95;
/** Tokens longer than this are not respelt letter by letter; they can still be split. */
const LONGEST_RESPELT = 24;

/**
 * Adds to the lattice every other way the text can be read: abbreviations, respellings, repeats, digits and signs for
 * letters, masked, spaced, dotted and glued words. Work per token is bounded, so the whole is linear in the text.
 */
export function addReadings(folded: Folded, words: MaskedWords, lattice: Lattice): void {
  const { info, kind, repeats, from, size } = folded;
  lattice.reset(folded);
  const signs = (folded.gaps & (GAP.mask | GAP.leet | GAP.dot)) !== 0;
  for (let token = 0; token < size; token++) {
    const known = info[token]!;
    const length = from[token + 1]! - from[token]!;
    const plain = (known & (INFO.syllable | INFO.teencode)) === INFO.syllable;
    if (length === 1 && kind[token] === TOKEN.word) readSpaced(folded, token, lattice);
    if (signs) readMasked(folded, token, words, lattice);
    if (plain) continue;
    if (kind[token] !== TOKEN.word && kind[token] !== TOKEN.mixed) continue;
    if ((known & INFO.teencode) !== 0) {
      expand(folded, token, token, folded.key[token]!, folded.marks[token]!, 0, 1, lattice);
    }
    if ((known & INFO.syllable) === 0 && length > 1)
      respell(folded, token, length, repeats[token] === 1, lattice);
  }
}

const collapsed: number[] = [];
const places: number[] = [];

function respell(folded: Folded, token: number, length: number, repeated: boolean, lattice: Lattice): void {
  const { symbols, from, kind } = folded;
  const first = from[token]!;
  const last = from[token + 1]!;
  const offer = (steps: number, share: number) => (letters: readonly number[], count: number) => {
    const { key, marks } = wordOf(letters, 0, count);
    offerWord(folded, token, key, marks, steps, share, lattice);
  };
  if (length <= LONGEST_RESPELT) {
    if (kind[token] === TOKEN.mixed) unleet(symbols, first, last, offer(LEET, LEET_SHARE));
    typeAccents(symbols, first, last, offer(TELEX, TELEX_SHARE));
    swapLetters(symbols, first, last, offer(TEEN, SWAP_SHARE));
  }
  if (length > 3)
    splitGlued(
      folded,
      token,
      { symbols: symbols.subarray(first, last), places: range(first, length), length },
      0,
      lattice,
    );
  if (!repeated) return;
  for (const longest of [1, 2] as const) {
    const count = collapse(symbols, first, last, longest, collapsed, places);
    if (count === length) continue;
    const { key, marks } = wordOf(collapsed, 0, count);
    offerWord(folded, token, key, marks, REPEAT, REPEAT_SHARE, lattice);
    if (longest === 2 || (infoOf(key) & INFO.syllable) !== 0) continue;
    if (count <= LONGEST_RESPELT) {
      typeAccents(collapsed, 0, count, offer(TELEX | REPEAT, TELEX_SHARE));
      swapLetters(collapsed, 0, count, offer(TEEN | REPEAT, SWAP_SHARE));
    }
    if (count > 3) splitGlued(folded, token, { symbols: collapsed, places, length: count }, REPEAT, lattice);
  }
}

const numbers: number[] = [];
function range(first: number, length: number): number[] {
  for (let at = 0; at < length; at++) numbers[at] = first + at;
  return numbers;
}

/** A token read as another word, and as what that word abbreviates. */
function offerWord(
  folded: Folded,
  token: number,
  key: number,
  marks: number,
  steps: number,
  share: number,
  lattice: Lattice,
): void {
  const all = steps | folded.steps[token]!;
  lattice.add(
    token,
    token + 1,
    key,
    marks,
    all,
    share,
    folded.start[token]!,
    folded.end[token]!,
    token,
    token,
  );
  if ((infoOf(key) & INFO.teencode) !== 0) expand(folded, token, token, key, marks, steps, share, lattice);
}
