import type { PlatformContext, PostSeen } from '../../../pipeline/ports/platform.ts';
import type { ZaloClient } from './client.ts';
import { groupsOf, isCode } from './lists.ts';

/** Tried in turn: the greatest `count` of the group lists is not documented, only that 5 is the default. */
export const GROUP_COUNTS = [50, 5] as const;

/** The open groups of an OA as posts, and the `count` that its group lists take. */
export async function listGroups(
  client: ZaloClient,
  context: PlatformContext,
): Promise<{ posts: PostSeen[]; count: number }> {
  for (const count of GROUP_COUNTS) {
    try {
      const groups = await groupsOf(client, context, count);
      const open = groups.filter((group) => group.status !== 'disabled');
      const posts = open.map((group) => ({
        externalId: group.group_id,
        kind: 'group' as const,
        ...(group.name && { text: group.name }),
        ...(group.group_link && { permalink: group.group_link }),
      }));
      return { posts, count };
    } catch (error) {
      if (count === GROUP_COUNTS.at(-1) || !(isCode(error, '-210') || isCode(error, '-201'))) {
        throw error;
      }
    }
  }
  return { posts: [], count: GROUP_COUNTS[0] };
}
