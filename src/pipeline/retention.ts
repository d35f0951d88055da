import type { Log } from './ports/log.ts';
import type { RetentionStore } from './ports/retention.ts';

const DAY = 86_400_000;
/** Comments emptied in one statement, so that no lock is held for long. */
const STEP = 2_000;

export interface RetentionDeps {
  readonly store: RetentionStore;
  readonly log: Log;
  /** Days a text is kept. */
  readonly days: number;
  /** Removes digest files made before a moment; they hold texts too. */
  readonly forgetFiles?: (before: Date) => Promise<number>;
}

/** Forgets what is older than the retention time. Safe to repeat and to interrupt. */
export async function retention(deps: RetentionDeps, signal: AbortSignal): Promise<number> {
  const before = new Date((await deps.store.now()).getTime() - deps.days * DAY);
  let total = 0;
  while (!signal.aborted) {
    const purged = await deps.store.purge(before, STEP);
    total += purged;
    if (purged < STEP) break;
  }
  const files = (await deps.forgetFiles?.(before)) ?? 0;
  if (total > 0 || files > 0) deps.log.info({ step: 'retention', comments: total, files }, 'texts forgotten');
  return total;
}
