import type { ActionStore, ClaimedAction } from '../../pipeline/ports/acting.ts';
import type { Metrics } from './metrics.ts';

/** The same store, with every call at the platform timed and counted; `onMoved` hears of each that ended. */
export function metered(
  store: ActionStore,
  metrics: Pick<Metrics, 'acted'>,
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
