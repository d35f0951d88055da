import type { Log } from './ports/log.ts';
import { judge, type JudgeDeps, withoutVerdict } from './judge.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Judged, Owed, ScreenStore, Selection, Settled } from './ports/screening.ts';

/** Batch size in quiet times and when behind. */
const BATCH = 100;
const BATCH_BEHIND = 500;
/** After so many failed attempts alone, a person judges instead. */
const MAX_TRIES = 3;

export interface ScreenDeps extends JudgeDeps {
  readonly store: ScreenStore;
  /** The active rulebook; asked before every batch, so no comment is judged by half a rulebook. */
  readonly rulebook: () => Promise<{ readonly id: number; readonly rulebook: Rulebook }>;
  readonly log: Log;
  /** Called when cases came to be or actions wait, to ring whoever acts on them. */
  readonly onSettled?: (settled: Settled, judged: readonly Judged[]) => Promise<void>;
}

/**
 * Screens what waits, batch after batch, until nothing is left or `signal` is aborted. Resolves to the number of
 * verdicts stored.
 */
export async function screen(deps: ScreenDeps, signal: AbortSignal): Promise<number> {
  let total = 0;
  let limit = BATCH;
  while (!signal.aborted) {
    const settled = await next(deps, limit);
    if (settled === undefined) break;
    total += settled;
    limit = settled >= limit ? BATCH_BEHIND : BATCH;
  }
  return total;
}

/** What is new comes before all else, however much waits to be screened again; asked anew for every batch. */
async function next(deps: ScreenDeps, limit: number): Promise<number | undefined> {
  const fresh = await batch(deps, { kind: 'fresh', limit });
  if (fresh !== undefined) return fresh;
  await giveToPeople(deps);
  return (await batch(deps, { kind: 'tried' })) ?? (await batch(deps, { kind: 'again', limit }));
}

/**
 * One batch. When storing it fails, it is split until the one comment that cannot be stored stands alone; that one
 * is noted and tried again later.
 */
async function batch(deps: ScreenDeps, selection: Selection): Promise<number | undefined> {
  let claimed: readonly Owed[] = [];
  let judged: Judged[] = [];
  let settled: Settled | undefined;
  try {
    const { id, rulebook } = await deps.rulebook();
    const count = await deps.store.claim(selection, async (claim) => {
      claimed = claim.owed;
      judged = await judge(deps, rulebook, claim);
      settled = await claim.settle(judged, id);
      return claim.owed.length;
    });
    if (settled !== undefined) await deps.onSettled?.(settled, judged);
    return count;
  } catch (error) {
    if (claimed.length === 0) throw error;
    return await split(deps, claimed, error);
  }
}

async function split(deps: ScreenDeps, claimed: readonly Owed[], error: unknown): Promise<number> {
  const ids = claimed.map((owed) => owed.revisionId);
  if (ids.length === 1) {
    const code = codeOf(error);
    deps.log.warn({ step: 'screen', revision: ids[0], code }, 'comment could not be screened');
    await deps.store.failed(ids, code);
    return 0;
  }
  const middle = Math.ceil(ids.length / 2);
  const first = await batch(deps, { kind: 'these', revisionIds: ids.slice(0, middle) });
  const second = await batch(deps, { kind: 'these', revisionIds: ids.slice(middle) });
  return (first ?? 0) + (second ?? 0);
}

/** Revisions that failed too often stay visible and go to a person as `unjudged`. */
async function giveToPeople(deps: ScreenDeps): Promise<void> {
  const exhausted = await deps.store.exhausted(MAX_TRIES, BATCH);
  for (const { revisionId, code } of exhausted) {
    const { id, rulebook } = await deps.rulebook();
    await deps.store.claim({ kind: 'these', revisionIds: [revisionId] }, async (claim) =>
      claim.settle(await withoutVerdict(deps, rulebook, claim, code), id),
    );
  }
}

/** SQLSTATE of a database error or the error's own name; never its message, which may quote the text. */
function codeOf(error: unknown): string {
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return `screen.${code}`;
  }
  return 'screen.failed';
}
