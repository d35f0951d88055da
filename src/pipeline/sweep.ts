import { hearAppeals } from './appeals.ts';
import type { ReviewDeps } from './review.ts';
import type { Log } from './ports/log.ts';
import type { Queues } from './ports/queue.ts';
import type { ScreenStore } from './ports/screening.ts';
import type { SourceStore } from './ports/sources.ts';
import type { SweepStore } from './ports/sweeping.ts';

/** Sources rung in one sweep; the next sweep takes the rest. */
const POLLS = 200;
const EXPIRIES = 500;
const CLOSINGS = 500;
/** The further behind, the more workers are rung at once, over all processes. */
const SCREENS = 8;
const BACKLOG_A_SCREEN = 500;
const ACTS = 4;
const ACTIONS_AN_ACT = 20;
/** A batch of screening takes milliseconds; one this old has lost its worker. */
const DEAD_BATCH_SECONDS = 15;

export interface SweepDeps {
  readonly sources: Pick<SourceStore, 'due'>;
  readonly screening: Pick<ScreenStore, 'recover' | 'backlog'>;
  readonly store: SweepStore;
  readonly reviewing: ReviewDeps;
  readonly queues: Pick<Queues, 'ring' | 'ringMany'>;
  readonly log: Log;
}

export interface Swept {
  readonly polls: number;
  readonly recovered: number;
  readonly owed: number;
  readonly expired: number;
  /** Shown again while a call to hide may still have been on its way: looked at once more. */
  readonly seenAgain: number;
  readonly appeals: number;
  readonly actions: number;
  readonly notices: number;
}

/**
 * Rings for whatever is due or stranded. Everything it needs stands in Postgres, so a flushed Redis, a lost ring
 * or a killed worker costs one sweep interval and nothing else.
 */
export async function sweep(deps: SweepDeps): Promise<Swept> {
  // What stands hidden beyond its time comes first, whatever becomes of the rest.
  const expired = await deps.store.expire(EXPIRIES);
  if (expired > 0) await ringMany(deps, 'act', ACTS, Math.ceil(expired / ACTIONS_AN_ACT));
  await deps.store.withdraw();
  await deps.store.leave(CLOSINGS);
  const due = await deps.sources.due(POLLS);
  await deps.queues.ringMany(
    'poll',
    due.map((source) => ({ payload: { source }, options: { dedupe: `poll-${source}` } })),
  );
  const recovered = await deps.screening.recover(DEAD_BATCH_SECONDS);
  const owed = await deps.screening.backlog();
  await ringMany(deps, 'screen', SCREENS, Math.ceil(owed / BACKLOG_A_SCREEN));
  const appeals = await hearAppeals(deps.reviewing);
  const seenAgain = await deps.store.lookAgain(EXPIRIES);
  const actions = await deps.store.actionsDue();
  await ringMany(deps, 'act', ACTS, Math.ceil(actions / ACTIONS_AN_ACT));
  const notices = await deps.store.noticesDue();
  if (notices > 0) await deps.queues.ring('notify', {}, { dedupe: 'notify' });
  await deps.store.forgetPrints();
  const swept = { polls: due.length, recovered, owed, expired, seenAgain, appeals, actions, notices };
  if (recovered > 0 || expired > 0 || appeals > 0) deps.log.info({ step: 'sweep', ...swept }, 'swept');
  return swept;
}

/**
 * Rings up to `most` workers of a queue; each ring stands for itself, so that several may work side by side. It begins
 * with another one each time: a worker that died keeps its ring to itself until the queue notices.
 */
async function ringMany(
  deps: SweepDeps,
  queue: 'screen' | 'act',
  most: number,
  wanted: number,
): Promise<void> {
  const from = Math.floor(Math.random() * most);
  await deps.queues.ringMany(
    queue,
    Array.from({ length: Math.min(most, wanted) }, (_, index) => ({
      payload: {},
      options: { dedupe: `${queue}-${(from + index) % most}` },
    })),
  );
}
