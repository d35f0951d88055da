import type { Category, Decision } from '../domain/categories.ts';
import type { ScreenInput } from '../domain/comment.ts';
import { wilsonLower } from '../domain/decide/precision.ts';
import { maskNumbers } from '../domain/digest/passages.ts';
import type { Accents, Span } from '../domain/verdict.ts';
import { PastWaves } from './past-waves.ts';
import type { CompiledRule, Rulebook } from './rulebook.ts';

/** What a person said of a comment: yes or no to one rule, or hidden for a category by their own judgement. */
export interface PastWord {
  readonly rule?: string;
  readonly category: Category;
  readonly confirmed: boolean;
}

/** A stored comment with what was found then and what people said of it. */
export interface PastComment {
  readonly id: string;
  /** Name of the page it was written to. */
  readonly source: string;
  /** Without a wave: repetition is counted again from the comments themselves. */
  readonly input: ScreenInput & { readonly createdAt: Date };
  /** What findings of personal data cover in its text. */
  readonly personal?: readonly Span[];
  /** Tells authors of one page apart; never shown. */
  readonly author?: string;
  /** Rules that found something in it under the rulebook of the time, and what was decided. */
  readonly found: readonly string[];
  readonly decision: Decision;
  readonly words: readonly PastWord[];
}

/** Hits that people judged. */
export interface Precision {
  readonly hits: number;
  readonly judged: number;
  readonly confirmed: number;
  /** Lower bound of the 95% Wilson interval. */
  readonly lowerBound: number;
}

export interface RuleBacktest extends Precision {
  readonly rule: string;
  /** Found now and not then, and the other way round. */
  readonly newlyFound: number;
  readonly noLongerFound: number;
  readonly bySource: Readonly<Record<string, Precision>>;
  readonly byAccents: Readonly<Record<Accents, Precision>>;
  /** A few comments of each kind, by id and text. */
  readonly examples: Readonly<Record<Kind, readonly PastExample[]>>;
}

export interface PastExample {
  readonly id: string;
  /** With personal data masked. */
  readonly text: string;
}

type Kind = 'newlyFound' | 'noLongerFound' | 'confirmed' | 'overturned';

/** Comments a person would have been shown, then and now. */
export interface Flagged {
  readonly before: number;
  readonly now: number;
  readonly newly: number;
  readonly noLonger: number;
}

export interface BacktestReport {
  readonly comments: number;
  /** Of the whole rulebook; absent where only some of its rules were looked at. */
  readonly flagged?: Flagged;
  readonly rules: readonly RuleBacktest[];
}

/** Examples kept of each kind. */
const SHOWN = 5;

class Count {
  hits = 0;
  judged = 0;
  confirmed = 0;

  add(confirmed: boolean | undefined): void {
    this.hits++;
    if (confirmed === undefined) return;
    this.judged++;
    if (confirmed) this.confirmed++;
  }

  result(): Precision {
    const { hits, judged, confirmed } = this;
    return { hits, judged, confirmed, lowerBound: wilsonLower(confirmed, judged) };
  }
}

class RuleCount extends Count {
  newlyFound = 0;
  noLongerFound = 0;
  readonly bySource = new Map<string, Count>();
  readonly byAccents: Record<Accents, Count> = { full: new Count(), partial: new Count(), none: new Count() };
  readonly examples: Record<Kind, PastExample[]> = {
    newlyFound: [],
    noLongerFound: [],
    confirmed: [],
    overturned: [],
  };
  readonly rule: CompiledRule;

  constructor(rule: CompiledRule) {
    super();
    this.rule = rule;
  }

  show(kind: Kind, { id, input, personal }: PastComment): void {
    const shown = this.examples[kind];
    if (shown.length < SHOWN) shown.push({ id, text: maskNumbers(input.text, personal) });
  }

  found(comment: PastComment, accents: Accents): void {
    const confirmed = wordOn(this.rule, comment.words);
    this.add(confirmed);
    if (confirmed !== undefined) this.show(confirmed ? 'confirmed' : 'overturned', comment);
    const source = this.bySource.get(comment.source) ?? new Count();
    this.bySource.set(comment.source, source);
    source.add(confirmed);
    this.byAccents[accents].add(confirmed);
    if (comment.found.includes(this.rule.id)) return;
    this.newlyFound++;
    this.show('newlyFound', comment);
  }
}

/**
 * Whether people would have agreed with what a rule finds: their word about this rule; else a yes for its category;
 * else a no where they said nothing but no. A yes for something else says nothing about this.
 */
function wordOn({ id, category }: CompiledRule, words: readonly PastWord[]): boolean | undefined {
  const own = words.find(({ rule }) => rule === id);
  if (own) return own.confirmed;
  if (words.some((word) => word.confirmed && word.category === category)) return true;
  return words.length > 0 && words.every(({ confirmed }) => !confirmed) ? false : undefined;
}

/**
 * Runs every rule, drafts included, over stored comments that come in order of time: what each would find, what it
 * would find anew or no longer, and how often people agree. Each comment is screened as of the moment it was
 * written. Memory does not grow with the number of comments.
 * @param only look at these rules alone
 */
export async function backtest(
  rulebook: Rulebook,
  comments: AsyncIterable<PastComment> | Iterable<PastComment>,
  only?: readonly string[],
): Promise<BacktestReport> {
  const counts = new Map<string, RuleCount>();
  for (const rule of rulebook.rules) {
    if (only === undefined || only.includes(rule.id)) counts.set(rule.id, new RuleCount(rule));
  }
  const waves = new PastWaves();
  const flagged = { before: 0, now: 0, newly: 0, noLonger: 0 };
  let all = 0;
  for await (const comment of comments) {
    all++;
    const { createdAt, text } = comment.input;
    const input = { ...comment.input, wave: waves.of(comment.source, comment.author, text, createdAt) };
    const { found, language } = rulebook.findAll(input, createdAt);
    const now = new Set(found.map(({ rule }) => rule));
    for (const rule of now) counts.get(rule)?.found(comment, language.accents);
    for (const rule of comment.found) {
      const count = counts.get(rule);
      if (!count || now.has(rule)) continue;
      count.noLongerFound++;
      count.show('noLongerFound', comment);
    }
    const before = comment.decision !== 'none';
    const after = found.length > 0 && rulebook.screen(input, createdAt).decision !== 'none';
    if (before) flagged.before++;
    if (after) flagged.now++;
    if (after && !before) flagged.newly++;
    if (before && !after) flagged.noLonger++;
  }
  return {
    comments: all,
    ...(only === undefined ? { flagged } : {}),
    rules: [...counts.values()].map(resultOf),
  };
}

function resultOf(count: RuleCount): RuleBacktest {
  const { newlyFound, noLongerFound, bySource, byAccents, examples } = count;
  return {
    rule: count.rule.id,
    ...count.result(),
    newlyFound,
    noLongerFound,
    bySource: Object.fromEntries([...bySource].map(([source, own]) => [source, own.result()])),
    byAccents: {
      full: byAccents.full.result(),
      partial: byAccents.partial.result(),
      none: byAccents.none.result(),
    },
    examples,
  };
}
