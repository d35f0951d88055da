import { expand } from './expand.ts';
import { type Folded, TOKEN } from './fold.ts';
import { MARK_BITS, type Word, wordOf } from './key.ts';
import { ARC, type KnownWords, type Lattice } from './lattice.ts';
import { letterOfSign } from './leet.ts';
import { KIND, UNITS } from './letters.ts';
import { INFO, infoOf } from './lexicon.ts';
import { stepBit } from './steps.ts';
import { symbolsOf } from './symbols.ts';
import { unitAt } from './unit-at.ts';

const MASKED = stepBit('masked');
const DOTTED = stepBit('dotted');
const LEET = stepBit('leet');
const MASK_SHARE = 0.8;
const SIGN_SHARE = 0.85;
const DOT_SHARE = 0.8;
const LONGEST = 8;
const MOST_SIGNS = 3;
const WILD = 0;
const DOT = 0x2e;
const STAR = 0x2a;

/** What is left of a word when all but its first letter are stars, by that letter and the length: l** mẹ, con đ*. */
const MASKED_TAILS: ReadonlyMap<number, readonly Word[]> = (() => {
  const tails = new Map<number, Word[]>();
  for (const word of ['đĩ', 'đụ', 'địt', 'đéo', 'lồn', 'cặc', 'chó', 'buồi', 'ngu']) {
    const symbols = symbolsOf(word);
    // The letter may have been typed without its own mark, too.
    for (const first of new Set([symbols[0]!, symbols[0]! & 31])) {
      const place = symbols.length * 1024 + first;
      tails.set(place, [...(tails.get(place) ?? []), wordOf(symbols, 0, symbols.length)]);
    }
  }
  return tails;
})();
const TAIL_SHARE = 0.6;

const letters: number[] = [];

/**
 * The first of some tokens joined by signs without white space, or one that ends in masks: c*c, l@n, lừ.a, ch*.
 * Read as one word whose signs are masked letters, letters drawn by signs, or nothing.
 */
export function readMasked(folded: Folded, first: number, words: KnownWords, lattice: Lattice): void {
  const { text, start, end, kind, symbols } = folded;
  if (kind[first] !== TOKEN.word || !mayJoin(unitAt(text, visibleFrom(text, end[first]!)))) return;
  if (isJoined(folded, first)) return;
  letters.length = 0;
  let last = first;
  let wild = 0;
  let signs = 0;
  let dots = 0;
  for (;;) {
    folded.spellOut(last);
    for (let at = folded.from[last]!; at < folded.from[last + 1]!; at++) letters.push(symbols[at]!);
    if (letters.length > LONGEST) return;
    if (last + 1 >= folded.size || !isJoined(folded, last + 1) || kind[last + 1] !== TOKEN.word) break;
    const from = visibleFrom(text, end[last]!);
    const gapLength = start[last + 1]! - from;
    for (let at = from; at < start[last + 1]!; at++) {
      const unit = unitAt(text, at);
      const letter = letterOfSign(unit);
      if (unit === DOT && gapLength === 1) dots++;
      else if (letter !== 0 && gapLength === 1) {
        letters.push(letter);
        signs++;
      } else if (unit !== DOT || at === from) {
        letters.push(WILD);
        wild++;
      }
    }
    last++;
  }
  // Masks that end the word: ch*
  let tail = end[last]!;
  while (tail < text.length && tail - end[last]! < 3 && unitAt(text, tail) === STAR) {
    letters.push(WILD);
    wild++;
    tail++;
  }
  if ((last === first && wild === 0) || letters.length > LONGEST) return;
  const known = letters.length - wild;
  const add = (key: number, marks: number, steps: number, share: number, flags: number) => {
    let all = steps | (dots > 0 ? DOTTED : 0);
    for (let at = first; at <= last; at++) all |= folded.steps[at]!;
    lattice.add(first, last + 1, key, marks, all, share, start[first]!, tail, first, last, flags);
    if ((infoOf(key) & INFO.teencode) !== 0)
      expand(folded, { first, last, key, marks, steps, share }, lattice);
  };
  const { key, marks } = wordOf(letters, 0, letters.length);
  if (wild > 0) {
    if (known === 1 && last === first) {
      for (const word of MASKED_TAILS.get(letters.length * 1024 + letters[0]!) ?? [])
        add(word.key, word.marks & MARK_BITS, MASKED, TAIL_SHARE, ARC.masked | ARC.expanded);
      return;
    }
    if (known < 2 || wild > known + 1) return;
    words.fitting(letters, (key) => add(key, marks & MARK_BITS, MASKED, MASK_SHARE, ARC.masked));
  } else if (signs > 0) add(key, marks, LEET, SIGN_SHARE, 0);
  else add(key, marks, DOTTED, DOT_SHARE, 0);
}

/** Only signs, no white space, stand between the token and the one before. */
function isJoined(folded: Folded, token: number): boolean {
  if (token < 1) return false;
  const from = visibleFrom(folded.text, folded.end[token - 1]!);
  const until = folded.start[token]!;
  if (until === from || until - from > MOST_SIGNS) return false;
  for (let at = from; at < until; at++) {
    if (!mayJoin(unitAt(folded.text, at))) return false;
  }
  return true;
}

/** The first place from `at` on that is no invisible character. */
function visibleFrom(text: string, at: number): number {
  let from = at;
  while ((((UNITS[unitAt(text, from)] ?? 0) >>> 10) & 15) === KIND.invisible) from++;
  return from;
}

function mayJoin(unit: number): boolean {
  const kind = ((UNITS[unit] ?? 0) >>> 10) & 15; // NaN at the end of the text
  return kind === KIND.joiner || kind === KIND.stop;
}
