import { metered } from '../src/adapters/metrics/actions.ts';
import { act } from '../src/pipeline/act.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** Hears `act`: carries out what was decided. */
export function actProcessor(service: Service, progress: Progress): Processor<'act'> {
  return async (heard) => {
    const store = metered(service.actions, service.metrics, () => progress.note(heard));
    const done = await act(
      {
        store,
        platforms: service.platforms,
        budget: service.budget,
        people: service.people,
        log: service.log,
      },
      heard.signal,
      heard.draining,
    );
    if (done > 0) service.log.info({ step: 'act', done }, 'acted');
  };
}
