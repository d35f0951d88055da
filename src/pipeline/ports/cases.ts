import type { Effect, Standing } from '../../domain/act/effects.ts';
import type { CaseEvent, CaseState } from '../../domain/act/transitions.ts';
import type { Category, HideCategory } from '../../domain/categories.ts';
import type { CommentKind } from '../../domain/comment.ts';
import type { PlatformName } from './platform.ts';

/**
 * What a person had before their eyes: the last decision and the text. A decision made by it holds while both are still
 * so; the number alone would let an author exchange the text under somebody's hand.
 */
export interface Seen {
  readonly number: number;
  readonly revision: number;
}

/** A case under its row lock, as a decision needs it. */
export interface LockedCase {
  readonly platform: PlatformName;
  readonly commentKind: CommentKind;
  readonly state: CaseState;
  readonly decisionNumber: number;
  /** The text it is about. */
  readonly revision: number;
  /** The comment reads otherwise now: its author has changed it, and what it says waits for its verdict. */
  readonly edited: boolean;
  /** The last person who did anything to it, undoing included. */
  readonly lastBy?: { readonly name: string; readonly at: Date };
  readonly categories: readonly Category[];
  readonly canHide: boolean;
  readonly standing: Standing;
  /** Who had hidden it when it was appealed: somebody else must decide to hide it again. */
  readonly appealedAgainst: readonly number[];
  readonly proposal?: { readonly moderatorId: number; readonly category: HideCategory };
}

/** Who acts: a person of the team, the command line's operator, a rule or the sweep. */
export type Actor =
  | { readonly kind: 'person'; readonly moderatorId: number }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'sweep' }
  /** Whoever wrote the comment, by their word of appeal; never named. */
  | { readonly kind: 'author' };

/** Everything one decision writes, in one transaction. */
export interface Outcome {
  readonly event: CaseEvent;
  readonly to: CaseState;
  readonly actor: Actor;
  readonly why?: string;
  readonly effect: Effect;
  /** Replies and other verbs that go along. */
  readonly further: readonly FurtherAction[];
  /** The platform does not let us do the effect: a task for a person is written instead. */
  readonly byHand: boolean;
  /** What it says of the case's rules; absent = nothing; `clear` takes it back. */
  readonly judgement?: Judgement | 'clear';
}

/** A person's yes or no to what rules found. */
export interface Judgement {
  readonly confirmed: boolean;
  /** Only to findings of these categories; absent = to all of the case. */
  readonly of?: readonly Category[];
}

export interface FurtherAction {
  readonly kind: 'reply' | 'tag' | 'untag' | 'remove-member' | 'comments-off' | 'comments-on';
  readonly detail: Readonly<Record<string, string>>;
  readonly byHand: boolean;
}

/** Storage of decisions. */
export interface CaseStore {
  /** Runs `decide` with the case locked; what it returns is written in the same transaction. */
  decide<T>(
    caseId: number,
    decide: (
      found: LockedCase,
      now: Date,
    ) => { readonly outcome?: Outcome; readonly proposal?: Proposal; readonly result: T },
  ): Promise<T | undefined>;
  /** Makes a case for a comment the rules left alone, so that a person can decide on it. */
  openByHand(commentId: number, actor: Actor): Promise<number | undefined>;
  /** Hidden cases whose author used the word of appeal and was not heard yet, oldest first. */
  appeals(limit: number): Promise<readonly number[]>;
  /** Cases where what `rule` did by itself since `since` still stands: hides and answers, newest first. */
  touchedByRule(rule: string, since: Date): Promise<readonly number[]>;
}

/** One person's wish to hide what the rules left alone; a different person must agree. */
export interface Proposal {
  readonly moderatorId: number;
  readonly category: HideCategory;
}
