import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformFailure } from '../domain/failure.ts';
import { prepare } from './order.ts';
import type { ActionFailure, ActionStore, ClaimedAction } from './ports/acting.ts';
import type { Log } from './ports/log.ts';
import type { People } from './ports/people.ts';
import type { CallBudget, Lane } from './ports/budget.ts';
import type { Ensured, Order, Platform, PlatformName } from './ports/platform.ts';
import type { Source } from './ports/sources.ts';

const BATCH = 20;
const PER_SOURCE = 5;
/** How long an action is ours after we took it, and again from each try on. */
const LEASE_SECONDS = 60;
/** Well below the lease: by then a try has ended, so that nobody else begins while a call of ours may still land. */
const TRY_MS = 45_000;
/** While calls are out, what has become due meanwhile is claimed so often, in milliseconds. */
const LOOK_MS = 1_000;
/** Sources with a call out at once. */
const MOST_SOURCES = 100;
/** After so many tries an action is failed and shown to people with its reason; what makes visible again never is. */
const MAX_ATTEMPTS = 8;

export interface ActDeps {
  readonly store: ActionStore;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly budget: (source: Source, lane: Lane) => CallBudget;
  readonly people: Pick<People, 'open'>;
  readonly log: Log;
}

/**
 * Carries out what was decided, until nothing is due or `draining` is aborted. Each action is claimed under a lease,
 * called outside any transaction with `ensure` semantics, and confirmed; `signal` ends a call that is out. Resolves to the
 * number carried out.
 */
export async function act(
  deps: ActDeps,
  signal: AbortSignal,
  draining: AbortSignal = signal,
): Promise<number> {
  let done = 0;
  const broken: unknown[] = [];
  const working = new Set<Promise<void>>();
  /** Sources side by side, the actions of one source one after the other. */
  const begin = (actions: readonly ClaimedAction[]): void => {
    const work = actInOrder(deps, actions, signal, draining)
      .then(
        (count) => void (done += count),
        (error: unknown) => void broken.push(error),
      )
      .finally(() => working.delete(work));
    working.add(work);
  };
  try {
    while (!draining.aborted && broken.length === 0) {
      const room = working.size < MOST_SOURCES;
      const claimed = room ? await deps.store.claim(BATCH, PER_SOURCE, LEASE_SECONDS) : [];
      for (const actions of groupBySource(claimed).values()) begin(actions);
      if (working.size === 0) break;
      // A platform that hangs holds up nobody else.
      await anyOrLater(working);
    }
  } finally {
    // All have ended: nobody goes on calling for a job that is over.
    await Promise.all(working);
  }
  if (broken.length > 0) throw broken[0];
  return done;
}

/** Until one of them has ended, or it is time to look for more. */
async function anyOrLater(working: ReadonlySet<Promise<void>>): Promise<void> {
  const over = new AbortController();
  await Promise.race([...working, sleep(LOOK_MS, undefined, { signal: over.signal })]).finally(() =>
    over.abort(),
  );
}

function groupBySource(claimed: readonly ClaimedAction[]): Map<number, ClaimedAction[]> {
  const groups = new Map<number, ClaimedAction[]>();
  for (const action of claimed) {
    const group = groups.get(action.source.id);
    if (group === undefined) groups.set(action.source.id, [action]);
    else group.push(action);
  }
  return groups;
}

async function actInOrder(
  deps: ActDeps,
  actions: readonly ClaimedAction[],
  signal: AbortSignal,
  draining: AbortSignal,
): Promise<number> {
  let done = 0;
  for (const [index, action] of actions.entries()) {
    if (draining.aborted) {
      await Promise.all(actions.slice(index).map((left) => deps.store.release(left)));
      break;
    }
    const failure = await carryOut(deps, action, signal);
    if (failure === undefined) {
      done += 1;
    } else if (failure.kind !== 'give-up') {
      // The source rests, or may be hanging; what is left of it was never tried, and may not be what presses by now.
      await Promise.all(actions.slice(index + 1).map((left) => deps.store.release(left)));
      break;
    }
  }
  return done;
}

async function carryOut(
  deps: ActDeps,
  action: ClaimedAction,
  signal: AbortSignal,
): Promise<ActionFailure | undefined> {
  const order = prepare(deps, action);
  if (!('verb' in order)) {
    await deps.store.failed(action, order);
    return undefined;
  }
  // It runs before the lease does: the time the database takes is not added to ours.
  const deadline = startDeadline(TRY_MS);
  const made = { calls: 0 };
  if (!(await deps.store.attempt(action, LEASE_SECONDS))) return undefined;
  try {
    await deps.store.done(action, await ensure(deps, action, order, { signal, deadline, made }));
    deps.log.info(
      { step: 'act', action: action.id, kind: action.kind, attempt: action.attempts + 1 },
      'action done',
    );
    return undefined;
  } catch (error) {
    const failure = failureOf(error, action, deadline);
    // A full budget stops a try before its first call, or in the middle.
    const uncalled = failure.code === 'budget.full' && made.calls === 0;
    await deps.store.failed(action, { ...failure, uncalled });
    deps.log.warn(
      { step: 'act', action: action.id, kind: action.kind, code: failure.code, failure: failure.kind },
      'action not done',
    );
    if (!(error instanceof PlatformFailure)) throw error;
    return failure;
  }
}

async function ensure(
  deps: ActDeps,
  action: ClaimedAction,
  order: Order,
  { signal, deadline, made }: Try,
): Promise<Ensured> {
  const platform = deps.platforms.get(action.source.platform);
  if (platform === undefined) {
    throw new PlatformFailure('stop-source', `${action.source.platform}.not-configured`);
  }
  const offset = (await deps.store.now()).getTime() - Date.now();
  const budget = deps.budget(action.source, action.by === 'person' ? 'human' : 'automatic');
  return platform.ensure(
    {
      access: action.source,
      budget: {
        // Each call is booked right before it is made: a process that stood still makes none that is too late.
        async spend(calls) {
          await budget.spend(calls);
          if (deadline.isOver()) throw new PlatformFailure('retry', 'http.aborted');
          made.calls += calls;
        },
        observe: (usage) => budget.observe(usage),
      },
      now: () => new Date(Date.now() + offset),
      signal: AbortSignal.any([signal, deadline.signal]),
    },
    order,
  );
}

/** One try of an action. */
interface Try {
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** Calls that were made, or are about to be. */
  readonly made: { calls: number };
}

interface Deadline {
  /** Ends the call under way. */
  readonly signal: AbortSignal;
  /** Also true where the timer of the signal has not had its turn yet. */
  isOver(): boolean;
}

function startDeadline(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  const signal = AbortSignal.timeout(milliseconds);
  return { signal, isOver: () => signal.aborted || performance.now() >= end };
}

/** An error the platform did not cause is a bug: tried again like a fault, and visible once tries are used up. */
function failureOf(error: unknown, action: ClaimedAction, deadline: Deadline): ActionFailure {
  if (!(error instanceof PlatformFailure)) return { ...limited('act.failed', action), maybeApplied: true };
  const { maybeApplied } = error;
  if (error.kind === 'retry') {
    const late = error.code === 'http.aborted' && deadline.isOver();
    return { ...limited(late ? 'http.timeout' : error.code, action), maybeApplied };
  }
  return {
    kind: error.kind,
    code: error.code,
    ...(error.until === undefined ? {} : { until: error.until }),
    ...(error.byHand ? { byHand: true } : {}),
  };
}

function limited(code: string, action: ClaimedAction): ActionFailure {
  const last = action.kind !== 'unhide' && action.attempts + 1 >= MAX_ATTEMPTS;
  return { kind: last ? 'give-up' : 'retry', code };
}
