import { typeAccents } from './accent-keys.ts';
import { readEmoji } from './emoji-words.ts';
import { addWord, expand } from './expand.ts';
import { Folded, TOKEN } from './fold.ts';
import { type Run, splitGlued } from './glued.ts';
import { TONE_BITS, wordOf } from './key.ts';
import { type KnownWords, Lattice } from './lattice.ts';
import { isPlainLeet, unleet } from './leet.ts';
import { GAP } from './letters.ts';
import { INFO, infoOf, isOdd } from './lexicon.ts';
import { readMasked } from './masked.ts';
import { collapse } from './repeats.ts';
import { readEmojiApart, readSpaced } from './spaced.ts';
import { stepBit } from './steps.ts';
import { swapLetters } from './swaps.ts';

const REPEAT = stepBit('repeat');
const TELEX = stepBit('telex');
const LEET = stepBit('leet');
const TEEN = stepBit('teencode');

const SWAP_SHARE = 0.8;
const TELEX_SHARE = 0.7;
/** Digits within a word are nearly always keys of VNI; likelier than a word and a number run together. */
const VNI_SHARE = 0.9;
const LEET_SHARE = 0.85;
const REPEAT_SHARE = 0.95;
/** Tokens between a word and the plain leet that vouches for it. */
const LEET_REACH = 2;
/** Tokens longer than this are not respelt letter by letter; they can still be split. */
const LONGEST_RESPELT = 24;
/** Letters in a row of which none is an abbreviation any more (e k b a): they spell something out. */
const SPELT_OUT = 8;
/** ... and so many where one of them has a tone, which no abbreviation has: g i ế t c h ế t. */
const TONED = 4;

/**
 * Adds to the lattice every other way the text can be read: abbreviations, respellings, repeats, digits and signs for
 * letters, masked, spaced, dotted and glued words. Work per token is bounded, so the whole is linear in the text.
 */
export function addReadings(folded: Folded, words: KnownWords, lattice: Lattice): void {
  const signs = (folded.gaps & (GAP.mask | GAP.leet | GAP.dot)) !== 0;
  lattice.reset(folded, words);
  const emoji = (folded.kinds & (1 << TOKEN.emoji)) !== 0;
  if (!folded.odd && !signs && !emoji) return;
  const { info, kind, repeats, from, size } = folded;
  let spelt = 0;
  for (let token = 0; token < size; token++) {
    if (emoji && kind[token] === TOKEN.emoji) {
      readEmoji(folded, token, lattice);
      continue;
    }
    const known = info[token]!;
    const length = from[token + 1]! - from[token]!;
    if (length === 1 && kind[token] === TOKEN.word) {
      if (token >= spelt) spelt = readSpaced(folded, token, lattice);
      if (spelt - token > SPELT_OUT || (spelt - token >= TONED && hasTone(folded, token, spelt))) {
        token = spelt - 1;
        continue;
      }
    }
    if (emoji && token + 2 < size && kind[token] === TOKEN.word && kind[token + 1] === TOKEN.emoji)
      readEmojiApart(folded, token, lattice);
    if (signs) readMasked(folded, token, words, lattice);
    if (!isOdd(known, folded.marks[token]!)) continue;
    if (kind[token] !== TOKEN.word && kind[token] !== TOKEN.mixed) continue;
    if ((known & INFO.teencode) !== 0) {
      const key = folded.key[token]!;
      const marks = folded.marks[token]!;
      expand(folded, { first: token, last: token, key, marks, steps: 0, share: 1 }, lattice);
    }
    if ((known & INFO.syllable) === 0 && length > 1)
      respell(folded, token, length, repeats[token] === 1, lattice);
  }
}

function hasTone({ marks }: Folded, from: number, to: number): boolean {
  for (let token = from; token < to; token++) if ((marks[token]! & TONE_BITS) !== 0) return true;
  return false;
}

const collapsed: number[] = [];
const places: number[] = [];
const run: Run = { symbols: collapsed, first: 0, length: 0, places: undefined };

/** The token being respelt, for `offer`. */
const subject = { token: 0, steps: 0, share: 0, folded: new Folded(), lattice: new Lattice() };

function offer(letters: readonly number[], length: number): void {
  const { key, marks } = wordOf(letters, 0, length);
  offerWord(key, marks, subject.steps, subject.share);
}

function offerWord(key: number, marks: number, steps: number, share: number): void {
  const { folded, token, lattice } = subject;
  const word = { first: token, last: token, key, marks, steps: steps | folded.steps[token]!, share };
  addWord(folded, word, 0, lattice);
}

function respell(folded: Folded, token: number, length: number, repeated: boolean, lattice: Lattice): void {
  const { symbols, from } = folded;
  const first = from[token]!;
  const last = first + length;
  folded.spellOut(token);
  subject.folded = folded;
  subject.token = token;
  subject.lattice = lattice;
  if (length <= LONGEST_RESPELT) {
    if (folded.kind[token] === TOKEN.mixed) {
      subject.steps = LEET;
      subject.share = LEET_SHARE;
      unleet(symbols, first, last, isAmongLeet(folded, token), offer);
    }
    respellLetters(symbols, first, last, 0, folded.kind[token] === TOKEN.mixed ? VNI_SHARE : TELEX_SHARE);
  }
  if (length > 3 && (folded.info[token]! & INFO.english) === 0) {
    run.symbols = symbols;
    run.first = first;
    run.length = length;
    run.places = undefined;
    splitGlued(folded, token, run, 0, lattice);
  }
  if (repeated) respellRepeats(folded, token, length, lattice);
}

/** A neighbour, or the one beyond it, is plainly leet. */
function isAmongLeet(folded: Folded, token: number): boolean {
  const { from, symbols, kind, size } = folded;
  const last = Math.min(size - 1, token + LEET_REACH);
  for (let at = Math.max(0, token - LEET_REACH); at <= last; at++) {
    if (at !== token && kind[at] === TOKEN.mixed && isPlainLeet(symbols, from[at]!, from[at + 1]!))
      return true;
  }
  return false;
}

function respellLetters(
  symbols: ArrayLike<number>,
  first: number,
  last: number,
  steps: number,
  typingShare: number,
): void {
  subject.steps = steps | TELEX;
  subject.share = typingShare;
  typeAccents(symbols, first, last, offer);
  subject.steps = steps | TEEN;
  subject.share = SWAP_SHARE;
  swapLetters(symbols, first, last, offer);
}

function respellRepeats(folded: Folded, token: number, length: number, lattice: Lattice): void {
  const first = folded.from[token]!;
  for (const longest of [1, 2] as const) {
    const count = collapse(folded.symbols, first, first + length, longest, collapsed, places);
    if (count === length) continue;
    const { key, marks } = wordOf(collapsed, 0, count);
    offerWord(key, marks, REPEAT, REPEAT_SHARE);
    if (longest === 2 || (infoOf(key) & INFO.syllable) !== 0) continue;
    if (count <= LONGEST_RESPELT) respellLetters(collapsed, 0, count, REPEAT, TELEX_SHARE);
    if (count > 3) {
      run.symbols = collapsed;
      run.first = 0;
      run.length = count;
      run.places = places;
      splitGlued(folded, token, run, REPEAT, lattice);
    }
  }
}
