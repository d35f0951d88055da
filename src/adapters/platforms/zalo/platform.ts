import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type {
  Capabilities,
  Ensured,
  Order,
  Platform,
  PlatformContext,
} from '../../../pipeline/ports/platform.ts';
import { switchComments } from './articles.ts';
import { byHand } from './by-hand.ts';
import { checkOa } from './check.ts';
import { type ClientOptions, ZaloClient } from './client.ts';
import { explain } from './failures.ts';
import { readBack } from './feed.ts';
import { CHAT_COUNT, isCode, isMember, recentChat } from './lists.ts';
import { type ConversationKey, textOf } from './messages.ts';
import { ZaloPoll } from './poll.ts';
import { MAX_REPLY, reply, replyTerms } from './reply.ts';
import { zaloWebhook } from './webhook.ts';

export interface ZaloOptions extends ClientOptions {
  /** A keyed hash of a person's id: the name their conversation goes by. */
  readonly conversationKey: ConversationKey;
  /** Absent = no webhooks. */
  readonly oaSecretKey?: string;
  /** See `WebhookOptions.carryMessages`. */
  readonly carryMessages?: boolean;
}

const CAPABILITIES: Omit<Capabilities, 'webhooks'> = {
  hide: false,
  reply: { maxLength: MAX_REPLY },
  tag: true,
  removeMember: true,
  commentsToggle: true,
};

/** How far back `read` looks for a message. */
const READ_DEPTH = 50;
const Nothing = z.unknown();

/** Zalo Official Accounts: messages to the OA and in its groups; comments under articles are out of any app's reach. */
export function createZalo(options: ZaloOptions): Platform {
  const client = new ZaloClient(options);
  return {
    name: 'zalo',
    capabilities: { ...CAPABILITIES, webhooks: options.oaSecretKey !== undefined },
    poll: (context, memory) => new ZaloPoll(client, context, memory, options.conversationKey).run(),
    ensure: (context, order) => ensure(client, context, order, options.pauseMs === undefined ? 1 : 0),
    replyTerms: (context, answerTo) => replyTerms(client, context, answerTo),
    check: (context) => checkOa(client, context),
    explain,
    byHand,

    /** Looks among the newest 1-1 messages: Zalo reads none by its id. A message neither changes nor hides there. */
    async read(context, { comment }) {
      const { rows } = await readBack(recentChat(client, context), CHAT_COUNT, 0, READ_DEPTH);
      const row = rows.find((each) => each.message_id === comment);
      return row && { hidden: false, canHide: false, text: textOf(row) };
    },

    ...(options.oaSecretKey !== undefined && {
      webhook: zaloWebhook({ ...options, oaSecretKey: options.oaSecretKey }),
    }),
  };
}

async function ensure(
  client: ZaloClient,
  context: PlatformContext,
  order: Order,
  pause: number,
): Promise<Ensured> {
  switch (order.verb) {
    case 'reply':
      return reply(client, context, order);
    case 'tag':
    case 'untag':
      return tag(client, context, order.verb, order.answerTo, order.tag);
    case 'remove-member':
      return removeMember(client, context, order.post, order.answerTo);
    case 'comments-off':
      return switchComments(client, context, order.post, 'hide', pause);
    case 'comments-on':
      return switchComments(client, context, order.post, 'show', pause);
    case 'hide':
    case 'unhide':
    default:
      throw new PlatformFailure('give-up', 'unsupported', { byHand: true });
  }
}

/** Tagging twice is tagging once; Zalo makes the tag where it is missing. */
async function tag(
  client: ZaloClient,
  context: PlatformContext,
  verb: 'tag' | 'untag',
  user: string,
  name: string,
): Promise<Ensured> {
  const path = verb === 'tag' ? '/v2.0/oa/tag/tagfollower' : '/v2.0/oa/tag/rmfollowerfromtag';
  try {
    await client.call(context, { path, body: { user_id: user, tag_name: name } }, Nothing);
    return { already: false };
  } catch (error) {
    // A tag that does not exist is on nobody.
    if (verb === 'untag' && isCode(error, '-201')) {
      return { already: true };
    }
    throw error;
  }
}

async function removeMember(
  client: ZaloClient,
  context: PlatformContext,
  group: string,
  user: string,
): Promise<Ensured> {
  const body = { group_id: group, member_user_ids: [user] };
  try {
    await client.call(context, { path: '/v3.0/oa/group/removemembers', body }, Nothing);
    return { already: false };
  } catch (error) {
    if (isCode(error, '-201') && !(await isMember(client, context, group, user, 5))) {
      return { already: true };
    }
    throw error;
  }
}
