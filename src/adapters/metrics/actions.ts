import type { ActionStore, ClaimedAction } from '../../pipeline/ports/acting.ts';
import type { Metrics } from './metrics.ts';

/**
 * The same store, with every call at the platform timed and counted, and how long each decision took to be carried out;
 * `onMoved` hears of each that ended.
 */
export function metered(
  store: ActionStore,
  metrics: Pick<Metrics, 'acted' | 'carriedOut'>,
  onMoved: () => void,
): ActionStore {
  const begun = new WeakMap<ClaimedAction, number>();
  const ended = (action: ClaimedAction, outcome: Parameters<Metrics['acted']>[1]): void => {
    const from = begun.get(action);
    metrics.acted(action.kind, outcome, from === undefined ? 0 : (performance.now() - from) / 1000);
    onMoved();
  };
  return {
    ...store,
    attempt(action, leaseSeconds) {
      begun.set(action, performance.now());
      return store.attempt(action, leaseSeconds);
    },
    async done(action, ensured) {
      await store.done(action, ensured);
      ended(action, 'done');
      const { kind, by, decidedAt } = action;
      if (decidedAt === undefined) return;
      // The database's clock said when it was decided.
      metrics.carriedOut(kind, by, ((await store.now()).getTime() - decidedAt.getTime()) / 1000);
    },
    async failed(action, failure) {
      await store.failed(action, failure);
      ended(action, OUTCOMES[failure.kind]);
    },
  };
}

const OUTCOMES = {
  retry: 'retry',
  wait: 'wait',
  'give-up': 'failed',
  cancelled: 'cancelled',
  'stop-source': 'stopped',
  'stop-writes': 'stopped',
} as const;
