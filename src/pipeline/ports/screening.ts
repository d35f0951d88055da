import type { Fingerprint } from '../../domain/detect/wave.ts';
import type { AuthorContext, PageContacts, PostContext, WaveContext } from '../../domain/comment.ts';
import type { AloneAnswer } from '../../domain/act/reply.ts';
import type { Need } from '../../domain/act/need.ts';
import type { ProvisionalHide } from '../../domain/act/provisional.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { PlatformName } from './platform.ts';
import type { Mode } from './sources.ts';

/** A revision that waits for its verdict, with what is at hand for every one. */
export interface Owed {
  readonly revisionId: number;
  readonly commentId: number;
  readonly text: string;
  readonly createdAt: Date;
  readonly canHide: boolean;
  /** Ordinal of the author within the source, only to look up waves; never leaves the process. */
  readonly authorKey?: Buffer;
  readonly post?: PostContext;
  readonly source: OwedSource;
}

/** What came before a comment that something was found in. */
export interface Past {
  /** A person has decided on this very comment before. */
  readonly decidedByPerson: boolean;
  /** The page has answered it at the platform. */
  readonly answered: boolean;
}

export interface OwedSource {
  readonly id: number;
  readonly platform: PlatformName;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mode: Mode;
  readonly page: PageContacts;
  /** Minutes a provisional hide lasts unless confirmed. */
  readonly provisionalMinutes: number;
  readonly brakedRules: ReadonlySet<string>;
  readonly stopped: boolean;
}

/** One text's fingerprint, to see near-duplicates on its page. */
export type Print = Fingerprint;

/** What screening one revision came to. */
export interface Judged {
  readonly owed: Owed;
  readonly verdict: Verdict;
  readonly need?: Need;
  readonly hide?: ProvisionalHide;
  readonly answer?: AloneAnswer;
  readonly print?: Print;
}

/**
 * Which revisions to claim, both in fair order: the next ones nobody has judged yet, the next ones to be judged again;
 * the next one that failed before; or these.
 */
export type Selection =
  | { readonly kind: 'fresh' | 'again'; readonly limit: number }
  | { readonly kind: 'tried' }
  | { readonly kind: 'these'; readonly revisionIds: readonly number[] };

/** What a batch left behind. */
export interface Settled {
  readonly hides: number;
  /** Opening-hours answers that go out by themselves. */
  readonly answers: number;
}

/** One claimed batch, inside its transaction. */
export interface Claim {
  readonly owed: readonly Owed[];
  readonly now: Date;
  /** The authors of these comments, in their order; undefined where nobody is known. */
  authors(owed: readonly Owed[]): Promise<readonly (AuthorContext | undefined)[]>;
  /** What came before these comments, in their order. */
  past(owed: readonly Owed[]): Promise<readonly Past[]>;
  /** Remembers fingerprints and counts near-identical texts on the same page in the last day. */
  waves(prints: readonly { owed: Owed; print: Print }[]): Promise<readonly WaveContext[]>;
  /** Stores verdicts, findings, cases and actions. */
  settle(judged: readonly Judged[], rulebookId: number): Promise<Settled>;
}

/** Storage of screening. */
export interface ScreenStore {
  /**
   * Claims a batch, lets `work` judge it and commits; a throw or a killed process gives every revision back.
   * Resolves to undefined when nothing was there to claim.
   */
  claim<T>(selection: Selection, work: (claim: Claim) => Promise<T>): Promise<T | undefined>;
  /** Notes a failed attempt, so that the revisions are screened alone from now on. */
  failed(revisionIds: readonly number[], code: string): Promise<void>;
  /** Revisions tried at least `tries` times. */
  exhausted(tries: number, limit: number): Promise<readonly { revisionId: number; code: string }[]>;
  /** Batches whose worker died: their revisions are screened alone from now on. */
  recover(olderThanSeconds: number): Promise<number>;
  /** How many revisions wait, in either lane; counted up to 100,000. */
  backlog(): Promise<number>;
}
