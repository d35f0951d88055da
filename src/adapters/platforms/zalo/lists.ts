import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { Call, ZaloClient } from './client.ts';
import { GroupList, MemberList, Row, UserList } from './schema.ts';

/** Greatest `count` of the 1-1 lists. */
export const CHAT_COUNT = 10;
/** `getlist` pages by 50 and ends at offset 9951. */
const USER_COUNT = 50;
const LAST_USER_OFFSET = 9_951;

/** Rows that cannot be read are left out: one odd row must not cost the page. */
const Rows = z
  .array(z.unknown())
  .nullish()
  .transform((rows) => (rows ?? []).flatMap((row) => Row.safeParse(row).data ?? []));

/** The newest 1-1 messages over all persons. */
export function recentChat(client: ZaloClient, context: PlatformContext) {
  return (offset: number, count: number): Promise<Row[]> =>
    rowsAt(client, context, offset, { path: '/v2.0/oa/listrecentchat', data: { offset, count } });
}

/** The messages of one person. */
export function conversationOf(client: ZaloClient, context: PlatformContext, user: string) {
  return (offset: number, count: number): Promise<Row[]> =>
    rowsAt(client, context, offset, {
      path: '/v2.0/oa/conversation',
      data: { user_id: user, offset, count },
    });
}

/** The newest messages over all groups, or those of one. */
export function groupChat(client: ZaloClient, context: PlatformContext, group?: string) {
  return (offset: number, count: number): Promise<Row[]> =>
    rowsAt(
      client,
      context,
      offset,
      group === undefined
        ? { path: '/v3.0/oa/group/listrecentchat', query: { offset, count } }
        : { path: '/v3.0/oa/group/conversation', query: { group_id: group, offset, count } },
    );
}

async function rowsAt(
  client: ZaloClient,
  context: PlatformContext,
  offset: number,
  call: Call,
): Promise<Row[]> {
  try {
    return await client.call(context, call, Rows);
  } catch (error) {
    // How deep one may read is not documented; past it some answer with an error, others with nothing.
    if (offset > 0 && isCode(error, '-210')) {
      return [];
    }
    throw error;
  }
}

/** Everybody whose last interaction fell on a day (`YYYY_MM_DD`, Vietnamese time). */
export async function usersOfDay(
  client: ZaloClient,
  context: PlatformContext,
  day: string,
): Promise<string[]> {
  const users: string[] = [];
  for (let offset = 0; offset <= LAST_USER_OFFSET; offset += USER_COUNT) {
    const data = { offset, count: USER_COUNT, last_interaction_period: `${day}:${day}` };
    const page = await client.call(context, { path: '/v3.0/oa/user/getlist', data }, UserList);
    users.push(...page.users.map((user) => user.user_id));
    if (page.users.length < USER_COUNT) {
      break;
    }
  }
  return users;
}

/** All groups the OA has made. */
export async function groupsOf(
  client: ZaloClient,
  context: PlatformContext,
  count: number,
): Promise<GroupList['groups']> {
  const groups: GroupList['groups'] = [];
  for (let offset = 0; ; offset += count) {
    const query = { offset, count };
    const page = await client.call(context, { path: '/v3.0/oa/group/getgroupsofoa', query }, GroupList);
    groups.push(...page.groups);
    if (page.groups.length < count || groups.length >= page.total) {
      return groups;
    }
  }
}

/** Whether a person is a member of a group. */
export async function isMember(
  client: ZaloClient,
  context: PlatformContext,
  group: string,
  user: string,
  count: number,
): Promise<boolean> {
  for (let offset = 0; ; offset += count) {
    const query = { group_id: group, offset, count };
    const page = await client.call(context, { path: '/v3.0/oa/group/listmember', query }, MemberList);
    if (page.members.some((member) => member.user_id === user)) {
      return true;
    }
    if (page.members.length < count) {
      return false;
    }
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof PlatformFailure && error.code === `zalo.${code}`;
}

type GroupList = z.infer<typeof GroupList>;
