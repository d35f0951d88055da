import type { Webhooks } from './webhooks.ts';
import type { Message, User, World } from './world.ts';

const EVENT_TYPE: Readonly<Record<string, string>> = {
  photo: 'image',
  GIF: 'gif',
  voice: 'audio',
  links: 'link',
};

/** The event of a message, 1-1 or in a group, by the person or by the OA. */
export function announceMessage(world: World, webhooks: Webhooks, message: Message, adminId?: string): void {
  const type = EVENT_TYPE[message.type ?? 'text'] ?? message.type ?? 'text';
  const who = message.src === 1 ? 'user' : 'oa';
  const person = message.user ?? (message.src === 1 ? message.from : undefined);
  const idByApp = person === undefined ? undefined : world.users.get(person)?.idByApp;
  const to = message.group ?? (message.src === 1 ? world.oa.id : (message.user ?? ''));
  webhooks.emit(
    {
      event_name: `${who}_send_${message.group === undefined ? '' : 'group_'}${type}`,
      sender: { id: message.from, ...(adminId !== undefined && { admin_id: adminId }) },
      recipient: { id: to },
      ...(message.group !== undefined && { oa_id: world.oa.id }),
      ...(idByApp !== undefined && { user_id_by_app: idByApp }),
      message: {
        ...bodyOf(message),
        msg_id: world.modes.eventIds === 'equal' ? message.id : `e${message.id}`,
        ...(message.quote !== undefined && { quote_msg_id: message.quote }),
      },
    },
    message.time,
  );
}

function bodyOf(message: Message): Record<string, unknown> {
  const text = message.text ?? message.description;
  const attachments = attachmentsOf(message);
  return { ...(text !== undefined && { text }), ...(attachments.length > 0 && { attachments }) };
}

function attachmentsOf(message: Message): unknown[] {
  const { url, thumb } = message;
  switch (message.type) {
    case 'photo':
    case 'GIF':
      return [{ type: message.type === 'GIF' ? 'gif' : 'image', payload: { thumbnail: thumb, url } }];
    case 'link':
    case 'links':
      return (message.links ?? []).map((link) => ({
        type: 'link',
        payload: { thumbnail: link.thumb, description: link.description, url: link.url },
      }));
    case 'voice':
      return [{ type: 'audio', payload: { url } }];
    case 'video':
      return [{ type: 'video', payload: { url, thumbnail: thumb, description: message.description } }];
    case 'sticker':
      return [{ type: 'sticker', payload: { url, id: '1' } }];
    case 'location':
      return [{ type: 'location', payload: { coordinates: message.location } }];
    case 'file':
      return [{ type: 'file', payload: { size: '1', name: 'a.pdf', checksum: '0', type: 'pdf', url } }];
    case 'text':
    case undefined:
    default:
      return [];
  }
}

/** The event of a tag put on or taken off. */
export function announceTag(webhooks: Webhooks, on: boolean, tag: string, user: string, oa: string): void {
  webhooks.emit({
    event_name: on ? 'add_user_to_tag' : 'remove_user_from_tag',
    oa_id: oa,
    tag: { name: tag, user_ids: [user] },
  });
}

export function announceFollow(webhooks: Webhooks, user: User, oa: string): void {
  webhooks.emit({
    event_name: user.follower ? 'follow' : 'unfollow',
    oa_id: oa,
    user_id_by_app: user.idByApp,
    follower: { id: user.id },
    source: 'oa_profile',
  });
}

/** A person withdraws consent: the partner must delete what it holds of them. */
export function announceWithdrawal(webhooks: Webhooks, user: User, oa: string): void {
  webhooks.emit({ event_name: 'user_withdraw', oa_id: oa, user_id: user.id, user_id_by_app: user.idByApp });
}

/** A change of a group's life: create_group, user_join_group, user_out_group, update_group_info … */
export function announceGroup(
  webhooks: Webhooks,
  event: string,
  group: string,
  users: string[],
  oa: string,
): void {
  webhooks.emit({ event_name: event, oa_id: oa, group_id: group, users: users.map((id) => ({ id })) });
}
