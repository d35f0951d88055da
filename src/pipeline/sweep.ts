import type { Log } from './ports/log.ts';
import type { Queues } from './ports/queue.ts';
import type { ScreenStore } from './ports/screening.ts';
import type { SourceStore } from './ports/sources.ts';
import type { SweepStore } from './ports/sweeping.ts';

/** Sources rung in one sweep; the next sweep takes the rest. */
const POLLS = 200;
const EXPIRIES = 500;
/** A batch of screening takes milliseconds; one this old has lost its worker. */
const DEAD_BATCH_SECONDS = 15;

export interface SweepDeps {
  readonly sources: Pick<SourceStore, 'due'>;
  readonly screening: Pick<ScreenStore, 'recover' | 'backlog'>;
  readonly store: SweepStore;
  readonly queues: Pick<Queues, 'ring' | 'ringMany'>;
  readonly log: Log;
}

export interface Swept {
  readonly polls: number;
  readonly recovered: number;
  readonly owed: number;
  readonly expired: number;
  readonly actions: number;
  readonly notices: number;
}

/**
 * Rings for whatever is due or stranded. Everything it needs stands in Postgres, so a flushed Redis, a lost ring
 * or a killed worker costs one sweep interval and nothing else.
 */
export async function sweep(deps: SweepDeps): Promise<Swept> {
  const due = await deps.sources.due(POLLS);
  await deps.queues.ringMany(
    'poll',
    due.map((source) => ({ payload: { source }, options: { dedupe: `poll:${source}` } })),
  );
  const recovered = await deps.screening.recover(DEAD_BATCH_SECONDS);
  const backlog = await deps.screening.backlog();
  if (backlog.count > 0) await deps.queues.ring('screen', {}, { dedupe: 'screen' });
  const expired = await deps.store.expire(EXPIRIES);
  const actions = await deps.store.actionsDue();
  if (actions > 0) await deps.queues.ring('act', {}, { dedupe: 'act' });
  const notices = await deps.store.noticesDue();
  if (notices > 0) await deps.queues.ring('notify', {}, { dedupe: 'notify' });
  await deps.store.forgetPrints();
  const swept = { polls: due.length, recovered, owed: backlog.count, expired, actions, notices };
  if (recovered > 0 || expired > 0) deps.log.info({ step: 'sweep', ...swept }, 'swept');
  return swept;
}
