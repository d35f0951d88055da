import { ApiError, invalid } from './errors.ts';
import { groupOf } from './chat.ts';
import { type Args, idArg, objectArg, textArg } from './request.ts';
import type { User, World } from './world.ts';

const HOUR = 3_600_000;
const FREE = 48 * HOUR;
const WINDOW = 7 * 24 * HOUR;
const MAX_TEXT = 2_000;
const MAX_REACTIONS = 50;

/** `POST /v3.0/oa/message/cs`. */
export function sendConsultation(args: Args, world: World): unknown {
  const user = userOf(objectArg(args, 'recipient'), world);
  const message = objectArg(args, 'message');
  const text = bodyOf(message);
  const quote = message['quote_message_id'];
  if (quote !== undefined && !world.messages.some(({ id, user: of }) => id === quote && of === user.id)) {
    throw invalid('quote_message_id');
  }
  if (user.unreachable !== undefined) {
    throw new ApiError(user.unreachable);
  }
  const quota = charge(user, world);
  if (world.modes.sending === 'lost') return { user_id: user.id };
  const sent = world.addMessage({
    src: 0,
    from: world.oa.id,
    user: user.id,
    text,
    ...(typeof quote === 'string' && { quote }),
  });
  world.write({ verb: 'reply', target: user.id, text, id: sent.id });
  return {
    ...(world.modes.sending === 'named' && { message_id: sent.id }),
    user_id: user.id,
    ...(quota && { quota }),
  };
}

function bodyOf(message: Args): string {
  const text = textArg(message, 'text');
  if (text.normalize('NFC').length > MAX_TEXT) {
    throw new ApiError(-210);
  }
  return text;
}

function userOf(args: Args, world: World): User {
  const user = world.users.get(idArg(args, 'user_id'));
  if (user === undefined) {
    throw invalid('user_id');
  }
  return user;
}

/** Takes the price of one reply; the quota object of the answer, absent where it was billed in money. */
function charge(user: User, world: World): Record<string, string> | undefined {
  const { freeReplies, billing } = world.modes;
  if (user.lastInteraction === undefined) {
    throw new ApiError(-232);
  }
  const age = world.clock.now() - user.lastInteraction;
  if (age > WINDOW) {
    throw new ApiError(-230);
  }
  if (age <= FREE && (freeReplies === 'unlimited' || user.freeUsed < 8)) {
    user.freeUsed++;
    return freeReplies === 'eight'
      ? { quota_type: 'reply', remain: `${8 - user.freeUsed}`, total: '8' }
      : { quota_type: 'reply' };
  }
  switch (billing) {
    case 'no-account':
      throw new ApiError(-320);
    case 'no-money':
      throw new ApiError(-321);
    case 'money':
      return undefined;
    case 'quota':
    default:
      if (world.paidQuota === 0) {
        throw new ApiError(-211);
      }
      world.paidQuota--;
      return {
        quota_type: 'purchase_quota',
        remain: `${world.paidQuota}`,
        total: '500',
        owner_type: 'OA',
        owner_id: world.oa.id,
      };
  }
}

/** `POST /v3.0/oa/quota/message`. */
export function quotaOf(args: Args, world: World): unknown {
  const user = userOf(args, world);
  const age =
    user.lastInteraction === undefined ? Number.POSITIVE_INFINITY : world.clock.now() - user.lastInteraction;
  const free = age <= FREE ? 8 - user.freeUsed : 0;
  return {
    user_id: user.id,
    last_interaction: `${user.lastInteraction ?? 0}`,
    cs_reply:
      world.modes.freeReplies === 'eight'
        ? { remain: Math.max(0, free), total: 8 }
        : { remain: -1, total: -1 },
    promotion: { remain: 0, total: 0 },
  };
}

/** `POST /v3.0/oa/group/message`. */
export function sendToGroup(args: Args, world: World): unknown {
  const group = groupOf(objectArg(args, 'recipient'), world);
  const text = bodyOf(objectArg(args, 'message'));
  if (world.modes.sending === 'lost') return { group_id: group.id };
  const sent = world.addMessage({ src: 0, from: world.oa.id, group: group.id, text });
  world.write({ verb: 'group-reply', target: group.id, text, id: sent.id });
  return { ...(world.modes.sending === 'named' && { message_id: sent.id }), group_id: group.id };
}

/** `POST /v2.0/oa/message`: only reactions are left of it. */
export function react(args: Args, world: World): unknown {
  const action = args['sender_action'];
  if (action === undefined) {
    throw new ApiError(-240);
  }
  const user = userOf(objectArg(args, 'recipient'), world);
  const { react_icon: icon, react_message_id: id } = objectArg(args, 'sender_action');
  if (typeof icon !== 'string' || typeof id !== 'string') {
    throw invalid('sender_action');
  }
  const count = (world.reactions.get(id) ?? 0) + 1;
  if (count > MAX_REACTIONS) {
    throw new ApiError(-210);
  }
  world.reactions.set(id, count);
  world.write({ verb: 'react', target: id, text: icon });
  return { message_id: world.nextHex(), user_id: user.id };
}
