/** What happened on one page in the last day (or since a person released its brake). */
export interface PageDay {
  /** Comments of people, new in that time. */
  readonly comments: number;
  /** Comments among them that one rule found at stage `hide`. */
  readonly hits: number;
  /** Automatic hides of all rules, those about to be made included. */
  readonly hides: number;
  /** Automatic hides of the last `BURST_MINUTES`, those about to be made included. */
  readonly burst: number;
}

/** Why automatic hiding was switched off; stable words, written into the audit. */
export type BrakeCause = 'rule-share' | 'source-share' | 'source-burst';

export const BURST_MINUTES = 10;
export const LIMITS = {
  /** A rule that finds more than this of a page's comments sees something else than it was written for. */
  ruleHits: 2,
  ruleShare: 0.05,
  /** The same over all rules of a page. */
  sourceHides: 10,
  sourceShare: 0.1,
  /** More than people could look after, whatever its share. */
  sourceBurst: 60,
} as const;

/** The brake a rule's hits on one page call for. */
export function ruleBrake({ hits, comments }: Pick<PageDay, 'hits' | 'comments'>): BrakeCause | undefined {
  return hits > LIMITS.ruleHits && hits > LIMITS.ruleShare * comments ? 'rule-share' : undefined;
}

/** The brake all automatic hides of one page together call for. */
export function sourceBrake(day: Omit<PageDay, 'hits'>): BrakeCause | undefined {
  if (day.burst > LIMITS.sourceBurst) return 'source-burst';
  return day.hides > LIMITS.sourceHides && day.hides > LIMITS.sourceShare * day.comments
    ? 'source-share'
    : undefined;
}
