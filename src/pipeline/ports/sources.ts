import type { By } from './audit.ts';
import type { Json, PlatformName, PollBatch, PollMemory, SourceAccess } from './platform.ts';

export const MODES = ['observe', 'enforce'] as const;
export type Mode = (typeof MODES)[number];

export type SourceStatus = 'active' | 'paused' | 'stopped' | 'removed';

/** A source as the service keeps it. */
export interface Source extends SourceAccess {
  readonly mode: Mode;
  readonly status: SourceStatus;
  /** Failure code of a stopped source. */
  readonly stoppedCode?: string;
  readonly pollSeconds: number;
}

/** The right to poll one source, held by one process at a time. */
export interface PollLease {
  readonly source: Source;
  readonly token: string;
  readonly cursor: Json;
  /** Consecutive polls that failed before this one. */
  readonly failures: number;
}

/** What a batch changed in the store. */
export interface Kept {
  /** Comments never seen before. */
  readonly fresh: number;
  /** Known comments whose text changed (also back to an earlier one). */
  readonly edited: number;
  readonly gone: number;
  /** Revisions that now wait for a verdict. */
  readonly owed: number;
  /** A code for each row left out because the database does not take it. */
  readonly refused?: readonly string[];
}

/** How a poll ended, and when the next one is due. */
export interface PollEnd {
  readonly nextAt: Date;
  /** Code of the failure that ended it; absent when the cycle was completed. */
  readonly code?: string;
  /** No calls of this source before then. */
  readonly notBefore?: Date;
  /** Set when the source must stand still until a person acts. */
  readonly stop?: boolean;
}

/** Storage of polling. Every method is one transaction. */
export interface PollStore {
  now(): Promise<Date>;
  /** Takes the poll lease of a source that is active, due and not waiting; undefined when it is none of these. */
  lease(sourceId: number, seconds: number): Promise<PollLease | undefined>;
  /** Keeps the lease for another while. */
  extend(lease: PollLease, seconds: number): Promise<void>;
  memory(lease: PollLease): PollMemory;
  /**
   * Stores a batch and the cursor in one transaction and extends the lease. Repeating a batch changes nothing. What the
   * database does not take is left out alone, so that one row does not hold up its source for ever.
   * Throws `LeaseLost` when another process has taken over.
   */
  keep(lease: PollLease, batch: PollBatch, leaseSeconds: number): Promise<Kept>;
  finish(lease: PollLease, end: PollEnd): Promise<void>;
  /** How full the source's call budget is, in percent. */
  budgetPercent(sourceId: number): Promise<number>;
  /** How many revisions wait for a verdict, counted up to `most`. */
  owed(most: number): Promise<number>;
}

/** Another process polls this source now; the present poll ends without a trace. */
export class LeaseLost extends Error {
  constructor() {
    super('poll.lease-lost');
    this.name = 'LeaseLost';
  }
}

export interface SourceDraft {
  readonly platform: PlatformName;
  readonly externalId: string;
  readonly name: string;
  readonly pollSeconds?: number;
  readonly tokenEnv?: string;
  readonly contacts?: Partial<Source['contacts']>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What an operator sees of a source. */
export interface SourceView extends Source {
  readonly polledAt?: Date;
  readonly notBefore?: Date;
  readonly writesNotBefore?: Date;
  readonly lastFailure?: string;
  readonly failures: number;
  readonly budgetPercent: number;
  /** Where its access token is: a variable of the environment, stored (with its end, where it has one), or nowhere. */
  readonly token:
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'stored'; readonly expiresAt?: Date }
    | { readonly kind: 'none' };
  /** When the newest of its comments came in; absent = none has yet. */
  readonly newestAt?: Date;
}

/** Management of sources; each change is audited under `by`. */
export interface SourceStore {
  /** Adds a source or returns the present one of the same platform and id. */
  add(draft: SourceDraft, by: By): Promise<Source>;
  list(): Promise<readonly SourceView[]>;
  /** Names of the sources that are not removed. */
  names(): Promise<readonly { readonly id: number; readonly name: string }[]>;
  get(sourceId: number): Promise<Source | undefined>;
  /** `removed` also sets the mode to `observe`; the sweep does the rest (`SweepStore.leave`). */
  setStatus(sourceId: number, status: SourceStatus, by: By, why?: string): Promise<void>;
  /** How many comments are hidden for a while, or wait to be shown again. */
  hiddenForNow(sourceId: number): Promise<number>;
  /** `observe` holds from the next claim of actions on; the sweep withdraws what waits (`SweepStore.withdraw`). */
  setMode(sourceId: number, mode: Mode, by: By): Promise<void>;
  update(
    sourceId: number,
    change: Partial<Pick<SourceDraft, 'name' | 'pollSeconds' | 'tokenEnv' | 'contacts' | 'settings'>>,
    by: By,
  ): Promise<void>;
  /**
   * Brings the next poll forward because the platform says there is news; not more often than ten times in a poll
   * interval. Resolves to the source, whatever its status, and whether it is due now; undefined = not ours.
   */
  hurry(
    platform: PlatformName,
    externalId: string,
  ): Promise<{ readonly id: number; readonly due: boolean } | undefined>;
  /** Ids of the active sources whose poll is due, the longest overdue first. */
  due(limit: number): Promise<readonly number[]>;
}
