import type { Processor } from '../src/pipeline/ports/queue.ts';
import { sweep } from '../src/pipeline/sweep.ts';
import type { Service } from './service.ts';

/** Hears `sweep`: rings for whatever is due or stranded. */
export function sweepProcessor(service: Service): Processor<'sweep'> {
  return async () => {
    const swept = await sweep({
      sources: service.sources,
      screening: service.screening,
      store: service.sweeping,
      queues: service.queues,
      log: service.log,
    });
    service.metrics.swept(swept);
  };
}
