import { z } from 'zod';
import type { PollSettings } from './config.ts';
import { EDGES, type Listed } from './listing.ts';

/** What we remember of a post between polls (PostSeen.state). No cursor: those die. */
const postState = z.object({
  edge: z.enum(EDGES),
  /** `updated_time` and `total_count` as the list showed them when its comments were last read. */
  updated: z.string().exactOptional(),
  total: z.number().exactOptional(),
  /** `total_count` as the reading itself found it. */
  counted: z.number().exactOptional(),
  /** Milliseconds since 1970 of its newest comment, and the comments of that very second. */
  newest: z.number().exactOptional(),
  ties: z.array(z.string()).exactOptional(),
  /** Cycle in which it was last read from end to end. */
  walked: z.number().exactOptional(),
  /** Cycle in which a list last showed it. */
  seen: z.number(),
  gone: z.boolean().exactOptional(),
});
export type PostState = z.infer<typeof postState>;

export function readState(json: unknown): PostState | undefined {
  return postState.safeParse(json).data;
}

/** How a post is to be read: from end to end, or only what is new. */
export interface Task {
  readonly post: Listed;
  readonly state: PostState | undefined;
  readonly mode: 'full' | 'new';
}

/** Old posts are swept more rarely than those of the look-back window. */
const OLD_FACTOR = 10;

/**
 * Decides what to read of the posts just listed: everything that moved, what was never read, and a slice of what has
 * not been read in full for longest, so that within `sweepEvery` cycles everything in the window was. The sweep finds
 * what moves no count: edits, a comment gone and another come, hidden by others.
 */
export function planReads(
  posts: readonly { readonly post: Listed; readonly state: PostState | undefined }[],
  cycle: number,
  since: Date,
  settings: PollSettings,
): Task[] {
  const moved: Task[] = [];
  const fresh: Task[] = [];
  const due: { task: Task; overdue: number }[] = [];
  let young = 0;
  for (const { post, state } of posts) {
    const isYoung = post.createdAt === undefined || post.createdAt >= since;
    if (isYoung) young += 1;
    if (isBare(post, state)) continue;
    if (state?.walked === undefined) {
      fresh.push({ post, state, mode: 'full' });
      continue;
    }
    if (hasMoved(post, state)) {
      moved.push({ post, state, mode: readMode(post, state, settings) });
      continue;
    }
    const overdue = cycle - state.walked - settings.sweepEvery * (isYoung ? 1 : OLD_FACTOR);
    if (overdue >= 0) due.push({ task: { post, state, mode: 'full' }, overdue });
  }
  // Old posts are listed in one cycle of `deepEvery` only, and have to be made up for then.
  const old = ((posts.length - young) * settings.deepEvery) / OLD_FACTOR;
  const slice = Math.ceil(young / settings.sweepEvery) + Math.ceil(old / settings.sweepEvery);
  const sweep = due
    .sort((a, b) => b.overdue - a.overdue)
    .slice(0, slice)
    .map(({ task }) => task);
  return [...newestFirst(moved), ...newestFirst(fresh), ...sweep];
}

/** No comment stands there and none did: there is nothing to read. */
export function isBare(post: Listed, state: PostState | undefined): boolean {
  return post.total === 0 && (state?.total ?? 0) === 0;
}

function hasMoved(post: Listed, state: PostState): boolean {
  return post.updated !== state.updated || post.total !== state.total;
}

/** A post whose comments fit a page is always read whole: the same call tells edits and deletions too. */
function readMode(post: Listed, state: PostState, settings: PollSettings): Task['mode'] {
  const { total } = post;
  if (total === undefined || state.total === undefined || state.counted === undefined) return 'full';
  if (state.newest === undefined) return 'full';
  return total <= settings.pageSize || total < state.total ? 'full' : 'new';
}

function newestFirst(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => (b.post.createdAt?.getTime() ?? 0) - (a.post.createdAt?.getTime() ?? 0));
}
