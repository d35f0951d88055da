import { isAutoHideCategory, type Category } from '../categories.ts';
import { STAGES, type Stage } from '../verdict.ts';
import { wilsonLower } from './precision.ts';

/** What a rule must have shown to rise to a stage: so many judged findings, and a lower bound of its precision. */
const GATES = {
  flag: { judged: 20, precision: 0.6 },
  hide: { judged: 73, precision: 0.95 },
} as const;
/** Examples a rule's file must give before the rule may hide. */
export const HIDE_EXAMPLES = { match: 3, noMatch: 5 } as const;
/** A rule below its gate is given so many more judgements before it falls. */
const GRACE = 20;
/** Found too seldom, and missed too dearly, to be taken back by numbers. */
const NEVER_DEMOTED: readonly Category[] = ['threat', 'at-risk'];

/** How one version of a rule has done so far. */
export interface TrackRecord {
  readonly stage: Stage;
  readonly category: Category;
  readonly judged: number;
  readonly confirmed: number;
  /** Judgements since the rule fell below the gate of its stage; 0 while it has not. */
  readonly judgedBelow: number;
}

/** What its file and its people have given a rule beside numbers. */
export interface Standing {
  readonly examples: { readonly match: number; readonly noMatch: number };
  readonly owner: boolean;
  readonly reviewBy: boolean;
  /** Somebody other than who asked for automatic hiding agreed to it. */
  readonly secondPerson: boolean;
}

/** Why a rule may not rise to a stage; `have` and `need` are counts, or shares from 0 to 1. */
export type GateReason =
  | { readonly code: 'category' | 'owner' | 'review-by' | 'review-lapsed' | 'second-person' }
  | { readonly code: 'file-asks'; readonly asked: Stage }
  | {
      readonly code: 'judged' | 'precision' | 'match-examples' | 'no-match-examples';
      readonly have: number;
      readonly need: number;
    };

/** The lesser of two stages. */
export function lesserStage(one: Stage, other: Stage): Stage {
  return STAGES[Math.min(STAGES.indexOf(one), STAGES.indexOf(other))]!;
}

/** Whether the last day on which a rule hides without being looked at again is over; days are Vietnam's. */
export function lapsed(reviewBy: string | undefined, now: Date): boolean {
  if (reviewBy === undefined) return false;
  return Date.parse(`${reviewBy}T00:00:00+07:00`) + 86_400_000 <= now.getTime();
}

/**
 * The stage a version of a rule has earned before anybody judged it: `flag` for the shipped ones, on their examples,
 * and for a changed rule whose detection is never taken back by itself; else `shadow`.
 */
export function startingStage(
  category: Category,
  known: { shipped: boolean; flaggedBefore: boolean },
): Stage {
  return known.shipped || (known.flaggedBefore && NEVER_DEMOTED.includes(category)) ? 'flag' : 'shadow';
}

/** Whether the judged findings of a rule reach the gate of a stage. */
export function reaches(stage: 'flag' | 'hide', judged: number, confirmed: number): boolean {
  return numbersMissing(stage, judged, confirmed).length === 0;
}

function numbersMissing(stage: 'flag' | 'hide', judged: number, confirmed: number): GateReason[] {
  const gate = GATES[stage];
  const bound = wilsonLower(confirmed, judged);
  return [
    ...(judged < gate.judged ? [{ code: 'judged', have: judged, need: gate.judged } as const] : []),
    ...(bound < gate.precision ? [{ code: 'precision', have: bound, need: gate.precision } as const] : []),
  ];
}

/** Everything that keeps a rule from rising to a stage; empty where nothing does. */
export function gateReasons(to: 'flag' | 'hide', record: TrackRecord, standing: Standing): GateReason[] {
  const reasons = to === 'hide' ? hideReasons(record.category, standing) : [];
  return [...reasons, ...numbersMissing(to, record.judged, record.confirmed)];
}

function hideReasons(category: Category, standing: Standing): GateReason[] {
  const { examples, owner, reviewBy, secondPerson } = standing;
  const { match, noMatch } = HIDE_EXAMPLES;
  const reasons: GateReason[] = [];
  if (!isAutoHideCategory(category)) reasons.push({ code: 'category' });
  if (examples.match < match) reasons.push({ code: 'match-examples', have: examples.match, need: match });
  if (examples.noMatch < noMatch)
    reasons.push({ code: 'no-match-examples', have: examples.noMatch, need: noMatch });
  if (!owner) reasons.push({ code: 'owner' });
  if (!reviewBy) reasons.push({ code: 'review-by' });
  if (!secondPerson) reasons.push({ code: 'second-person' });
  return reasons;
}

/** The stage a rule has earned: one up where it reaches the next gate, one down where it stayed below its own too long. */
export function earnedStage(record: TrackRecord, standing: Standing): Stage {
  const { stage, category, judged, confirmed } = record;
  if (stage === 'draft') return stage;
  if (stage === 'shadow') return gateReasons('flag', record, standing).length === 0 ? 'flag' : stage;
  if (stage === 'flag' && gateReasons('hide', record, standing).length === 0) return 'hide';
  if (record.judgedBelow < GRACE || !belowGate(stage, judged, confirmed)) return stage;
  // Automatic hiding may be taken back from any rule; what a threat or a person at risk looks like may not.
  if (stage === 'flag' && NEVER_DEMOTED.includes(category)) return stage;
  return STAGES[STAGES.indexOf(stage) - 1]!;
}

/** Whether a rule's precision, as far as it is known, is below the gate it once passed. */
export function belowGate(stage: 'flag' | 'hide', judged: number, confirmed: number): boolean {
  return judged >= GRACE && wilsonLower(confirmed, judged) < GATES[stage].precision;
}
