import { poll } from '../src/pipeline/poll.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Service } from './service.ts';

/** Hears `poll`: one cycle of one source. */
export function pollProcessor(service: Service): Processor<'poll'> {
  return async ({ payload, signal }) => {
    const source = Number(payload.source);
    const done = await poll(
      {
        store: service.polls,
        platforms: service.platforms,
        budget: (row) => service.budget(row, 'poll'),
        queues: service.queues,
        log: service.log,
      },
      source,
      signal,
    );
    if (done === undefined) return;
    service.metrics.polled(source, done.fresh, done.edited);
    service.log.info({ step: 'poll', source, ...done }, 'polled');
  };
}
