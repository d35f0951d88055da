import { PlatformFailure } from '../domain/failure.ts';
import type { Log } from './ports/log.ts';
import type { CallBudget } from './ports/budget.ts';
import type { Platform, PlatformName } from './ports/platform.ts';
import type { Queues } from './ports/queue.ts';
import { COUNTED, slowdown } from './pressure.ts';
import { LeaseLost, type PollEnd, type PollLease, type PollStore, type Source } from './ports/sources.ts';

/** Extended all the while by a heartbeat: so long a source stands still when its poller is killed. */
const LEASE_SECONDS = 20;
const MINUTE = 60_000;
/** Screening jobs that may be rung at the same time. */
const SCREENS = 8;
/** A failing source is asked again after 1, 2, 4 … minutes, at most this many. */
const MAX_PAUSE_MINUTES = 60;
/** A reading that takes longer makes room for other sources and goes on when it is its turn again, in milliseconds. */
const TURN_MS = 5 * MINUTE;

export interface PollDeps {
  readonly store: PollStore;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly budget: (source: Source) => CallBudget;
  readonly queues: Pick<Queues, 'ring'>;
  readonly log: Log;
}

export interface Polled {
  readonly fresh: number;
  readonly edited: number;
  readonly gone: number;
  readonly owed: number;
  /** Rows left out because the database does not take them. */
  readonly refused: number;
  /** Failure that ended the cycle early. */
  readonly code?: string;
}

/**
 * One poll cycle of one source. Each batch is stored with the adapter's memory in one transaction and then rings
 * `screen`; whatever ends the cycle, the source's next moment is written down. A long cycle ends after its turn, and when
 * `draining` is aborted, with the batch in hand; `signal` ends a call that is out. Resolves to undefined when the source is
 * not due, waits, stands still or is polled by another process.
 */
export async function poll(
  deps: PollDeps,
  sourceId: number,
  signal: AbortSignal,
  draining: AbortSignal = signal,
): Promise<Polled | undefined> {
  const lease = await deps.store.lease(sourceId, LEASE_SECONDS);
  if (lease === undefined) return undefined;
  const total = { fresh: 0, edited: 0, gone: 0, owed: 0, refused: 0 };
  const heartbeat = setInterval(() => {
    // A beat that fails is followed by others; a lease that was lost is noticed with the next batch.
    deps.store.extend(lease, LEASE_SECONDS).catch(() => undefined);
  }, LEASE_SECONDS * 250);
  let whole: boolean;
  try {
    whole = await walk(deps, lease, { signal, draining }, total);
  } catch (error) {
    if (error instanceof LeaseLost) return { ...total, code: 'poll.lease-lost' };
    if (!(error instanceof PlatformFailure)) {
      await deps.store.finish(lease, await backOff(deps, lease, 'poll.failed'));
      throw error;
    }
    await deps.store.finish(lease, await endOf(deps, lease, error));
    return { ...total, code: error.code };
  } finally {
    clearInterval(heartbeat);
  }
  const brought = total.fresh + total.edited;
  await deps.store.finish(lease, {
    nextAt: whole ? await nextAt(deps, lease.source, brought) : await deps.store.now(),
  });
  return total;
}

/** Resolves to whether the source was read to the end. */
async function walk(
  deps: PollDeps,
  lease: PollLease,
  { signal, draining }: { readonly signal: AbortSignal; readonly draining: AbortSignal },
  total: { fresh: number; edited: number; gone: number; owed: number; refused: number },
): Promise<boolean> {
  const { source } = lease;
  const over = Date.now() + TURN_MS;
  const platform = deps.platforms.get(source.platform);
  if (platform === undefined) throw new PlatformFailure('stop-source', `${source.platform}.not-configured`);
  const offset = (await deps.store.now()).getTime() - Date.now();
  const context = {
    access: source,
    budget: deps.budget(source),
    now: () => new Date(Date.now() + offset),
    signal,
  };
  for await (const batch of platform.poll(context, deps.store.memory(lease))) {
    const kept = await deps.store.keep(lease, batch, LEASE_SECONDS);
    total.fresh += kept.fresh;
    total.edited += kept.edited;
    total.gone += kept.gone;
    total.owed += kept.owed;
    const [code, ...more] = kept.refused ?? [];
    if (code !== undefined) {
      const refused = more.length + 1;
      total.refused += refused;
      const fields = { step: 'poll', source: source.id, refused, code };
      deps.log.warn(fields, 'left out what the database does not take; at the platform it stays as it is');
    }
    const [unread] = batch.unread ?? [];
    if (unread !== undefined) {
      const fields = { step: 'poll', source: source.id, unread: batch.unread?.length, ...unread };
      deps.log.warn(fields, 'part of the source could not be read');
    }
    // A few ids rather than one, so that several processes screen side by side.
    if (kept.owed > 0) {
      await deps.queues.ring('screen', {}, { dedupe: `screen-${source.id % SCREENS}` });
    }
    if (draining.aborted) throw new PlatformFailure('wait', 'poll.draining');
    if (Date.now() >= over) return false;
  }
  return true;
}

/** What a failure at the platform means for the source's next moment. */
async function endOf(deps: PollDeps, lease: PollLease, failure: PlatformFailure): Promise<PollEnd> {
  switch (failure.kind) {
    case 'wait': {
      const now = await deps.store.now();
      const until = failure.until ?? now;
      return { nextAt: until, notBefore: until, code: failure.code };
    }
    case 'stop-source':
      return { nextAt: await nextAt(deps, lease.source, 0), code: failure.code, stop: true };
    case 'retry':
    case 'give-up':
    case 'stop-writes':
      return backOff(deps, lease, failure.code);
    default:
      return failure.kind satisfies never;
  }
}

async function backOff(deps: PollDeps, lease: PollLease, code: string): Promise<PollEnd> {
  const now = await deps.store.now();
  const pause = Math.min(2 ** lease.failures, MAX_PAUSE_MINUTES) * MINUTE;
  return { nextAt: new Date(now.getTime() + Math.max(pause, lease.source.pollSeconds * 1000)), code };
}

/**
 * The fuller the budget, the longer the pause: ×2 above 70 %, ×4 above 85 %. And the further behind the service, the
 * longer for a source that brought nothing.
 */
async function nextAt(deps: PollDeps, source: Source, brought: number): Promise<Date> {
  const now = await deps.store.now();
  const percent = await deps.store.budgetPercent(source.id);
  const stretch = percent > 85 ? 4 : percent > 70 ? 2 : 1;
  const asked = performance.now();
  const owed = await deps.store.owed(COUNTED);
  const behind = slowdown({ owed, latency: performance.now() - asked }, brought);
  return new Date(now.getTime() + source.pollSeconds * 1000 * Math.max(stretch, behind));
}
