import type { Told } from './lang.ts';

/**
 * What a failed call at a platform means for the one who called. Every error code of every platform is mapped to
 * exactly one of these in that adapter's `failures.ts`; nothing else decides about retries.
 *
 * - `wait`: nothing is wrong with the call, it must not happen before `until`; uses up no attempt
 * - `retry`: try again with back-off
 * - `give-up`: this call will never succeed (object gone, not permitted, bad parameter)
 * - `stop-writes`: the platform refuses our actions for a while or until a person steps in; reading goes on
 * - `stop-source`: the source cannot be used until its owner acts (token, permission)
 */
const FAILURE_KINDS = ['wait', 'retry', 'give-up', 'stop-writes', 'stop-source'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface FailureDetail {
  /** For `wait` and `stop-writes`: not before this moment. */
  readonly until?: Date;
  /** True when the call may have been applied although it failed: read back before sending again. */
  readonly maybeApplied?: boolean;
  /** True when the platform says the object does not exist (any more). */
  readonly gone?: boolean;
  /** True when no call will do it, but a person in the platform's own tool may. */
  readonly byHand?: boolean;
  /** Whose budget is exhausted: this source alone or every source of the same app. */
  readonly scope?: 'source' | 'app';
  readonly cause?: unknown;
}

/**
 * A failure with a stable code (`facebook.190.463`, `zalo.-216`, `http.timeout`) and no text of a comment, token
 * or query parameter in its message: codes are what logs, queues and the console show.
 */
export class PlatformFailure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly until: Date | undefined;
  readonly maybeApplied: boolean;
  readonly gone: boolean;
  readonly byHand: boolean;
  readonly scope: 'source' | 'app';

  constructor(kind: FailureKind, code: string, detail: FailureDetail = {}) {
    super(code, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'PlatformFailure';
    this.kind = kind;
    this.code = code;
    this.until = detail.until;
    this.maybeApplied = detail.maybeApplied ?? false;
    this.gone = detail.gone ?? false;
    this.byHand = detail.byHand ?? false;
    this.scope = detail.scope ?? 'source';
  }
}

/**
 * The program refuses to do what it was told, for a reason outside it. What it says is for the operator: what is
 * wrong, where, what to do; no secret, no comment's text. The message is the English one.
 */
export class Refusal extends Error implements Told {
  readonly vi: string;
  readonly en: string;

  constructor({ vi, en }: Told, cause?: unknown) {
    super(en, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.vi = vi;
    this.en = en;
  }
}

/**
 * A code for anything thrown, safe to store and show: a `PlatformFailure`'s own code, `error.CODE` for errors that
 * carry a code of Node or Postgres (`error.ECONNRESET`, `error.57P01`), else `error.NAME` of its class. Messages are
 * never looked at: they may hold texts, values or tokens.
 */
export function failureCode(error: unknown): string {
  if (error instanceof PlatformFailure) return error.code;
  // Wrappers (drizzle's among them) hide the error that knows the code. No `instanceof`: core errors may come from
  // another realm.
  for (let depth = 0, at = error; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z0-9_]{3,40}$/.test(at.code))
      return `error.${at.code}`;
    at = 'cause' in at ? at.cause : undefined;
  }
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return typeof name === 'string' && /^[A-Za-z]{3,40}$/.test(name) ? `error.${name}` : 'error.unknown';
}
