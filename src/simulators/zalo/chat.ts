import { ApiError, invalid } from './errors.ts';
import { type Args, idArg, numberArg } from './request.ts';
import type { Group, Message, User, World } from './world.ts';

/** A page of the newest messages that pass `mine`, as far back as the platform lets one read. */
export function page(
  world: World,
  mine: (message: Message) => boolean,
  args: Args,
  most: number,
  standard: number,
): Message[] {
  const offset = numberArg(args, 'offset', 0);
  const count = numberArg(args, 'count', standard);
  const { readableDepth, beyondDepth } = world.modes;
  if (count > most || (beyondDepth === 'error' && offset >= readableDepth)) {
    throw new ApiError(-210);
  }
  return world.messages
    .filter(mine)
    .reverse()
    .slice(0, readableDepth)
    .slice(offset, offset + count);
}

/** `GET /v2.0/oa/listrecentchat`: newest first over all persons, a bare array. */
export function listRecentChat(args: Args, world: World): unknown {
  return page(world, (message) => message.user !== undefined, args, 10, 10).map((message) =>
    row(message, world),
  );
}

/** `GET /v2.0/oa/conversation`: the same rows for one person. */
export function conversation(args: Args, world: World): unknown {
  const user = idArg(args, 'user_id');
  if (!world.users.has(user)) {
    throw invalid('user_id');
  }
  return page(world, (message) => message.user === user, args, 10, 10).map((message) => row(message, world));
}

/** One message as the lists show it; rows of groups have no `to_*`. */
export function row(message: Message, world: World): Record<string, unknown> {
  const { modes, oa } = world;
  const person = world.users.get(message.from)?.name ?? oa.name;
  const to = message.src === 1 ? oa.id : (message.user ?? '');
  return {
    ...(!modes.srcMissing && { src: message.src }),
    time: message.time,
    type: message.type ?? 'text',
    ...(message.text !== undefined && { message: message.text }),
    message_id: message.id,
    from_id: wireId(message.from, world),
    from_display_name: person,
    from_avatar: `https://s120-ava.example/${message.from}`,
    ...(message.group === undefined
      ? {
          to_id: wireId(to, world),
          to_display_name: world.users.get(to)?.name ?? oa.name,
          to_avatar: `https://s120-ava.example/${to}`,
        }
      : { group_id: message.group }),
    ...(message.description !== undefined && { description: message.description }),
    ...(message.url !== undefined && { url: message.url }),
    ...(message.thumb !== undefined && { thumb: message.thumb }),
    ...(message.links !== undefined && { links: message.links }),
    ...(message.location !== undefined && { location: JSON.stringify(message.location) }),
  };
}

/** Marks an id that must go over the wire as a bare number; the envelope's writer takes the marks off. */
export const BARE = '\u0001';

function wireId(id: string, world: World): string {
  return world.modes.numericIds ? `${BARE}${id}${BARE}` : id;
}

/** `GET /v2.0/oa/getoa`. */
export function getOa(_args: Args, world: World): unknown {
  return {
    oaid: world.oa.id,
    name: world.oa.name,
    description: '',
    oa_alias: '',
    is_verified: true,
    oa_type: 2,
    cate_name: 'Mua sắm & Bán lẻ',
    num_follower: [...world.users.values()].filter((user) => user.follower).length,
    avatar: 'https://s160-ava.example/oa',
    cover: 'https://cover.example/oa',
    package_name: 'Nâng cao',
    package_valid_through_date: '31/12/2027',
    linked_ZCA: '',
  };
}

const DAY = 24 * 3_600_000;
/** The platform's days are those of Hanoi. */
const ZONE = 7 * 3_600_000;

/** `GET /v3.0/oa/user/getlist`. */
export function listUsers(args: Args, world: World): unknown {
  const offset = numberArg(args, 'offset', 0);
  const count = numberArg(args, 'count', 50);
  if (count > 50 || offset > 9951) {
    throw new ApiError(-210);
  }
  const tag = args['tag_name'];
  const within = period(args['last_interaction_period'], world.clock.now());
  const follower = args['is_follower'];
  const users = [...world.users.values()].filter(
    (user) =>
      (tag === undefined || (typeof tag === 'string' && user.tags.has(tag))) &&
      (follower === undefined || user.follower === (follower === true || follower === 'true')) &&
      within(user),
  );
  return {
    total: users.length,
    count: Math.min(count, Math.max(0, users.length - offset)),
    offset,
    users: users.slice(offset, offset + count).map((user) => ({ user_id: user.id })),
  };
}

function period(value: unknown, now: number): (user: User) => boolean {
  if (value === undefined) {
    return () => true;
  }
  const today = Math.floor((now + ZONE) / DAY) * DAY - ZONE;
  const range = /^(\d{4})_(\d{2})_(\d{2}):(\d{4})_(\d{2})_(\d{2})$/.exec(
    typeof value === 'string' ? value : '',
  );
  const [from, to] =
    value === 'TODAY'
      ? [today, now]
      : value === 'YESTERDAY'
        ? [today - DAY, today - 1]
        : value === 'L7D'
          ? [today - 7 * DAY, now]
          : value === 'L30D'
            ? [today - 30 * DAY, now]
            : range
              ? [
                  Date.parse(`${range[1]}-${range[2]}-${range[3]}T00:00:00+07:00`),
                  Date.parse(`${range[4]}-${range[5]}-${range[6]}T00:00:00+07:00`) + DAY - 1,
                ]
              : [undefined, undefined];
  if (from === undefined || to === undefined) {
    throw invalid('last_interaction_period');
  }
  return ({ lastInteraction: at }) => at !== undefined && at >= from && at <= to;
}

/** `GET /v3.0/oa/user/detail`. */
export function userDetail(args: Args, world: World): unknown {
  const user = world.users.get(idArg(args, 'user_id'));
  if (user === undefined) {
    throw invalid('user_id');
  }
  const day =
    user.lastInteraction === undefined
      ? ''
      : new Date(user.lastInteraction + ZONE).toISOString().slice(0, 10).split('-').reverse().join('/');
  return {
    user_id: wireId(user.id, world),
    user_id_by_app: user.idByApp,
    user_external_id: '',
    display_name: user.name,
    user_alias: '',
    is_sensitive: false,
    user_last_interaction_date: day,
    user_is_follower: user.follower,
    avatar: `https://s120-ava.example/${user.id}`,
    avatars: {},
    dynamic_param: '',
    tags_and_notes_info: { notes: [], tag_names: [...user.tags] },
    shared_info: {},
  };
}

/** The group a call is about, or the refusal the platform gives. */
export function groupOf(args: Args, world: World): Group {
  const group = world.groups.get(idArg(args, 'group_id'));
  if (group === undefined || !group.own) {
    throw new ApiError(-403);
  }
  if (group.status === 'disabled') {
    throw new ApiError(-237);
  }
  return group;
}
