import { z } from 'zod';
import type { CommentSeen, PostSeen } from '../../../pipeline/ports/platform.ts';
import type { Row } from './schema.ts';

const Gap = z.object({ since: z.number(), after: z.string().nullable() });
export type Gap = z.infer<typeof Gap>;

/**
 * The memory of one message list. `watermark`: time of the newest row taken in (ms). `seen`: ids of the rows taken in
 * last, more than a reading goes back. `gap`: since when rows may be missing, and how far filling it has come.
 */
export const Feed = z.object({
  watermark: z.number().nullable().catch(null),
  seen: z.array(z.string()).catch([]),
  gap: Gap.nullable().catch(null),
});
export type Feed = z.infer<typeof Feed>;

export interface Taken {
  readonly posts: PostSeen[];
  readonly comments: CommentSeen[];
}

export type FetchPage = (offset: number, count: number) => Promise<readonly Row[]>;

/** Rows this much older than the newest are read once more: a message may appear late. */
const OVERLAP = 120_000;
/** Rows shared by neighbouring pages, so that a row that vanishes between two calls does not hide another. */
const SHARED = 2;
/** How deep the lists are read; what lies deeper is fetched conversation by conversation. */
const DEPTH = 250;

/**
 * Reads a list from its newest row back to `until`, in overlapping windows: while we page, arriving messages push
 * rows to greater offsets, so a row may come twice, and is kept once.
 * @returns distinct rows, newest first, and whether a row at or before `until` was met
 */
export async function readBack(
  fetch: FetchPage,
  count: number,
  until: number,
  depth: number = DEPTH,
): Promise<{ rows: Row[]; met: boolean }> {
  const rows = new Map<string, Row>();
  for (let offset = 0; offset < depth; offset += Math.max(1, count - SHARED)) {
    const page = await fetch(offset, count);
    for (const row of page) {
      rows.set(row.message_id, row);
    }
    const oldest = Math.min(...page.map((row) => row.time));
    if (page.length < count || oldest < until - OVERLAP) {
      break;
    }
  }
  const all = [...rows.values()].sort((a, b) => b.time - a.time);
  return { rows: all, met: all.some((row) => row.time <= until) };
}

/** What is new of `rows` (newest first), oldest first, in batches; after each, the feed as it then stands. */
export function* batches(
  feed: Feed,
  rows: readonly Row[],
  size = 100,
): Generator<{ rows: Row[]; feed: Feed }> {
  const known = new Set(feed.seen);
  const fresh = rows.filter((row) => !known.has(row.message_id)).reverse();
  let now = feed;
  for (let i = 0; i < fresh.length; i += size) {
    const batch = fresh.slice(i, i + size);
    now = advance(now, batch);
    yield { rows: batch, feed: now };
  }
}

/** The feed after these rows. */
function advance(feed: Feed, rows: readonly Row[]): Feed {
  const watermark = Math.max(feed.watermark ?? 0, ...rows.map((row) => row.time));
  const seen = [...feed.seen, ...rows.map((row) => row.message_id)];
  return { ...feed, watermark, seen: seen.slice(-MAX_SEEN) };
}

const MAX_SEEN = 2 * DEPTH;

/** Notes that rows since `since` may be missing; a gap that is still being filled begins anew from the older end. */
export function withGap(feed: Feed, since: number): Feed {
  return { ...feed, gap: { since: Math.min(since, feed.gap?.since ?? since), after: null } };
}

/** Posts (each once) and comments of rows, by `read`; rows that name nobody are left out. */
export function take(
  rows: readonly Row[],
  read: (row: Row) => { post: PostSeen; comment: CommentSeen } | undefined,
): Taken {
  const posts = new Map<string, PostSeen>();
  const comments: CommentSeen[] = [];
  for (const row of rows) {
    const message = read(row);
    if (message !== undefined) {
      posts.set(message.post.externalId, message.post);
      comments.push(message.comment);
    }
  }
  return { posts: [...posts.values()], comments };
}
