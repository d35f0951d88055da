import type { Log } from './ports/log.ts';
import type { RetentionStore } from './ports/retention.ts';

const DAY = 86_400_000;
/** Rows emptied in one statement, so that no lock is held for long. */
const STEP = 2_000;

export interface RetentionDeps {
  readonly store: RetentionStore;
  readonly log: Log;
  /** Days a text is kept. */
  readonly days: number;
}

/** Forgets what is older than the retention time. Safe to repeat and to interrupt. */
export async function retention(deps: RetentionDeps, signal: AbortSignal): Promise<number> {
  const before = await oldest(deps);
  const comments = await inSteps(() => deps.store.purge(before, STEP), signal);
  const posts = await inSteps(() => deps.store.purgePosts(before, STEP), signal);
  const cleared = await inSteps(() => deps.store.clear(before, STEP), signal);
  if (comments + posts + cleared > 0)
    deps.log.info({ step: 'retention', comments, posts, cleared }, 'forgotten');
  return comments;
}

async function inSteps(step: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const done = await step();
    total += done;
    if (done < STEP) break;
  }
  return total;
}

export interface FilesDeps extends RetentionDeps {
  /** Removes the digest files of this machine made before a moment; resolves to how many. */
  readonly forgetFiles: (before: Date) => Promise<number>;
}

/** Digest files hold texts too. They lie where they were written: each process that writes some forgets its own. */
export async function forgetFiles(deps: FilesDeps): Promise<void> {
  const files = await deps.forgetFiles(await oldest(deps));
  if (files > 0) deps.log.info({ step: 'retention', files }, 'digest files forgotten');
}

async function oldest({ store, days }: RetentionDeps): Promise<Date> {
  return new Date((await store.now()).getTime() - days * DAY);
}
