import type { Folded } from './fold.ts';
import { DIGIT, EXACT_LETTERS, FOREIGN, HASH_PRIME, HASH_SEED, TONE_BITS, wordOf } from './key.ts';
import { ARC, type Lattice, NODE } from './lattice.ts';
import { KIND, TONE, UNITS } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';

const GLUED = stepBit('glued');
const SHARE = 0.85;
const LONGEST_SYLLABLE = 7;

/** One word run together of several: its letters with their places among the symbols of the folded text. */
export interface Run {
  readonly symbols: ArrayLike<number>;
  /** Index of each letter's symbol in the folded text. */
  readonly places: ArrayLike<number>;
  readonly length: number;
}

let forward = new Uint8Array(256);
let backward = new Uint8Array(256);
let nodes = new Int32Array(256);

/**
 * Splits a token into syllables and runs of digits wherever the grammar allows (luadao, zalo0912…, hoanganh), and
 * adds every way of doing so. Linear: a syllable has at most seven letters.
 */
export function splitGlued(folded: Folded, token: number, run: Run, steps: number, lattice: Lattice): void {
  const { length } = run;
  if (length >= forward.length) {
    forward = new Uint8Array(length * 2);
    backward = new Uint8Array(length * 2);
    nodes = new Int32Array(length * 2);
  }
  forward.fill(0, 0, length + 1);
  forward[0] = 1;
  let furthest = 0;
  for (let at = 0; at < length && at <= furthest; at++) {
    if (forward[at] === 0) continue;
    pieces(run, at, (until) => {
      forward[until] = 1;
      if (until > furthest) furthest = until;
    });
  }
  if (forward[length] === 0) return;
  backward.fill(0, 0, length + 1);
  backward[length] = 1;
  for (let at = length - 1; at >= 0; at--) {
    if (forward[at] === 0) continue;
    pieces(run, at, (until) => {
      if (backward[until] === 1) backward[at] = 1;
    });
    nodes[at] = -1;
  }
  for (let at = 0; at < length; at++) {
    if (forward[at] === 0 || backward[at] === 0) continue;
    pieces(run, at, (until) => {
      if (backward[until] === 0 || (at === 0 && until === length)) return;
      const { key, marks } = wordOf(run.symbols, at, until);
      const from = at === 0 ? token : node(lattice, token, at, run);
      const to = until === length ? token + 1 : node(lattice, token, until, run);
      const end = until === length ? folded.end[token]! : endBefore(folded, run.places[until]!);
      const start = folded.at[run.places[at]!]!;
      lattice.add(from, to, key, marks, steps | GLUED, SHARE, start, end, token, token, ARC.glued);
    });
  }
}

function node(lattice: Lattice, token: number, at: number, run: Run): number {
  if (nodes[at]! < 0)
    nodes[at] = lattice.node(token, isDigit(run, at - 1) === isDigit(run, at) ? NODE.seam : NODE.edge);
  return nodes[at]!;
}

/** Calls with the end of every piece that may begin at a letter: a syllable, or a whole run of digits or letters. */
function pieces(run: Run, from: number, found: (until: number) => void): void {
  const { symbols, length } = run;
  const border = from === 0 || isDigit(run, from - 1) !== isDigit(run, from);
  if (border) {
    let until = from + 1;
    while (until < length && isDigit(run, until) === isDigit(run, from)) until++;
    if (until - from < length) found(until);
  }
  if (isDigit(run, from)) return;
  let packed = 0;
  let hash = HASH_SEED;
  let tone = 0;
  for (let at = from; at < length && at - from < LONGEST_SYLLABLE; at++) {
    const symbol = symbols[at]!;
    if (symbol >= DIGIT) return;
    const letter = symbol & 31;
    packed = (packed << 5) | letter;
    hash = Math.imul(hash ^ letter, HASH_PRIME);
    if (symbol >>> 7 !== 0) {
      if (tone !== 0 && tone !== symbol >>> 7) return;
      tone = symbol >>> 7;
    }
    const key = at - from < EXACT_LETTERS ? packed : hash | 0x80000000;
    if ((infoOf(key) & INFO.syllable) !== 0 && (tone & TONE_BITS) !== TONE.mixed) found(at + 1);
  }
}

const isDigit = (run: Run, at: number) => run.symbols[at]! >= DIGIT && run.symbols[at]! < FOREIGN;

/** Where the letter before a symbol ends: invisible characters between them belong to neither. */
export function endBefore(folded: Folded, symbol: number): number {
  let end = folded.at[symbol]!;
  while (end > 0 && ((UNITS[folded.text.charCodeAt(end - 1)]! >>> 10) & 15) === KIND.invisible) end--;
  return end;
}
