import { groupOf, page, row } from './chat.ts';
import { ApiError, invalid } from './errors.ts';
import { type Args, numberArg } from './request.ts';
import type { Group, World } from './world.ts';

/** `GET /v3.0/oa/group/getgroupsofoa`. */
export function listGroups(args: Args, world: World): unknown {
  const own = [...world.groups.values()].filter((group) => group.own);
  const { offset, count } = window(args, world);
  return {
    offset,
    count,
    total: own.length,
    group_count: own.length,
    groups: own.slice(offset, offset + count).map(face),
  };
}

/** `GET /v3.0/oa/group/getgroup`. */
export function getGroup(args: Args, world: World): unknown {
  return detail(groupOf(args, world));
}

/** `GET /v3.0/oa/group/listmember`. */
export function listMembers(args: Args, world: World): unknown {
  const group = groupOf(args, world);
  const { offset, count } = window(args, world);
  const members = [...group.members];
  return {
    offset,
    count,
    total: members.length,
    member_count: members.length,
    members: members
      .slice(offset, offset + count)
      .map((id) => ({ user_id: id, name: world.users.get(id)?.name ?? '', avatar: '' })),
  };
}

/** `GET /v3.0/oa/group/listrecentchat`: over all groups. */
export function groupRecentChat(args: Args, world: World): unknown {
  return rows(args, world, undefined);
}

/** `GET /v3.0/oa/group/conversation`. */
export function groupConversation(args: Args, world: World): unknown {
  return rows(args, world, groupOf(args, world).id);
}

function rows(args: Args, world: World, only: string | undefined): unknown {
  const own = (id: string | undefined) =>
    id !== undefined && (only === undefined ? world.groups.get(id)?.own === true : id === only);
  return page(world, (message) => own(message.group), args, world.modes.groupCount, 5).map((message) =>
    row(message, world),
  );
}

/** `POST /v3.0/oa/group/removemembers`. */
export function removeMembers(args: Args, world: World): unknown {
  const group = groupOf(args, world);
  const ids: unknown = args['member_user_ids'];
  if (!Array.isArray(ids) || ids.length === 0) {
    throw invalid('member_user_ids');
  }
  for (const id of ids.map(String)) {
    if (!group.members.delete(id)) {
      throw invalid('member_user_ids');
    }
    world.write({ verb: 'remove-member', target: `${group.id}/${id}` });
  }
  return undefined;
}

/** `POST /v3.0/oa/group/updateinfo`. */
export function updateGroup(args: Args, world: World): unknown {
  const group = groupOf(args, world);
  for (const key of ['lock_send_msg', 'join_appr', 'enable_msg_history', 'enable_link_join']) {
    if (args[key] !== undefined) {
      group.settings[key] = args[key];
    }
  }
  if (typeof args['group_name'] === 'string') {
    group.name = args['group_name'];
  }
  world.write({ verb: 'update-group', target: group.id });
  return detail(group);
}

function window(args: Args, world: World): { offset: number; count: number } {
  const count = numberArg(args, 'count', 5);
  if (count > world.modes.groupCount) {
    throw new ApiError(-210);
  }
  return { offset: numberArg(args, 'offset', 0), count };
}

function face(group: Group): Record<string, unknown> {
  return {
    name: group.name,
    avatar: '',
    group_id: group.id,
    group_link: `https://zalo.example/g/${group.id}`,
    group_description: '',
    total_member: group.members.size,
    status: group.status,
  };
}

function detail(group: Group): Record<string, unknown> {
  return {
    group_info: { ...face(group), max_member: 100, auto_delete_date: '' },
    asset_info: {
      asset_type: 'gmf100',
      asset_id: `asset-${group.id}`,
      valid_through: '31/12/2027',
      auto_renew: true,
    },
    group_setting: group.settings,
  };
}
