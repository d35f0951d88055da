import { quietUntil } from '../domain/clock.ts';
import { caseUrl } from '../domain/digest/html.ts';
import type { Log } from './ports/log.ts';
import { DeliveryFailure } from './ports/mail.ts';
import type { ChannelStore, Delivery, Messenger, NoticeStore, Recipient } from './ports/notices.ts';

/** Cases told in one message; the next one takes the rest. */
const MOST_CASES = 20;
/** One recipient is told at most once a minute; what comes in between is told together. */
const APART_SECONDS = 60;
/** Longer than a delivery may take. */
const LEASE_SECONDS = 90;
/** Pauses until a case nobody has taken is told again, in minutes; after the last one it is left as unanswered. */
const AGAIN_MINUTES = [10, 20, 40, 80, 160, 320];
/** Tries of one delivery before people are shown that it is lost, and the pauses between them and all later ones in seconds. */
const MOST_TRIES = 8;
const FIRST_PAUSE = 30;
const LONGEST_PAUSE = 3_600;

export interface NotifyDeps {
  readonly store: NoticeStore;
  readonly channels: Pick<ChannelStore, 'recipient'>;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly consoleUrl?: string;
}

/**
 * Tells channels and senior people of what presses: every urgent case and every case a person handed up, again and
 * again, ever more rarely, until somebody takes notice or decides. Resolves to the number of messages told.
 */
export async function notify(deps: NotifyDeps, signal: AbortSignal): Promise<number> {
  await deps.store.raise();
  let told = 0;
  while (!signal.aborted) {
    const delivery = await deps.store.claim(MOST_CASES, APART_SECONDS, LEASE_SECONDS);
    if (delivery === undefined) break;
    if (await deliver(deps, delivery)) told += 1;
  }
  return told;
}

async function deliver(deps: NotifyDeps, delivery: Delivery): Promise<boolean> {
  const { store, log } = deps;
  const now = await store.now();
  try {
    const recipient = await deps.channels.recipient(delivery.recipient);
    if (recipient === undefined) throw new DeliveryFailure('notice.no-recipient', true);
    const calm = delivery.cases.every((each) => !each.urgent);
    const silence = calm && recipient.quiet !== undefined ? quietUntil(recipient.quiet, now) : undefined;
    if (silence !== undefined) {
      await store.postpone(delivery, silence);
      return false;
    }
    await tell(deps, recipient, delivery, now);
    await store.told(delivery, nextOf(delivery, await store.now()));
    log.info(
      { step: 'notify', recipient: delivery.recipient, cases: delivery.cases.map((each) => each.caseId) },
      'told',
    );
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    const attempts = Math.max(...delivery.cases.map((each) => each.attempts)) + 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE);
    const lost = error.final || attempts >= MOST_TRIES;
    // What may pass is tried as long as the case presses: servers have been away for a night before.
    const again = error.final ? undefined : new Date((await store.now()).getTime() + pause * 1_000);
    await store.failed(delivery, error.code, { lost, again });
    const fields = { step: 'notify', recipient: delivery.recipient, code: error.code, final: error.final };
    // Without a mail server this is how things stand, and the doctor says so; it is no event.
    if (error.code === 'mail.not-configured') log.info(fields, 'could not be told');
    else log.warn(fields, 'could not be told');
    return false;
  }
}

async function tell(deps: NotifyDeps, recipient: Recipient, delivery: Delivery, now: Date): Promise<void> {
  const { consoleUrl } = deps;
  await deps.messenger.tell(recipient, {
    id: delivery.id,
    at: now,
    urgent: delivery.cases.some((each) => each.urgent),
    cases: delivery.cases.map((each) =>
      consoleUrl === undefined ? each : { ...each, url: caseUrl(consoleUrl, each.caseId) },
    ),
  });
}

/** When each case is told again unless somebody takes it. */
function nextOf(delivery: Delivery, now: Date): ReadonlyMap<number, Date> {
  return new Map(
    delivery.cases.flatMap(({ noticeId, sent }): [number, Date][] => {
      const pause = AGAIN_MINUTES[sent];
      return pause === undefined ? [] : [[noticeId, new Date(now.getTime() + pause * 60_000)]];
    }),
  );
}
