import { isAutoHideCategory, type Category } from '../categories.ts';
import { STAGES, type Stage } from '../verdict.ts';
import { wilsonLower } from './precision.ts';

/** What a rule must have shown to rise to a stage: so many judged findings, and a lower bound of its precision. */
export const GATES = {
  flag: { judged: 20, precision: 0.6 },
  hide: { judged: 73, precision: 0.95, match: 3, noMatch: 5 },
} as const;
/** A rule below its gate is given so many more judgements before it falls. */
export const GRACE = 20;
/** Found too seldom, and missed too dearly, to be taken back by numbers. */
const NEVER_DEMOTED: readonly Category[] = ['threat', 'at-risk'];
/** Automatic hiding stops where a rule hits more than this many comments and this share of a page's in 24 hours. */
export const BRAKE = { hits: 2, share: 0.05 } as const;

export interface TrackRecord {
  readonly stage: Stage;
  readonly category: Category;
  readonly judged: number;
  readonly confirmed: number;
  /** Judgements since the rule fell below the gate of its stage; 0 while it has not. */
  readonly judgedBelow: number;
}

export interface Standing {
  readonly examples: { readonly match: number; readonly noMatch: number };
  readonly owner: boolean;
  readonly reviewBy: boolean;
  /** Somebody other than who wrote the rule agreed to automatic hiding. */
  readonly secondPerson: boolean;
}

/** Whether the judged findings of a rule reach the gate of a stage. */
export function reaches(stage: 'flag' | 'hide', judged: number, confirmed: number): boolean {
  const gate = GATES[stage];
  return judged >= gate.judged && wilsonLower(confirmed, judged) >= gate.precision;
}

/** The stage a rule has earned: one up where it reaches the next gate, one down where it stayed below its own too long. */
export function earnedStage(record: TrackRecord, standing: Standing): Stage {
  const { stage, category, judged, confirmed } = record;
  if (stage === 'shadow' && reaches('flag', judged, confirmed)) return 'flag';
  if (stage === 'flag' && mayHide(category, standing) && reaches('hide', judged, confirmed)) return 'hide';
  if (stage !== 'flag' && stage !== 'hide') return stage;
  if (NEVER_DEMOTED.includes(category) || record.judgedBelow < GRACE) return stage;
  return belowGate(stage, judged, confirmed) ? STAGES[STAGES.indexOf(stage) - 1]! : stage;
}

/** Whether a rule's precision, as far as it is known, is below the gate it once passed. */
export function belowGate(stage: 'flag' | 'hide', judged: number, confirmed: number): boolean {
  return judged >= GRACE && wilsonLower(confirmed, judged) < GATES[stage].precision;
}

function mayHide(category: Category, { examples, owner, reviewBy, secondPerson }: Standing): boolean {
  const { match, noMatch } = GATES.hide;
  const shown = examples.match >= match && examples.noMatch >= noMatch;
  return isAutoHideCategory(category) && shown && owner && reviewBy && secondPerson;
}

/** Whether a rule hits so much of a page within 24 hours that its automatic hiding must stop. */
export function braked(hits: number, comments: number): boolean {
  return hits > BRAKE.hits && hits > BRAKE.share * comments;
}
