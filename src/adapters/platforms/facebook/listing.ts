import { PlatformFailure } from '../../../domain/failure.ts';
import type { PostSeen } from '../../../pipeline/ports/platform.ts';
import type { Query } from './batch.ts';
import { TOO_HEAVY } from './failures.ts';
import type { Graph, Session } from './graph.ts';
import { nextQuery } from './paging.ts';
import { LIVE_COUNT, listBody, POST_COUNT, type PostRow, readPosts } from './schema.ts';

/** Where posts are found. There is no "recent comments of a page" at the platform. */
export const EDGES = ['feed', 'ads_posts', 'video_reels', 'videos', 'live_videos'] as const;
export type Edge = (typeof EDGES)[number];

/** One post as a list shows it, with what may have moved. */
export interface Listed {
  readonly id: string;
  readonly edge: Edge;
  readonly kind: PostSeen['kind'];
  readonly createdAt?: Date;
  /** Empty = somebody else's, not kept. */
  readonly text?: string;
  readonly permalink?: string;
  /** Moves with edits and, probably, with new comments; compared, never computed with. */
  readonly updated?: string;
  /** Comments and answers, including those nobody is shown. */
  readonly total?: number;
}

const POST_FIELDS = `id,message,created_time,updated_time,permalink_url,is_inline_created,${POST_COUNT}`;
const VIDEO_FIELDS = `id,description,created_time,updated_time,permalink_url,${POST_COUNT}`;
const FIELDS: Readonly<Record<Edge, string>> = {
  feed: `from,${POST_FIELDS}`,
  ads_posts: POST_FIELDS,
  video_reels: VIDEO_FIELDS,
  videos: VIDEO_FIELDS,
  live_videos: `id,title,creation_time,permalink_url,${LIVE_COUNT}`,
};
const KINDS: Readonly<Record<Edge, PostSeen['kind']>> = {
  feed: 'post',
  ads_posts: 'ad',
  video_reels: 'reel',
  videos: 'video',
  live_videos: 'live',
};
const DAY_MS = 86_400_000;
const PAGE = 100;
const SMALLEST_PAGE = 10;
const RESTARTS = 3;
/** A page that answers for ever must not hold us for ever. */
const MAX_PAGES = 1000;

/** What to ask of a single post that was found on `edge`. */
export function fieldsOf(edge: Edge): string {
  return FIELDS[edge];
}

/**
 * The posts of one edge, page by page. Ends early once a whole page is older than `since` by more than a day (lists
 * are newest first, but not to the second); without `since` all of them.
 */
export async function* listPosts(
  graph: Graph,
  session: Session,
  edge: Edge,
  since?: Date,
): AsyncGenerator<{ readonly posts: readonly Listed[]; readonly dropped: number }> {
  const path = `${session.context.access.externalId}/${edge}`;
  let limit = PAGE;
  let restarts = 0;
  let paging: Query | undefined = {};
  for (let page = 0; paging && page < MAX_PAGES; page += 1) {
    const query: Query = { fields: FIELDS[edge], limit, ...paging };
    let body: unknown;
    try {
      body = await graph.get(session, { path, query }, { etag: true });
    } catch (error) {
      if (isTooHeavy(error) && limit > SMALLEST_PAGE) limit = Math.floor(limit / 2);
      else if (isDeadCursor(error, paging) && restarts < RESTARTS) {
        restarts += 1;
        paging = {};
      } else throw isDeadCursor(error, paging) ? new PlatformFailure('retry', 'facebook.list') : error;
      continue;
    }
    const list = listBody.safeParse(body);
    if (!list.success) throw new PlatformFailure('retry', 'facebook.list');
    const read = readPosts(list.data.data);
    const posts = read.rows.map((row) => listed(row, edge, session.context.access.externalId));
    yield { posts, dropped: read.dropped };
    if (since && posts.length > 0 && posts.every((post) => isOlder(post, since))) return;
    paging = nextQuery(list.data.paging?.next);
  }
}

function isTooHeavy(error: unknown): boolean {
  return error instanceof PlatformFailure && error.code === TOO_HEAVY;
}

/** A cursor dies with the post it points at. */
function isDeadCursor(error: unknown, paging: Query): boolean {
  const paged = Object.keys(paging).length > 0;
  return paged && error instanceof PlatformFailure && error.code === 'facebook.100';
}

/** The feed alone also shows what others post at the Page's wall or tag it in: a person's words, which are not kept. */
export function listed(row: PostRow, edge: Edge, page: string): Listed {
  const createdAt = row.created_time ?? row.creation_time;
  const text = edge === 'feed' && row.from?.id !== page ? '' : (row.message ?? row.description ?? row.title);
  const total = row.comments?.summary?.total_count;
  return {
    id: row.id,
    edge,
    kind: row.is_inline_created === true ? 'ad' : KINDS[edge],
    ...(createdAt && { createdAt }),
    ...(text !== undefined && { text }),
    ...(row.permalink_url !== undefined && { permalink: absolute(row.permalink_url) }),
    ...(row.updated_time !== undefined && { updated: row.updated_time }),
    ...(total !== undefined && { total }),
  };
}

function isOlder(post: Listed, since: Date): boolean {
  return post.createdAt !== undefined && post.createdAt.getTime() < since.getTime() - DAY_MS;
}

function absolute(link: string): string {
  return link.startsWith('/') ? `https://www.facebook.com${link}` : link;
}
