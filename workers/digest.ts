import { digest } from '../src/pipeline/digest.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Service } from './service.ts';

const DAY = 86_400_000;

/** Hears `digest`: the digest of everything since the last one, written to the folder. */
export function digestProcessor(
  service: Service,
  onWritten?: (path: string, count: number) => void,
): Processor<'digest'> {
  return async () => {
    const now = await service.digests.now();
    const done = await digest(
      {
        store: service.digests,
        sink: service.sink,
        log: service.log,
        lang: service.lang,
        timeZone: service.timeZone,
        ...(service.consoleUrl === undefined ? {} : { consoleUrl: service.consoleUrl }),
      },
      { key: 'installation' },
      new Date(now.getTime() - DAY),
    );
    if (done !== undefined) onWritten?.(done.path, done.count);
  };
}
