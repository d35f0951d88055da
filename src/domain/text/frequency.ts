import table from './data/frequency.json' with { type: 'json' };
import { compatible, type Word, wordOf } from './key.ts';
import { symbolsOf, tokensOf } from './symbols.ts';

/**
 * How often syllables and pairs of neighbours occur in accented Vietnamese comments: what a bare form may stand for.
 * Counts are those of data/frequency.json (its making: scripts/frequency.mjs).
 */
export const CORPUS_TOKENS = table.tokens;

/** The accented forms of one bare syllable or pair: marks and counts, side by side. */
interface Forms {
  /** One mark word per syllable of the form. */
  readonly marks: number[];
  readonly counts: number[];
}

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

const singles: ReadonlyMap<number, Forms> = (() => {
  const forms = new Map<number, Forms>();
  for (const line of table.syllables) {
    const [text = '', count = ''] = line.split(' ');
    const { key, marks } = word(text);
    const known = forms.get(key) ?? { marks: [], counts: [] };
    known.marks.push(marks & MARKS);
    known.counts.push(Number(count));
    forms.set(key, known);
  }
  return forms;
})();

/** Pairs in one open hash table: the forms of entry n are those of `pairForms[n]`. */
const pairForms: Forms[] = [];
const pairKeys: number[] = [];
const PAIR_SLOTS = 1 << 17;
const pairSlots = new Int32Array(PAIR_SLOTS);

/** The slot of a pair, or the free one where it would stand. */
function slotOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  let slot = (hash ^ (hash >>> 13)) & (PAIR_SLOTS - 1);
  for (;;) {
    const entry = pairSlots[slot]!;
    if (entry === 0 || (pairKeys[2 * entry] === first && pairKeys[2 * entry + 1] === second)) return slot;
    slot = (slot + 1) & (PAIR_SLOTS - 1);
  }
}

function formsOf(first: number, second: number): Forms | undefined {
  const entry = pairSlots[slotOf(first, second)]!;
  return entry === 0 ? undefined : pairForms[entry];
}

pairForms.push({ marks: [], counts: [] });
pairKeys.push(0, 0);
for (const line of table.pairs) {
  const [head = '', ...rest] = line.split(' ');
  const first = word(head);
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const second = word(rest[at] ?? '');
    const slot = slotOf(first.key, second.key);
    if (pairSlots[slot] === 0) {
      pairSlots[slot] = pairForms.length;
      pairForms.push({ marks: [], counts: [] });
      pairKeys.push(first.key, second.key);
    }
    const forms = pairForms[pairSlots[slot]!]!;
    forms.marks.push(first.marks & MARKS, second.marks & MARKS);
    forms.counts.push(Number(rest[at + 1]));
  }
}
wordCache.clear();

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
  const forms = singles.get(key);
  if (forms === undefined) return;
  for (let at = 0; at < forms.counts.length; at++) {
    const marks = forms.marks[at]!;
    if (!compatible(typed, marks)) continue;
    const count = forms.counts[at]!;
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
  const forms = formsOf(firstKey, secondKey);
  if (forms === undefined) return;
  for (let at = 0; at < forms.counts.length; at++) {
    const first = forms.marks[2 * at]!;
    const second = forms.marks[2 * at + 1]!;
    if (!compatible(firstTyped, first) || !compatible(secondTyped, second)) continue;
    const count = forms.counts[at]!;
    into.all += count;
    if (matches(first, firstMeant) && matches(second, secondMeant)) into.meant += count;
    if (first === (firstTyped & MARKS) && second === (secondTyped & MARKS)) into.typed += count;
  }
}

const matches = (marks: number, meant: number) => meant === -1 || marks === (meant & MARKS);

/** Bare syllables that occur, with the share of their uses that carry no mark at all. */
export function* bareShares(): Generator<{ key: number; unmarked: number; total: number }> {
  for (const [key, forms] of singles) {
    let total = 0;
    let unmarked = 0;
    for (let at = 0; at < forms.counts.length; at++) {
      total += forms.counts[at]!;
      if (forms.marks[at] === 0) unmarked += forms.counts[at]!;
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
