import type { ScreenInput } from '../domain/comment.ts';
import { wilsonLower } from '../domain/decide/precision.ts';
import type { Accents } from '../domain/verdict.ts';
import type { Rulebook } from './rulebook.ts';

/** A stored comment with what was found then and what people said of it. */
export interface PastComment {
  readonly id: string;
  /** Name of the page it was written to. */
  readonly source: string;
  readonly input: ScreenInput;
  /** Rules that found something in it under the rulebook of the time. */
  readonly found: readonly string[];
  /** Whether a person confirmed what was found, or said nothing was wrong; absent where nobody judged. */
  readonly confirmed?: boolean;
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
  readonly examples: Readonly<Record<'newlyFound' | 'noLongerFound' | 'overturned', readonly PastExample[]>>;
}

export interface PastExample {
  readonly id: string;
  readonly text: string;
}

export interface BacktestReport {
  readonly comments: number;
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
  readonly examples = { newlyFound: [], noLongerFound: [], overturned: [] } as Record<
    'newlyFound' | 'noLongerFound' | 'overturned',
    PastExample[]
  >;

  show(kind: keyof RuleCount['examples'], { id, input }: PastComment): void {
    const shown = this.examples[kind];
    if (shown.length < SHOWN) shown.push({ id, text: input.text });
  }
}

/**
 * Runs every rule, drafts included, over stored comments: what each would find, what it would find anew or no longer,
 * and how often people had confirmed it. Each comment is screened as of the moment it was written.
 * @param only look at this rule alone
 */
export async function backtest(
  rulebook: Rulebook,
  comments: AsyncIterable<PastComment> | Iterable<PastComment>,
  only?: string,
): Promise<BacktestReport> {
  const counts = new Map<string, RuleCount>();
  for (const { id } of rulebook.rules) if (only === undefined || id === only) counts.set(id, new RuleCount());
  let all = 0;
  for await (const comment of comments) {
    all++;
    const { found, language } = rulebook.findAll(comment.input, comment.input.createdAt ?? new Date(0));
    const now = new Set(found.map(({ rule }) => rule));
    const then = new Set(comment.found);
    for (const rule of now) {
      const count = counts.get(rule);
      if (!count) continue;
      count.add(comment.confirmed);
      if (comment.confirmed === false) count.show('overturned', comment);
      const source = count.bySource.get(comment.source) ?? new Count();
      count.bySource.set(comment.source, source);
      source.add(comment.confirmed);
      count.byAccents[language.accents].add(comment.confirmed);
      if (then.has(rule)) continue;
      count.newlyFound++;
      count.show('newlyFound', comment);
    }
    for (const rule of then) {
      const count = counts.get(rule);
      if (!count || now.has(rule)) continue;
      count.noLongerFound++;
      count.show('noLongerFound', comment);
    }
  }
  return { comments: all, rules: [...counts].map(([rule, count]) => resultOf(rule, count)) };
}

function resultOf(rule: string, count: RuleCount): RuleBacktest {
  const { newlyFound, noLongerFound, bySource, byAccents, examples } = count;
  return {
    rule,
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
