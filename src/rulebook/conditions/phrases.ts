import { TOKEN } from '../../domain/text/fold.ts';
import { stepBit } from '../../domain/text/steps.ts';
import type { Reading } from '../reading.ts';
import { LONGEST_PHRASE } from '../phrases.ts';
import { NO, YES, type Anchor, type Condition, type Truth } from './condition.ts';

/** How near before a phrase a negating word must stand, in tokens. */
const NEGATION_REACH = 3;

/** A list of phrases in the matcher, with the modifiers that are tested after matching. */
export interface PhraseTest {
  readonly list: number;
  /** List of words that undo a match when one stands just before it. */
  readonly negators: number | undefined;
  readonly ignoreQuoted: boolean;
  /** The same phrases in any capitals, where these are asked for as written: what a canary is held against. */
  readonly anyCase?: number;
  /** Holds a rule back: nobody masks an innocent word, so one read out of masks (gi*t as giật) does not count. */
  readonly excepting?: boolean;
}

const MASKED = stepBit('masked');

const listsOf = ({ list, anyCase }: PhraseTest): number[] =>
  anyCase === undefined ? [list] : [list, anyCase];

/** The hits of a list that count: not negated, not (if so asked) quoted. Indexes into `reading.hits`. */
export function hitsOf(reading: Reading, test: PhraseTest): readonly number[] {
  const { list, anyCase = list, negators, ignoreQuoted, excepting } = test;
  const all = reading.hitsOf(reading.probing === 'canary' ? anyCase : list);
  if (all.length === 0 || (negators === undefined && !ignoreQuoted && excepting !== true)) return all;
  const { steps } = reading.hits;
  return all.filter(
    (hit) =>
      !(excepting === true && (steps[hit]! & MASKED) !== 0) &&
      !negated(reading, hit, negators) &&
      !(ignoreQuoted && quoted(reading, hit)),
  );
}

function negated(reading: Reading, hit: number, negators: number | undefined): boolean {
  if (negators === undefined) return false;
  const { firstToken, lastToken } = reading.hits;
  const first = firstToken[hit]!;
  const { sentence } = reading.folded;
  const words = reading.hitsOf(negators);
  for (
    let at = firstFrom(words, firstToken, first - NEGATION_REACH - LONGEST_PHRASE);
    at < words.length;
    at++
  ) {
    const word = words[at]!;
    if (firstToken[word]! >= first) return false;
    const last = lastToken[word]!;
    if (last < first && last >= first - NEGATION_REACH && sentence[last] === sentence[first]) return true;
  }
  return false;
}

/** Index of the first hit that begins at a token or after it; hits are in order of their first token. */
function firstFrom(hits: readonly number[], firstToken: Int32Array, token: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (firstToken[hits[middle]!]! < token) low = middle + 1;
    else high = middle;
  }
  return low;
}

function quoted(reading: Reading, hit: number): boolean {
  const { quote } = reading.folded;
  return quote[reading.hits.firstToken[hit]!] === 1 && quote[reading.hits.lastToken[hit]!] === 1;
}

export function anchorOf(reading: Reading, hit: number): Anchor {
  const { start, end, firstToken, lastToken, steps } = reading.hits;
  return {
    start: start[hit]!,
    end: end[hit]!,
    first: firstToken[hit]!,
    last: lastToken[hit]!,
    steps: steps[hit]!,
  };
}

function found(reading: Reading, hits: readonly number[], anchors: Anchor[]): Truth {
  for (const hit of hits) anchors.push(anchorOf(reading, hit));
  return hits.length > 0 ? YES : NO;
}

export function phrase(says: string, test: PhraseTest): Condition {
  return {
    kind: 'phrase',
    says,
    triggers: [{ list: test.list }],
    needs: { lists: listsOf(test) },
    test: (reading, anchors) => found(reading, hitsOf(reading, test), anchors),
  };
}

/** A phrase at a place: alone in the comment, at its beginning, at its end. Emoji around do not count. */
export function placed(kind: 'whole' | 'starts' | 'ends', says: string, test: PhraseTest): Condition {
  return {
    kind,
    says,
    triggers: [{ list: test.list }],
    needs: { lists: listsOf(test) },
    test(reading, anchors) {
      const { kind: kinds, size } = reading.folded;
      let first = 0;
      let last = size - 1;
      while (first < size && kinds[first] === TOKEN.emoji) first++;
      while (last > first && kinds[last] === TOKEN.emoji) last--;
      const { firstToken, lastToken } = reading.hits;
      const fits = hitsOf(reading, test).filter(
        (hit) =>
          (kind === 'ends' || firstToken[hit]! <= first) && (kind === 'starts' || lastToken[hit]! >= last),
      );
      return found(reading, fits, anchors);
    },
  };
}

export function count(says: string, test: PhraseTest, atLeast: number): Condition {
  return {
    kind: 'count',
    says,
    triggers: [{ list: test.list }],
    needs: { lists: listsOf(test) },
    test(reading, anchors) {
      const hits = hitsOf(reading, test);
      if (hits.length < atLeast) return NO;
      if (new Set(hits.map((hit) => reading.hits.phrase[hit])).size < atLeast) return NO;
      return found(reading, hits, anchors);
    },
  };
}

/** Two phrases with at most `within` tokens between them, emoji aside, in one order or either. */
export function near(
  says: string,
  a: PhraseTest,
  b: PhraseTest,
  within: number,
  ordered: boolean,
): Condition {
  return {
    kind: 'near',
    says,
    triggers: [{ list: b.list }],
    needs: { all: [{ lists: listsOf(a) }, { lists: listsOf(b) }] },
    test(reading, anchors) {
      const left = hitsOf(reading, a);
      const right = hitsOf(reading, b);
      if (left.length === 0 || right.length === 0) return NO;
      const beside = new Map<number, number[]>();
      follow(reading, left, right, within, beside);
      if (!ordered) follow(reading, right, left, within, beside);
      return paired(reading, beside, anchors);
    },
  };
}

/** Adds the hits with those each of them was found beside. */
function paired(reading: Reading, beside: ReadonlyMap<number, readonly number[]>, anchors: Anchor[]): Truth {
  if (beside.size === 0) return NO;
  const partners = new Map([...beside.keys()].map((hit) => [hit, [] as Anchor[]]));
  const made = new Map(
    [...partners].map(([hit, own]) => [hit, { ...anchorOf(reading, hit), partners: own }]),
  );
  for (const [hit, others] of beside) for (const other of others) partners.get(hit)!.push(made.get(other)!);
  for (const hit of [...made.keys()].sort((x, y) => x - y)) anchors.push(made.get(hit)!);
  return YES;
}

/** Adds each hit of `before` with the first hit of `after` that follows it closely enough. Linear: hits come in order. */
function follow(
  reading: Reading,
  before: readonly number[],
  after: readonly number[],
  within: number,
  beside: Map<number, number[]>,
): void {
  const { firstToken, lastToken } = reading.hits;
  let next = 0;
  for (const hit of before) {
    while (next < after.length && firstToken[after[next]!]! <= firstToken[hit]!) next++;
    // A phrase has few words, so few of the hits that begin after this one's start can lie within it.
    let at = next;
    while (at < after.length && firstToken[after[at]!]! <= lastToken[hit]!) at++;
    if (at < after.length && isWithin(reading, lastToken[hit]!, firstToken[after[at]!]!, within)) {
      pair(beside, hit, after[at]!);
      pair(beside, after[at]!, hit);
    }
  }
}

/** Whether at most so many tokens stand between two others. Emoji are no words: a row of them keeps nothing apart. */
function isWithin({ folded }: Reading, from: number, to: number, within: number): boolean {
  if (to - from - 1 <= within) return true;
  if ((folded.kinds & (1 << TOKEN.emoji)) === 0) return false;
  let words = 0;
  for (let token = from + 1; token < to && words <= within; token++) {
    if (folded.kind[token] !== TOKEN.emoji) words++;
  }
  return words <= within;
}

function pair(beside: Map<number, number[]>, hit: number, other: number): void {
  const known = beside.get(hit);
  if (known === undefined) beside.set(hit, [other]);
  else known.push(other);
}
