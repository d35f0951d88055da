import { noticeLines, noticeTitle } from '../../domain/digest/notice.ts';
import { DeliveryFailure, type Letter, type Mailer } from '../../pipeline/ports/mail.ts';
import type { Message, Messenger, Recipient } from '../../pipeline/ports/notices.ts';
import type { Gate } from './address.ts';
import { createWebhookMessenger } from './webhook.ts';

/** Tells people and mailboxes by mail, everything else by webhook. */
export function createMessenger(gate: Gate, mailer: Mailer | undefined): Messenger {
  const webhooks = createWebhookMessenger(gate);
  return {
    async tell(recipient, message) {
      const { target } = recipient;
      if (target.kind === 'webhook') return webhooks.tell(target, recipient, message);
      // A mail server may be configured later: the notice waits, and Health says why.
      if (mailer === undefined) throw new DeliveryFailure('mail.not-configured');
      return mailer.send(letterOf(recipient, target.address, message));
    },
  };
}

function letterOf({ lang }: Recipient, to: string, message: Message): Letter {
  return {
    key: `notice-${message.id}`,
    list: 'notice',
    to,
    lang,
    subject: noticeTitle(message.cases, lang),
    text: `${noticeLines(message.cases, lang, message.at).join('\n')}\n`,
    ...(message.urgent ? { urgent: true } : {}),
  };
}
