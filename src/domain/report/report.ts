import type { Category, Decision } from '../categories.ts';
import { wilsonLower } from '../decide/precision.ts';
import { type Parity, parityOf, type ParityGroup } from './parity.ts';

/**
 * What became of a hide: nobody said anything yet, a person agreed, it ended by itself, its reason went (its author changed
 * the text, or the rules were changed), a person took it back.
 */
const HIDE_ENDS = ['standing', 'confirmed', 'expired', 'ended', 'overturned'] as const;
export type HideEnd = (typeof HIDE_ENDS)[number];

/** Hides of one kind in the window. `rule` is absent where a person hid without a rule's suggestion. */
export interface HideCount {
  readonly source: number;
  readonly category: Category;
  readonly rule?: string;
  readonly by: 'person' | 'rule';
  /** Mode of the source when it happened. */
  readonly mode: 'observe' | 'enforce';
  readonly end: HideEnd;
  readonly count: number;
}

/** Seconds at the middle and at nine tenths of `count` cases. */
export interface Spread {
  readonly count: number;
  readonly median?: number;
  readonly p90?: number;
}

export interface RuleCount {
  readonly rule: string;
  readonly category: Category;
  readonly hits: number;
  readonly judged: number;
  readonly confirmed: number;
}

/** Totals of a window as the store counts them. No text, no author, no id of a comment. */
export interface ReportInput {
  readonly from: Date;
  readonly to: Date;
  readonly sources: readonly { readonly id: number; readonly name: string; readonly mode: string }[];
  readonly verdicts: readonly {
    readonly source: number;
    readonly decision: Decision;
    readonly count: number;
  }[];
  /** Cases opened, counted under each of their categories. */
  readonly categories: readonly {
    readonly source: number;
    readonly category: Category;
    readonly count: number;
  }[];
  /** `keep`, `hide`, `reply`, `escalate`, `undo`, `expired`. */
  readonly decisions: readonly { readonly source: number; readonly event: string; readonly count: number }[];
  readonly hides: readonly HideCount[];
  /** Hides that were decided and given up: the comment is visible. */
  readonly notHidden: number;
  /** Hides the rules gave no reason for: proposed by one person, agreed by another. */
  readonly secondPerson: { readonly proposed: number; readonly agreed: number };
  readonly appeals: { readonly made: number; readonly upheld: number; readonly overturned: number };
  readonly hidden: Spread;
  readonly deciding: Spread;
  readonly decidingUrgent: Spread;
  readonly rules: readonly RuleCount[];
  readonly days: readonly {
    /** ISO date on the installation's clock. */
    readonly day: string;
    readonly screened: number;
    readonly cases: number;
    readonly hidden: number;
    /** Of the hides made that day: taken back by a person since. */
    readonly overturned: number;
    /** Seconds in the middle from opening to the first word of a person, of cases opened that day. */
    readonly deciding?: number;
  }[];
  readonly parity: readonly ParityGroup[];
}

export interface RuleReport extends RuleCount {
  /** Share of judged findings a person agreed with, and the lower end of its 95% interval. */
  readonly precision?: number;
  readonly atLeast?: number;
}

/** A month of screening in numbers, fit to be published. */
export interface Report extends Omit<ReportInput, 'rules' | 'parity'> {
  readonly screened: number;
  readonly cases: number;
  readonly hiddenByRule: number;
  readonly hiddenByPerson: number;
  /** Share of hides a person took back; undefined without any. */
  readonly overturnRate?: number;
  readonly rules: readonly RuleReport[];
  readonly parity: readonly Parity[];
}

const sum = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((total, row) => total + row.count, 0);

/** Adds totals, precisions and the comparison of complaining with other comments. Pure. */
export function composeReport(input: ReportInput): Report {
  const hides = sum(input.hides);
  const overturned = sum(input.hides.filter(({ end }) => end === 'overturned'));
  return {
    ...input,
    screened: sum(input.verdicts),
    cases: input.days.reduce((total, day) => total + day.cases, 0),
    hiddenByRule: sum(input.hides.filter(({ by }) => by === 'rule')),
    hiddenByPerson: sum(input.hides.filter(({ by }) => by === 'person')),
    ...(hides === 0 ? {} : { overturnRate: overturned / hides }),
    rules: input.rules.map((rule) => ({
      ...rule,
      ...(rule.judged === 0
        ? {}
        : {
            precision: rule.confirmed / rule.judged,
            atLeast: wilsonLower(rule.confirmed, rule.judged),
          }),
    })),
    parity: input.parity.map(parityOf),
  };
}
