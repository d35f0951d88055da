import { unsubscribeUrl } from '../src/adapters/mail/unsubscribe.ts';
import { failureCode } from '../src/domain/failure.ts';
import { digest, type DigestDeps, digestFor, resumeDigest } from '../src/pipeline/digest.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import { forgetFiles } from '../src/pipeline/retention.ts';
import type { Service } from './service.ts';

/** Digest files whose time is over are forgotten within the hour, in milliseconds. */
const FORGETTING = 3_600_000;

/**
 * Forgets this process's own old digest files, now and every hour. No ring of a queue: that would be heard on one
 * machine, and each has its own folder. Returns what ends it.
 */
export function forgetDigestFiles(service: Service): () => void {
  const forget = (): void => {
    forgetFiles(service.retaining).catch((error: unknown) =>
      service.log.warn(
        { step: 'retention', code: failureCode(error) },
        'digest files could not be forgotten; trying again',
      ),
    );
  };
  forget();
  const timer = setInterval(forget, FORGETTING).unref();
  return () => clearInterval(timer);
}

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

function digestDeps(service: Service): DigestDeps {
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
