import { addWord } from './expand.ts';
import { type Folded, TOKEN } from './fold.ts';
import { addMarks, EXACT_LETTERS, wordOf } from './key.ts';
import { ARC, type Lattice } from './lattice.ts';
import { GAP } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';
import { isWord } from './word.ts';

const SPACED = stepBit('spaced');
const DOTTED = stepBit('dotted');
const EMOJI = stepBit('emoji');
const RUN_SHARE = 0.95;
const PAIR_SHARE = 0.6;
const LONGEST_SYLLABLE = 7;
const LONGEST_WORD = 24;
/** As keys: of a token of one letter that is the letter. */
const VOWELS = new Set([1, 5, 9, 15, 21, 25]);

const isLetter = (folded: Folded, token: number) =>
  token >= 0 &&
  token < folded.size &&
  folded.kind[token] === TOKEN.word &&
  folded.from[token]! + 1 === folded.from[token + 1];

/** What stands before the token may stand within a spaced or dotted word: no comma, and no sentence but by a dot. */
function joins(folded: Folded, token: number): boolean {
  const gap = folded.gap[token]!;
  return (gap & GAP.comma) === 0 && ((gap & GAP.sentence) === 0 || (gap & GAP.dot) !== 0);
}

/**
 * The first of a run of single letters: with the others it may be a word spelled out (l ừ a đ ả o, đ.m) or a word cut
 * in two (l ừa, c ặc). Gives the token after the run.
 */
export function readSpaced(folded: Folded, token: number, lattice: Lattice): number {
  let until = token + 1;
  while (isLetter(folded, until) && joins(folded, until)) until++;
  const length = until - token;
  if (length === 1) readCut(folded, token, lattice);
  else if (length === 2) readPair(folded, token, lattice);
  else readRun(folded, token, until, lattice);
  return until;
}

const pieces: number[] = [];

/** Letters with an emoji between each two of them (v🐶ậ🐶t), or pieces of a word that touch one (ng🔥u). Handled at the first. */
export function readEmojiApart(folded: Folded, token: number, lattice: Lattice): void {
  const { from, symbols, kind, size, start, end } = folded;
  let steps = folded.steps[token]! | EMOJI;
  pieces.length = 0;
  for (let last = token; ; last += 2) {
    folded.spellOut(last);
    for (let at = from[last]!; at < from[last + 1]!; at++) pieces.push(symbols[at]!);
    if (pieces.length > LONGEST_SYLLABLE) return;
    if (last > token) {
      steps |= folded.steps[last]!;
      const { key, marks } = wordOf(pieces, 0, pieces.length);
      lattice.add(token, last + 1, key, marks, steps, RUN_SHARE, start[token]!, end[last]!, token, last);
    }
    const next = last + 2;
    if (next >= size || kind[last + 1] !== TOKEN.emoji || kind[next] !== TOKEN.word) return;
    const touching = folded.gap[last + 1] === 0 && folded.gap[next] === GAP.emoji;
    if (!touching && !(isLetter(folded, last) && isLetter(folded, next) && joins(folded, next))) return;
  }
}

/** Steps of reading a token as one word with the token before it. */
function joiningStep({ steps, gap }: Folded, token: number): number {
  return steps[token]! | ((gap[token]! & ~GAP.space) === 0 ? SPACED : DOTTED);
}

/** Adds tokens [first, last] as one word, and what that word abbreviates. */
function add(
  folded: Folded,
  first: number,
  last: number,
  share: number,
  flags: number,
  lattice: Lattice,
): void {
  folded.spellOut(first, last);
  const { key, marks } = wordOf(folded.symbols, folded.from[first]!, folded.from[last + 1]!);
  let steps = folded.steps[first]!;
  for (let token = first + 1; token <= last; token++) steps |= joiningStep(folded, token);
  addWord(folded, { first, last, key, marks, steps, share }, flags, lattice);
}

/** Every word of some phrase within a run of letters, and the run as a whole if it is short enough to be a word. */
function readRun(folded: Folded, from: number, until: number, lattice: Lattice): void {
  const { words } = lattice;
  const { key: letters, symbols, from: symbolAt } = folded;
  for (let first = from; first + 1 < until; first++) {
    const most = Math.min(until, first + EXACT_LETTERS);
    let key = letters[first]!;
    if (!words.opens((key << 5) | letters[first + 1]!)) continue;
    // Marks and steps of the letters before `read`.
    let marks = 0;
    let steps = 0;
    let read = first;
    for (let last = first + 1; last < most; last++) {
      key = (key << 5) | letters[last]!;
      if (last === first + 2 && !words.opens(key)) break;
      // Two letters that are no syllable stand beside one another by chance.
      if (!words.has(key) || (last === first + 1 && (infoOf(key) & INFO.syllable) === 0)) continue;
      folded.spellOut(read, last);
      for (; read <= last; read++) {
        marks = addMarks(marks, symbols[symbolAt[read]!]!, read - first);
        steps |= read === first ? folded.steps[read]! : joiningStep(folded, read);
      }
      addWord(folded, { first, last, key, marks, steps, share: RUN_SHARE }, 0, lattice);
    }
  }
  if (until - from <= LONGEST_WORD) add(folded, from, until - 1, RUN_SHARE, 0, lattice);
}

/** Two letters: đ.m or v l, but not "e ở" or "a c". */
function readPair(folded: Folded, token: number, lattice: Lattice): void {
  const consonants = [token, token + 1].every((at) => !VOWELS.has(folded.key[at]!));
  const spaced = (folded.gap[token + 1]! & GAP.space) !== 0;
  if (!spaced) add(folded, token, token + 1, RUN_SHARE, 0, lattice);
  else if (consonants) add(folded, token, token + 1, PAIR_SHARE, 0, lattice);
  else {
    // "đ ĩ" with every accent typed is no chance meeting.
    if (folded.marks[token + 1] !== 0) add(folded, token, token + 1, PAIR_SHARE, ARC.exact, lattice);
    readCut(folded, token, lattice);
    readCut(folded, token + 1, lattice);
  }
}

/** A single letter that may be the head or the tail of the word beside it. */
function readCut(folded: Folded, token: number, lattice: Lattice): void {
  const { from, symbols, kind, size } = folded;
  const vowel = VOWELS.has(folded.key[token]!);
  for (const first of [token - 1, token]) {
    if (first < 0 || first + 1 >= size) continue;
    if (kind[first] !== TOKEN.word || kind[first + 1] !== TOKEN.word || !joins(folded, first + 1)) continue;
    const head = first === token;
    if (head && vowel) continue;
    const length = from[first + 2]! - from[first]!;
    if (length > LONGEST_SYLLABLE || length < 3) continue;
    folded.spellOut(first, first + 1);
    if (isWord(symbols.subarray(from[first], from[first + 2]), length)) {
      add(folded, first, first + 1, PAIR_SHARE, ARC.exact, lattice);
    }
  }
}
