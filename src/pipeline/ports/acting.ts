import type { CommentKind } from '../../domain/comment.ts';
import type { FailureKind } from '../../domain/failure.ts';
import type { Ensured } from './platform.ts';
import type { Source } from './sources.ts';

export type ActionKind =
  | 'hide'
  | 'unhide'
  | 'reply'
  | 'tag'
  | 'untag'
  | 'remove-member'
  | 'comments-off'
  | 'comments-on';

/** One action in the hands of this process, until its lease ends. */
export interface ClaimedAction {
  readonly id: number;
  readonly caseId: number;
  readonly lease: string;
  readonly kind: ActionKind;
  readonly by: 'person' | 'rule' | 'sweep';
  readonly detail: Readonly<Record<string, string>>;
  readonly attempts: number;
  /** When the platform was first called for it; set means the call may have been applied. */
  readonly attemptedAt?: Date;
  /** When it was decided; absent where a comment that was shown again is only looked at once more. */
  readonly decidedAt?: Date;
  readonly source: Source;
  readonly comment: {
    readonly id: number;
    readonly externalId: string;
    readonly postExternalId: string;
    readonly kind: CommentKind;
    readonly answerTo?: Buffer;
    /** The platform or a person there hid it; never shown again by us. */
    readonly hiddenByOther: boolean;
  };
}

/** How a try ended when it did not succeed. */
export interface ActionFailure {
  readonly kind: FailureKind | 'cancelled';
  readonly code: string;
  readonly until?: Date;
  /** No call will do it, but a person in the platform's own tool may. */
  readonly byHand?: boolean;
  /** The call may have been applied, or may yet be. */
  readonly maybeApplied?: boolean;
  /** The platform was not called at all in this try. */
  readonly uncalled?: boolean;
}

/** Storage of actions. */
export interface ActionStore {
  now(): Promise<Date>;
  /**
   * Claims actions that are due under a lease: people's first, then the oldest, no more than `perSource` of one
   * source, and of one case only its earliest. A source whose actions are in another worker's hands is left alone.
   * Nothing of a source that waits or stands still, and nothing but restored visibility while actions are stopped:
   * neither a stop nor a brake on hiding holds that up, whatever of the case came before. A hide that has been taken
   * back is ended here, sent or not.
   */
  claim(limit: number, perSource: number, leaseSeconds: number): Promise<readonly ClaimedAction[]>;
  /**
   * Notes, before the call, that it is about to be made, and renews the lease: the actions claimed with it may have
   * used most of it up. Should nobody hear what became of it, an answer is not tried again before it must be in sight.
   * False when the lease was lost: do not call.
   */
  attempt(action: ClaimedAction, leaseSeconds: number): Promise<boolean>;
  /** Whether this message of the source is known to be the answer an action sent. */
  isAnswer(sourceId: number, externalId: string): Promise<boolean>;
  done(action: ClaimedAction, ensured: Ensured): Promise<void>;
  failed(action: ClaimedAction, failure: ActionFailure): Promise<void>;
  /** Gives an unattempted action back. */
  release(action: ClaimedAction): Promise<void>;
  /**
   * Puts a failed action among the pending ones again, by a person's wish. False where it did not fail, or where its
   * case has gone on since: another decision, another text.
   */
  retry(actionId: number, moderatorId: number | undefined): Promise<boolean>;
  /** Lets a failed action be, by a person's wish. False where a comment would stay hidden that is to be seen. */
  dismiss(actionId: number, moderatorId: number): Promise<boolean>;
}
