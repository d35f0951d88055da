import type { Stage } from '../../domain/verdict.ts';
import type { Actor } from './cases.ts';

/** What people made of one version of a rule, and how it stands. */
export interface RuleStanding {
  readonly rule: string;
  readonly fingerprint: string;
  readonly earned: Stage;
  /** A person's ceiling: no numbers lift the rule above it. */
  readonly held?: Stage;
  /** Findings of this version that people judged (its last 1,000; copies of one text are one), and those confirmed. */
  readonly judged: number;
  readonly confirmed: number;
  readonly belowSince?: Date;
  /** Of the judged ones, those since `belowSince`. */
  readonly judgedBelow: number;
  /** Somebody asked for automatic hiding; a different person has to agree. */
  readonly proposal?: { readonly moderatorId: number; readonly name: string; readonly at: Date };
  /** A second person agreed to automatic hiding. */
  readonly agreed: boolean;
  /** The `review_by` that passed and was told. */
  readonly lapsed?: string;
}

/** A standing with what the list of rules shows beside it. */
export interface RuleLine extends RuleStanding {
  /** Findings since the window's begin, counted up to 10,000. */
  readonly hits: number;
  /** The last thing that happened to the rule, in the audit's words; `by` where it was a person. */
  readonly changed?: { readonly what: StageEvent; readonly at: Date; readonly by?: string };
}

/** The audit's words for what happens to a rule. */
export type StageEvent =
  | 'rule.changed'
  | 'stage.promoted'
  | 'stage.demoted'
  | 'stage.raised'
  | 'stage.lowered'
  | 'stage.proposed'
  | 'stage.lapsed'
  | 'stage.renewed';

/** What changes in a standing; null takes a value away. Audited where `event` is given. */
export interface StageChange {
  readonly earned?: Stage;
  readonly held?: Stage | null;
  readonly belowSince?: Date | null;
  readonly proposedBy?: number | null;
  readonly agreedBy?: number | null;
  readonly lapsed?: string | null;
  readonly event?: {
    readonly what: StageEvent;
    readonly actor: Actor;
    readonly why?: string;
    readonly before: Stage;
    readonly after: Stage;
  };
}

/** A version of a rule in the active rulebook and whether its judgements wait to be counted. */
export interface DueRule {
  readonly rule: string;
  readonly fingerprint: string;
  readonly due: boolean;
  readonly lapsed?: string;
}

/** Storage of what rules have earned. */
export interface StageStore {
  now(): Promise<Date>;
  /** Every rule of the active rulebook; `due` where something was judged since it was last counted, or an hour ago. */
  due(): Promise<readonly DueRule[]>;
  /** Decides on one version with its row locked, and writes the change with its audit. Undefined where it is unknown. */
  change<T>(
    rule: string,
    fingerprint: string,
    decide: (standing: RuleStanding, now: Date) => { readonly change?: StageChange; readonly result: T },
  ): Promise<T | undefined>;
  /** Every rule of the active rulebook for the list. */
  lines(hitsSince: Date): Promise<readonly RuleLine[]>;
}
