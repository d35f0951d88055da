import { poll } from '../src/pipeline/poll.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** What polling needs of a process. */
type Poller = Pick<Service, 'polls' | 'platforms' | 'budget' | 'queues' | 'log'> & {
  readonly metrics: Pick<Service['metrics'], 'polled'>;
};

/** Hears `poll`: one cycle of one source. However long a first reading takes, it moves with each call and each batch. */
export function pollProcessor(service: Poller, progress: Progress): Processor<'poll'> {
  return async (heard) => {
    const { payload, signal, draining } = heard;
    const source = Number(payload.source);
    const done = await poll(
      {
        store: {
          ...service.polls,
          async keep(...batch) {
            const kept = await progress.noting(heard, service.polls.keep(...batch));
            // At once: a first reading takes hours, and what ends a cycle early takes nothing back.
            service.metrics.polled(source, { ...kept, refused: kept.refused?.length ?? 0 });
            return kept;
          },
        },
        platforms: service.platforms,
        budget(row) {
          const budget = service.budget(row, 'poll');
          return { ...budget, spend: (calls) => progress.noting(heard, budget.spend(calls)) };
        },
        queues: service.queues,
        log: service.log,
      },
      source,
      signal,
      draining,
    );
    if (done === undefined) return;
    service.log.info({ step: 'poll', source, ...done }, 'polled');
  };
}
