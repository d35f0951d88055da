import type { CaseState } from '../../domain/act/transitions.ts';
import type { Category, Decision, Severity } from '../../domain/categories.ts';
import type { DigestItem } from '../../domain/digest/digest.ts';
import type { ActionKind } from './acting.ts';
import type { Seen } from './cases.ts';

/** The lanes of the console. */
export const LANES = ['harm', 'reply', 'urgent', 'provisional', 'escalated', 'failed', 'by-hand'] as const;
export type Lane = (typeof LANES)[number];

/** What a person narrows the queue down to. There is no filter and no order by author. */
export interface BoardFilter {
  readonly lane: Lane | 'all';
  readonly source?: number;
  readonly category?: Category;
  readonly severity?: Severity;
  readonly language?: string;
  readonly rule?: string;
  /** Cases opened at least so many hours ago. */
  readonly olderThanHours?: number;
}

/** A case as the console shows it. */
export interface BoardCase {
  readonly item: Omit<DigestItem, 'decision'> & { readonly decision: Decision };
  readonly state: CaseState;
  readonly seen: Seen;
  readonly decidedBy?: string;
  readonly decidedAt?: Date;
  readonly categories: readonly Category[];
  readonly language: string;
  /** The person who looks at it right now. */
  readonly heldBy?: { readonly id: number; readonly name: string };
  /** The author's earlier cases on this page: counts only, never who. */
  readonly author?: { readonly comments: number; readonly upheld: number; readonly kept: number };
  readonly actions: readonly BoardAction[];
  readonly proposal?: { readonly by: string; readonly moderatorId: number; readonly category: Category };
  readonly gone: boolean;
  /** Its author has changed it since; what it says now stands here once it is judged. */
  readonly edited: boolean;
  readonly hidden: boolean;
  readonly hiddenBy?: 'us' | 'other';
  readonly canHide: boolean;
  readonly appealed: boolean;
  readonly acknowledged: boolean;
}

export interface BoardAction {
  readonly id: number;
  readonly kind: ActionKind | 'by-hand';
  readonly state: 'pending' | 'done' | 'postponed' | 'failed' | 'cancelled';
  readonly code?: string;
  readonly detail: Readonly<Record<string, string>>;
  /** What a person may do about it now. */
  readonly may: readonly ActionAsk[];
}

/**
 * `retry`: failed and still wanted · `dismiss`: failed or a task, and may be let be · `done`: a task to be ticked off ·
 * `reopen`: ticked off, and nothing was decided since
 */
export const ACTION_ASKS = ['retry', 'done', 'reopen', 'dismiss'] as const;
export type ActionAsk = (typeof ACTION_ASKS)[number];

/** What may have changed on a card since it was shown. */
export interface Glance {
  readonly caseId: number;
  readonly seen: Seen;
  readonly actions: readonly Pick<BoardAction, 'id' | 'state'>[];
  readonly heldBy?: { readonly id: number; readonly name: string };
}

/** Where a page of the queue ends; opaque to the browser. Provisional hides are ordered by their end alone. */
export type BoardCursor = readonly [rank: number, at: string, id: number];

export interface BoardPage {
  readonly cases: readonly BoardCase[];
  readonly next?: BoardCursor;
}

/** Reading for the console. Everything is limited to `sources` where given. */
export interface BoardStore {
  /** Of near-identical open cases that fit, the first stands for all; `item.similar` says for how many (up to 1,000). */
  list(
    filter: BoardFilter,
    page: { readonly after?: BoardCursor; readonly limit: number; readonly sources?: readonly number[] },
  ): Promise<BoardPage>;
  get(caseId: number, sources: readonly number[] | undefined): Promise<BoardCase | undefined>;
  /** Cases by their numbers, in that order, each once; those that may not be seen are missing. */
  several(caseIds: readonly number[], sources: readonly number[] | undefined): Promise<readonly BoardCase[]>;
  /**
   * The open cases near-identical to one, itself among them, the oldest first, which alone says how many they are; none
   * where it is open no more.
   */
  alike(caseId: number, sources: readonly number[] | undefined, limit: number): Promise<readonly BoardCase[]>;
  /** Open cases per lane, counted up to `most`; what failed includes messages that reached nobody. */
  counts(sources: readonly number[] | undefined, most: number): Promise<Readonly<Record<Lane, number>>>;
  /** The languages open cases are written in, as codes. */
  languages(sources: readonly number[] | undefined): Promise<readonly string[]>;
  /** What changes on cards that stand on somebody's screen; of cases that may be seen only. */
  glance(caseIds: readonly number[], sources: readonly number[] | undefined): Promise<readonly Glance[]>;
  /**
   * Tells others that a person looks at a case, and at no other one any more. False when somebody else does already:
   * then nothing changes.
   */
  hold(caseId: number, memberId: number, minutes: number): Promise<boolean>;
  /** The sealed id answers to a case's author go to; undefined where the platform needs none, or it is forgotten. */
  answerTo(caseId: number): Promise<Buffer | undefined>;
  /** The case an action belongs to. */
  caseOfAction(actionId: number): Promise<number | undefined>;
}
