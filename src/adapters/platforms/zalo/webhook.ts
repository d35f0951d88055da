import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { CommentSeen, Webhook, WebhookNews } from '../../../pipeline/ports/platform.ts';
import { readJson } from '../../http/json.ts';
import { type ConversationKey, readGroupMessage, readMessage } from './messages.ts';
import { Row } from './schema.ts';

export interface WebhookOptions {
  readonly appId: string;
  /** The "OA Secret Key" of the app's webhook page; not always the app secret. */
  readonly oaSecretKey: string;
  readonly conversationKey: ConversationKey;
  /**
   * Whether `msg_id` of events is taken to be `message_id` of the lists. The documents do not promise it; with
   * `false` events only ring for a poll, which can never store a message twice.
   */
  readonly carryMessages?: boolean;
}

const id = z.union([z.string(), z.number()]).transform(String);
const Event = z.looseObject({
  event_name: z.string(),
  timestamp: id,
  oa_id: id.optional(),
  user_id: id.optional(),
  sender: z.looseObject({ id }).optional(),
  recipient: z.looseObject({ id }).optional(),
  message: z
    .looseObject({
      msg_id: id,
      text: z.string().nullish(),
      quote_msg_id: id.nullish(),
      attachments: z
        .array(z.looseObject({ type: z.string(), payload: z.looseObject({}).nullish() }))
        .nullish()
        .catch(undefined),
    })
    .optional(),
});
type Event = z.infer<typeof Event>;

const SIGNATURE = 'x-zevent-signature';
const MESSAGE_EVENT = /^(user|oa)_send_(group_)?(\w+)$/;
/** Events after which a poll could find something that no message event announced. */
const OTHER_NEWS =
  /^(create_group|delete_group|user_join_group|user_out_group|update_group_info|anonymous_send_\w+)$/;

/** Zalo's webhook: one address per app, signed with SHA-256 over app id, raw body, timestamp and key (no HMAC). */
export function zaloWebhook(options: WebhookOptions): Webhook {
  return {
    // Addresses are proved by domain, not by a challenge.
    handshake: () => undefined,

    authentic(headers, body) {
      const given = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i.exec(headerOf(headers) ?? '')?.[1];
      const timestamp = timestampOf(body);
      if (given === undefined || timestamp === undefined) {
        return false;
      }
      const expected = createHash('sha256')
        .update(options.appId)
        .update(body)
        .update(timestamp)
        .update(options.oaSecretKey)
        .digest();
      return timingSafeEqual(expected, Buffer.from(given, 'hex'));
    },

    read(body) {
      const json = readJson(Buffer.from(body).toString('utf8'));
      if (json === undefined) {
        throw new PlatformFailure('give-up', 'zalo.webhook.broken');
      }
      const event = Event.safeParse(json);
      const news = event.success ? newsOf(event.data, options) : undefined;
      return news === undefined ? [] : [news];
    },
  };
}

function headerOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  return (
    headers[SIGNATURE] ?? Object.entries(headers).find(([name]) => name.toLowerCase() === SIGNATURE)?.[1]
  );
}

/** The timestamp belongs to the signed text exactly as the body writes it. */
function timestampOf(body: Uint8Array): string | undefined {
  const json = readJson(Buffer.from(body).toString('utf8'));
  return z.object({ timestamp: id }).safeParse(json).data?.timestamp;
}

function newsOf(event: Event, options: WebhookOptions): WebhookNews | undefined {
  const name = event.event_name;
  if (name === 'user_withdraw') {
    // An app not linked to the OA is told empty ids: then there is nothing of theirs here either.
    return event.oa_id && event.user_id
      ? { sourceExternalId: event.oa_id, comments: [], gone: [], withdrawn: [event.user_id], poll: false }
      : undefined;
  }
  const [, who, group] = MESSAGE_EVENT.exec(name) ?? [];
  if (who === undefined) {
    return event.oa_id && OTHER_NEWS.test(name) ? ring(event.oa_id, []) : undefined;
  }
  const oa = event.oa_id ?? (who === 'oa' ? event.sender?.id : event.recipient?.id);
  if (oa === undefined) {
    return undefined;
  }
  const comment =
    options.carryMessages === true ? commentOf(event, oa, group !== undefined, options) : undefined;
  return ring(oa, comment === undefined ? [] : [comment]);
}

function ring(oa: string, comments: CommentSeen[]): WebhookNews {
  return { sourceExternalId: oa, comments, gone: [], withdrawn: [], poll: true };
}

/** The event written as a row of the lists, so that both ways lead to the same comment. */
function commentOf(
  event: Event,
  oa: string,
  inGroup: boolean,
  options: WebhookOptions,
): CommentSeen | undefined {
  const { message, sender, recipient } = event;
  if (message === undefined || sender === undefined || recipient === undefined) {
    return undefined;
  }
  const links = (message.attachments ?? [])
    .filter(({ type }) => type === 'link')
    .map(({ payload }) => payload);
  const type = message.attachments?.[0]?.type ?? 'text';
  const row = Row.safeParse({
    message_id: message.msg_id,
    src: sender.id === oa ? 0 : 1,
    time: event.timestamp,
    type: LIST_TYPE[type] ?? type,
    message: message.text,
    from_id: sender.id,
    ...(inGroup ? { group_id: recipient.id } : { to_id: recipient.id }),
    links,
  });
  if (!row.success) {
    return undefined;
  }
  const read = inGroup ? readGroupMessage(row.data, oa) : readMessage(row.data, oa, options.conversationKey);
  const parent = message.quote_msg_id;
  return read && { ...read.comment, ...(parent && { parentExternalId: parent }) };
}

/** What the lists call the types of attachments. */
const LIST_TYPE: Readonly<Record<string, string>> = { image: 'photo', gif: 'GIF', audio: 'voice' };
