import { failureCode, PlatformFailure } from '../../domain/failure.ts';

/** Where a `wait` names no moment. */
const DEFAULT_WAIT = 30_000;

/** What follows from a throw. */
export type Outcome =
  | { readonly next: 'wait'; readonly code: string; readonly until: number }
  | { readonly next: 'retry' | 'fail'; readonly code: string };

/** Reads what a processor threw (see `Processor`); `interrupted` when the process told it to stop. */
export function outcomeOf(error: unknown, now: number, interrupted: boolean): Outcome {
  const code = failureCode(error);
  if (interrupted) return { next: 'wait', code: 'queue.interrupted', until: now };
  if (!(error instanceof PlatformFailure)) return { next: 'retry', code };
  if (error.kind === 'wait')
    return { next: 'wait', code, until: Math.max(now, error.until?.getTime() ?? now + DEFAULT_WAIT) };
  return { next: error.kind === 'retry' ? 'retry' : 'fail', code };
}

/** An error that holds a code and nothing else: BullMQ stores message and stack of what it is given. */
export function codeOnly<E extends Error>(error: E): E {
  error.stack = error.message;
  return error;
}
