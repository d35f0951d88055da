import { unsubscribeUrl } from '../src/adapters/mail/unsubscribe.ts';
import { digest, type DigestDeps, digestFor, resumeDigest } from '../src/pipeline/digest.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Service } from './service.ts';

/** Hears `digest`: one subscriber's, one that was left unfinished, or everybody's into the folder. */
export function digestProcessor(
  service: Service,
  onWritten?: (path: string, count: number) => void,
): Processor<'digest'> {
  const deps = digestDeps(service);
  return async ({ payload }) => {
    if (payload.audience !== undefined) {
      await digestFor(deps, String(payload.audience));
      return;
    }
    const done =
      payload.digest === undefined ? await digest(deps) : await resumeDigest(deps, Number(payload.digest));
    if (done?.path !== undefined) onWritten?.(done.path, done.count);
  };
}

export function digestDeps(service: Service): DigestDeps {
  const { consoleUrl, mailer, links } = service;
  return {
    store: service.digests,
    subscribers: service.subscribers,
    folder: service.folder,
    log: service.log,
    lang: service.lang,
    timeZone: service.timeZone,
    ...(mailer === undefined ? {} : { mailer }),
    ...(consoleUrl === undefined
      ? {}
      : {
          consoleUrl,
          unsubscribeUrl: (subscriber, now) => unsubscribeUrl(links, consoleUrl, subscriber, now),
        }),
  };
}
