import table from './data/frequency.json' with { type: 'json' };
import { compatible, type Word, wordOf } from './key.ts';
import { symbolsOf, tokensOf } from './symbols.ts';

/**
 * How often syllables and pairs of neighbours occur in accented Vietnamese comments: what a bare form may stand for.
 * Counts are those of data/frequency.json (its making: scripts/frequency.mjs).
 */
export const CORPUS_TOKENS = table.tokens;

const MARKS = 0x07ffffff;

const wordCache = new Map<string, Word>();
function word(text: string): Word {
  let known = wordCache.get(text);
  if (known === undefined) {
    const symbols = symbolsOf(text);
    known = wordOf(symbols, 0, symbols.length);
    wordCache.set(text, known);
  }
  return known;
}

/**
 * The accented forms of all bare syllables, one syllable after the other: how many forms, and of each its marks and its
 * count. And where those of a syllable begin.
 */
const { syllables, syllableAt } = (() => {
  const forms = new Map<number, number[]>();
  for (const line of table.syllables) {
    const [text = '', count = ''] = line.split(' ');
    const { key, marks } = word(text);
    const known = forms.get(key) ?? [];
    known.push(marks & MARKS, Number(count));
    forms.set(key, known);
  }
  const at = new Map<number, number>();
  const all: number[] = [];
  for (const [key, own] of forms) {
    at.set(key, all.length);
    all.push(own.length / 2, ...own);
  }
  return { syllables: Int32Array.from(all), syllableAt: at };
})();

/**
 * The same of pairs, where a form is two marks and a count; before them stand the two words. In an open hash table that
 * holds where each pair begins, and 0 where there is none.
 */
const PAIR_SLOTS = 1 << 15;
const pairSlots = new Int32Array(PAIR_SLOTS);
const pairs = (() => {
  const forms = new Map<string, { first: number; second: number; own: number[] }>();
  for (const line of table.pairs) {
    const [head = '', ...rest] = line.split(' ');
    const first = word(head);
    for (let at = 0; at + 1 < rest.length; at += 2) {
      const second = word(rest[at] ?? '');
      const id = `${first.key} ${second.key}`;
      const known = forms.get(id) ?? { first: first.key, second: second.key, own: [] };
      known.own.push(first.marks & MARKS, second.marks & MARKS, Number(rest[at + 1]));
      forms.set(id, known);
    }
  }
  const all = [0];
  for (const { first, second, own } of forms.values()) {
    let slot = slotOf(first, second);
    while (pairSlots[slot] !== 0) slot = (slot + 1) & (PAIR_SLOTS - 1);
    pairSlots[slot] = all.length;
    all.push(first, second, own.length / 3, ...own);
  }
  return Int32Array.from(all);
})();
wordCache.clear();

function slotOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) & (PAIR_SLOTS - 1);
}

/** Where a pair begins in `pairs`; 0 when it does not occur. */
function pairAt(first: number, second: number): number {
  let slot = slotOf(first, second);
  for (;;) {
    const at = pairSlots[slot]!;
    if (at === 0 || (pairs[at] === first && pairs[at + 1] === second)) return at;
    slot = (slot + 1) & (PAIR_SLOTS - 1);
  }
}

/** Counts of what a typed word may stand for. */
export interface Count {
  /** Forms with exactly the marks meant. */
  meant: number;
  /** Forms with exactly the marks typed. */
  typed: number;
  /** All forms that agree with what was typed, the two above included. */
  all: number;
}

/** Adds up the forms of a single syllable. */
export function countSyllable(key: number, typed: number, meant: number, into: Count): void {
  into.meant = into.typed = into.all = 0;
  const begin = syllableAt.get(key);
  if (begin === undefined) return;
  const end = begin + 1 + 2 * syllables[begin]!;
  for (let at = begin + 1; at < end; at += 2) {
    const marks = syllables[at]!;
    if (!compatible(typed, marks)) continue;
    const count = syllables[at + 1]!;
    into.all += count;
    if (marks === (meant & MARKS)) into.meant += count;
    if (marks === (typed & MARKS)) into.typed += count;
  }
}

/** Adds up the forms of two neighbours; `meant` marks of -1 stand for any reading of that one. */
export function countPair(
  firstKey: number,
  firstTyped: number,
  firstMeant: number,
  secondKey: number,
  secondTyped: number,
  secondMeant: number,
  into: Count,
): void {
  into.meant = into.typed = into.all = 0;
  const begin = pairAt(firstKey, secondKey);
  if (begin === 0) return;
  const end = begin + 3 + 3 * pairs[begin + 2]!;
  for (let at = begin + 3; at < end; at += 3) {
    const first = pairs[at]!;
    const second = pairs[at + 1]!;
    if (!compatible(firstTyped, first) || !compatible(secondTyped, second)) continue;
    const count = pairs[at + 2]!;
    into.all += count;
    if (matches(first, firstMeant) && matches(second, secondMeant)) into.meant += count;
    if (first === (firstTyped & MARKS) && second === (secondTyped & MARKS)) into.typed += count;
  }
}

const matches = (marks: number, meant: number) => meant === -1 || marks === (meant & MARKS);

/** Bare syllables that occur, with the share of their uses that carry no mark at all. */
export function* bareShares(): Generator<{ key: number; unmarked: number; total: number }> {
  for (const [key, begin] of syllableAt) {
    let total = 0;
    let unmarked = 0;
    const end = begin + 1 + 2 * syllables[begin]!;
    for (let at = begin + 1; at < end; at += 2) {
      total += syllables[at + 1]!;
      if (syllables[at] === 0) unmarked += syllables[at + 1]!;
    }
    yield { key, unmarked, total };
  }
}

/**
 * How often the phrase's letters occur without being the phrase, per million words: the innocent uses that would be
 * hit if its accents were ignored. `đĩ` gives that of đi, `lừa đảo` nearly 0. For a phrase of several words it is
 * the rarest pair of neighbours that counts. Rounded to two digits. For the rule checker.
 */
export function bareFrequency(phrase: string): number {
  const words = tokensOf(phrase).map((symbols) => wordOf(symbols, 0, symbols.length));
  const count: Count = { meant: 0, typed: 0, all: 0 };
  let least = Number.POSITIVE_INFINITY;
  if (words.length === 1 && words[0] !== undefined) {
    countSyllable(words[0].key, 0, words[0].marks, count);
    least = count.all - count.meant;
  }
  for (let at = 1; at < words.length; at++) {
    const first = words[at - 1]!;
    const second = words[at]!;
    countPair(first.key, 0, first.marks, second.key, 0, second.marks, count);
    least = Math.min(least, count.all - count.meant);
  }
  // The table is small: more than two digits would be pretence.
  return Number.isFinite(least) ? Number(((least / CORPUS_TOKENS) * 1_000_000).toPrecision(2)) : 0;
}
