import { PlatformFailure } from '../../../domain/failure.ts';
import type { Ensured, Order, PlatformContext, ReplyTerms } from '../../../pipeline/ports/platform.ts';
import type { ZaloClient } from './client.ts';
import { type FetchPage, readBack } from './feed.ts';
import { CHAT_COUNT, conversationOf, groupChat } from './lists.ts';
import { isByOa } from './messages.ts';
import { Quota, Sent } from './schema.ts';

/** Documented: characters of a consultation message. Counted in UTF-16 units of the NFC form, the stricter way. */
export const MAX_REPLY = 2_000;
const HOUR = 3_600_000;
const FREE_HOURS = 48;
const WINDOW_HOURS = 7 * 24;
/** Clocks differ, and jump: our very text counts as ours from well before we sent it. Nobody wants it twice. */
const SKEW = 45 * 60_000;
const LOOK_BACK = 50;

type Reply = Extract<Order, { verb: 'reply' }>;

/** Mentions are plain text, `[@id]`: copied from a comment into a reply they would ring somebody. */
export function withoutMentions(text: string): string {
  let before: string;
  let after = text;
  do {
    before = after;
    after = before.replace(/\[@[^[\]]*\]/g, '');
  } while (after !== before);
  return after.replaceAll('[@', '@');
}

/** The text as it will be sent. */
function prepared(text: string): string {
  const ready = withoutMentions(text.toWellFormed().normalize('NFC')).trim();
  if (ready === '') {
    throw new PlatformFailure('give-up', 'zalo.reply.empty');
  }
  if (ready.length > MAX_REPLY) {
    throw new PlatformFailure('give-up', 'zalo.reply.too-long');
  }
  return ready;
}

/** Answers one message, 1-1 or in a group; on a repeat first looks whether the answer is already there. */
export async function reply(client: ZaloClient, context: PlatformContext, order: Reply): Promise<Ensured> {
  if (order.kind !== 'message' && order.kind !== 'group-message') {
    throw new PlatformFailure('give-up', 'unsupported', { byHand: true });
  }
  const text = prepared(order.text);
  const inGroup = order.kind === 'group-message';
  const recipient = inGroup ? order.post : order.answerTo;
  if (recipient === undefined) {
    throw new PlatformFailure('give-up', 'zalo.reply.no-recipient', { byHand: true });
  }
  const list = inGroup ? groupChat(client, context, recipient) : conversationOf(client, context, recipient);
  if (order.attemptedAt !== undefined) {
    const sent = await findOurs(list, context, { ...order, text }, order.attemptedAt);
    if (sent !== undefined) {
      return { already: true, externalId: sent };
    }
  }
  const since = context.now();
  const { message_id: id } = inGroup
    ? await client.call(
        context,
        { path: '/v3.0/oa/group/message', body: { recipient: { group_id: recipient }, message: { text } } },
        Sent,
      )
    : await client.call(
        context,
        { path: '/v3.0/oa/message/cs', body: { recipient: { user_id: recipient }, message: { text } } },
        Sent,
      );
  // The id is Zalo's word that the message exists. A "yes" without one is a call of unknown fate like any other.
  const externalId = id ?? (await findOurs(list, context, { ...order, text }, since).catch(() => undefined));
  if (externalId === undefined) {
    throw new PlatformFailure('retry', 'zalo.reply.unconfirmed', { maybeApplied: true });
  }
  return { already: false, externalId };
}

/**
 * Sending knows no key of ours: after a call whose fate is unknown the conversation is the only witness. Where it has
 * gone on by so much that what we answer is out of sight, a person looks.
 */
async function findOurs(
  list: FetchPage,
  context: PlatformContext,
  { text, comment, isTaken }: Reply,
  since: Date,
): Promise<string | undefined> {
  const from = since.getTime() - SKEW;
  const { rows, met } = await readBack(list, CHAT_COUNT, from, LOOK_BACK);
  for (const row of rows) {
    const ours = row.time >= from && isByOa(row, context.access.externalId);
    if (!ours || squeezed(row.message ?? '') !== squeezed(text)) continue;
    if (!((await isTaken?.(row.message_id)) ?? false)) return row.message_id;
  }
  if (met || rows.some((row) => row.message_id === comment)) return undefined;
  throw new PlatformFailure('give-up', 'reply.unseen', { byHand: true, maybeApplied: true });
}

function squeezed(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/**
 * What an answer to this person costs now. Free within 48 hours of their last interaction (without limit since
 * 2026; before that eight messages, which the quota then counts), billed up to seven days, closed after.
 */
export async function replyTerms(
  client: ZaloClient,
  context: PlatformContext,
  user: string,
): Promise<ReplyTerms> {
  const quota = await client.call(
    context,
    { path: '/v3.0/oa/quota/message', body: { user_id: user }, write: false },
    Quota,
  );
  const last = quota.last_interaction ?? 0;
  const age = context.now().getTime() - last;
  if (last === 0 || age > WINDOW_HOURS * HOUR) {
    return { state: 'closed' };
  }
  const { total = 0, remain = 0 } = quota.cs_reply ?? {};
  const counted = total > 0;
  if (age <= FREE_HOURS * HOUR && (!counted || remain > 0)) {
    return {
      state: 'free',
      until: new Date(last + FREE_HOURS * HOUR),
      ...(counted && { remaining: remain }),
    };
  }
  return { state: 'billed', until: new Date(last + WINDOW_HOURS * HOUR) };
}
