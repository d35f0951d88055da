import type { Folded } from './fold.ts';
import { DIGIT, EXACT_LETTERS, FOREIGN, HASH_PRIME, HASH_SEED, wordOf } from './key.ts';
import { ARC, type KnownWords, type Lattice, NODE } from './lattice.ts';
import { KIND, UNITS } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';
import { unitAt } from './unit-at.ts';

const GLUED = stepBit('glued');
const SHARE = 0.85;
const LONGEST_SYLLABLE = 7;
/** Words that are no syllable are split off from this length on; shorter ones stand anywhere by chance. */
const SHORTEST_WORD = 3;
/** Nobody reads on in a word longer than this. */
const LONGEST_RUN = 200;

/** One word run together of several: its letters with their places among the symbols of the folded text. */
export interface Run {
  symbols: ArrayLike<number>;
  /** First of the run's symbols in `symbols`. */
  first: number;
  length: number;
  /** Index of each letter's symbol in the folded text, where it is not `first` onward. */
  places: ArrayLike<number> | undefined;
}

/** Per letter: lengths of the syllables that begin there (bit n), and of the run of letters or digits it begins. */
const syllables = new Uint8Array(LONGEST_RUN);
const stretches = new Int32Array(LONGEST_RUN);
const forward = new Uint8Array(LONGEST_RUN + 1);
const backward = new Uint8Array(LONGEST_RUN + 1);
const nodes = new Int32Array(LONGEST_RUN + 1);

/**
 * Splits a token into syllables and runs of digits wherever the grammar allows (luadao, zalo0912…, hoanganh), and
 * adds every way of doing so. Linear: a syllable has at most seven letters.
 */
export function splitGlued(folded: Folded, token: number, run: Run, steps: number, lattice: Lattice): void {
  const { length } = run;
  if (length > LONGEST_RUN || !reach(run, lattice.words)) return;
  backward.fill(0, 0, length);
  backward[length] = 1;
  for (let at = length - 1; at >= 0; at--) {
    nodes[at] = 0;
    if (forward[at] === 0) continue;
    for (let sizes = syllables[at]!; sizes !== 0; sizes &= sizes - 1) {
      if (backward[at + smallest(sizes)] === 1) backward[at] = 1;
    }
    if (stretches[at] !== 0 && backward[at + stretches[at]!] === 1) backward[at] = 1;
  }
  for (let at = 0; at < length; at++) {
    if (forward[at] === 0 || backward[at] === 0) continue;
    for (let sizes = syllables[at]!; sizes !== 0; sizes &= sizes - 1) {
      addPiece(folded, token, run, at, at + smallest(sizes), steps, lattice);
    }
    const stretch = stretches[at]!;
    if (stretch !== 0 && (stretch > LONGEST_SYLLABLE || !begins(at, stretch))) {
      addPiece(folded, token, run, at, at + stretch, steps, lattice);
    }
  }
}

/** The lowest number in a set of bits. */
const smallest = (bits: number) => 31 - Math.clz32(bits & -bits);
const begins = (at: number, size: number) => ((syllables[at]! >>> size) & 1) === 1;

/** Finds the pieces and the places they can reach from the start; false when they do not reach the end. */
function reach(run: Run, words: KnownWords): boolean {
  const { length } = run;
  forward.fill(0, 0, length + 1);
  forward[0] = 1;
  let furthest = 0;
  for (let at = 0; at < length; at++) {
    if (at > furthest) return false;
    if (forward[at] === 0) continue;
    syllables[at] = wordsAt(run, at, words);
    stretches[at] = stretchAt(run, at);
    for (let sizes = syllables[at]!; sizes !== 0; sizes &= sizes - 1) {
      const until = at + smallest(sizes);
      forward[until] = 1;
      furthest = Math.max(furthest, until);
    }
    if (stretches[at] !== 0) {
      forward[at + stretches[at]!] = 1;
      furthest = Math.max(furthest, at + stretches[at]!);
    }
  }
  return forward[length] === 1;
}

/**
 * Lengths of the syllables, of the longer words of phrases (clip), and of an abbreviation that ends the run (nguvl),
 * beginning at a letter, as bits.
 */
function wordsAt(run: Run, from: number, words: KnownWords): number {
  let packed = 0;
  let hash = HASH_SEED;
  let tone = 0;
  let lengths = 0;
  const stop = Math.min(run.length, from + LONGEST_SYLLABLE);
  for (let at = from; at < stop; at++) {
    const symbol = run.symbols[run.first + at]!;
    if (symbol >= DIGIT) break;
    const letter = symbol & 31;
    packed = (packed << 5) | letter;
    hash = Math.imul(hash ^ letter, HASH_PRIME);
    if (symbol >>> 7 !== 0) {
      if (tone !== 0 && tone !== symbol >>> 7) break;
      tone = symbol >>> 7;
    }
    const size = at - from + 1;
    const key = size <= EXACT_LETTERS ? packed : hash | 0x80000000;
    const known = infoOf(key);
    const tail = size > 1 && at + 1 === run.length && from > 0 && (known & INFO.teencode) !== 0;
    if ((known & INFO.syllable) !== 0 || tail || (size >= SHORTEST_WORD && words.has(key)))
      lengths |= 1 << size;
  }
  return lengths;
}

/** Length of the run of letters or of digits that begins here and is not the whole word, else 0. */
function stretchAt(run: Run, from: number): number {
  const digit = isDigit(run, from);
  if (from > 0 && isDigit(run, from - 1) === digit) return 0;
  let until = from + 1;
  while (until < run.length && isDigit(run, until) === digit) until++;
  return until - from === run.length ? 0 : until - from;
}

function addPiece(
  folded: Folded,
  token: number,
  run: Run,
  at: number,
  until: number,
  steps: number,
  lattice: Lattice,
): void {
  const { first, length, symbols, places } = run;
  if (backward[until] === 0 || (at === 0 && until === length)) return;
  const { key, marks } = wordOf(symbols, first + at, first + until);
  if (!lattice.words.has(key)) return;
  const from = at === 0 ? token : node(lattice, token, at, run);
  const to = until === length ? token + 1 : node(lattice, token, until, run);
  const end = until === length ? folded.end[token]! : endBefore(folded, places?.[until] ?? first + until);
  const start = folded.at[places?.[at] ?? first + at]!;
  lattice.add(
    from,
    to,
    key,
    marks,
    steps | folded.steps[token]! | GLUED,
    SHARE,
    start,
    end,
    token,
    token,
    ARC.glued,
  );
}

function node(lattice: Lattice, token: number, at: number, run: Run): number {
  if (nodes[at] === 0) {
    nodes[at] = lattice.node(token, isDigit(run, at - 1) === isDigit(run, at) ? NODE.seam : NODE.edge);
  }
  return nodes[at]!;
}

function isDigit(run: Run, at: number): boolean {
  const symbol = run.symbols[run.first + at]!;
  return symbol >= DIGIT && symbol < FOREIGN;
}

/** Where the letter before a symbol ends: invisible characters between them belong to neither. */
function endBefore(folded: Folded, symbol: number): number {
  let end = folded.at[symbol]!;
  while (end > 0 && ((UNITS[unitAt(folded.text, end - 1)]! >>> 10) & 15) === KIND.invisible) end--;
  return end;
}
