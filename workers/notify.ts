import { notify, type NotifyDeps } from '../src/pipeline/notify.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** Hears `notify`: tells channels and senior people of what presses. */
export function notifyProcessor(service: Service, progress: Progress): Processor<'notify'> {
  const deps: NotifyDeps = {
    store: service.notices,
    channels: service.channels,
    messenger: service.messenger,
    log: service.log,
    ...(service.consoleUrl === undefined ? {} : { consoleUrl: service.consoleUrl }),
  };
  return async (heard) => {
    const store: NotifyDeps['store'] = {
      ...deps.store,
      claim: (...most) => progress.noting(heard, deps.store.claim(...most)),
    };
    await notify({ ...deps, store }, heard.draining);
  };
}
