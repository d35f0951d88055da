import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Ensured, Json, PlatformContext, PostSeen } from '../../../pipeline/ports/platform.ts';
import type { ZaloClient } from './client.ts';
import { isCode } from './lists.ts';
import { ArticleSlice } from './schema.ts';

const PAGE = 10;
/** Of an OA first seen, so many articles of each type are taken in. */
const MOST = 100;

/**
 * Articles and videos published after `newest` (ms), as posts with a link: their comments can be seen by people
 * alone, the API knows none.
 */
export async function newArticles(
  client: ZaloClient,
  context: PlatformContext,
  newest: number,
): Promise<PostSeen[]> {
  const posts: PostSeen[] = [];
  for (const type of ['normal', 'video']) {
    for (let offset = 0; offset < MOST; offset += PAGE) {
      const query = { offset, limit: PAGE, type };
      const { medias } = await client.call(context, { path: '/v2.0/article/getslice', query }, ArticleSlice);
      const fresh = medias.filter((media) => (media.create_date ?? Number.POSITIVE_INFINITY) > newest);
      posts.push(
        ...fresh.map((media) => ({
          externalId: media.id,
          kind: 'article' as const,
          ...(media.title && { text: media.title }),
          ...(media.link_view && { permalink: media.link_view }),
          ...(media.create_date && { createdAt: new Date(media.create_date) }),
        })),
      );
      if (medias.length < PAGE || fresh.length < medias.length) {
        break;
      }
    }
  }
  return posts;
}

const Detail = z.record(z.string(), z.json());
const Accepted = z.looseObject({ token: z.string().min(1) });
const Done = z.looseObject({ id: z.string().nullish() });
/** How often and how long `verify` is asked, ms. */
const VERIFY_AFTER = [500, 1_000, 2_000, 4_000];

/**
 * Switches all commenting on one article. An update replaces the article, so the whole of it is read and sent back
 * with one field changed; it takes effect some time later, which `verify` tells.
 * @throws PlatformFailure `retry` with `maybeApplied` when Zalo is still at it: asking again is harmless
 */
export async function switchComments(
  client: ZaloClient,
  context: PlatformContext,
  id: string,
  comment: 'show' | 'hide',
  pause = 1,
): Promise<Ensured> {
  const detail = await client.call(context, { path: '/v2.0/article/getdetail', query: { id } }, Detail);
  if (detail['comment'] === comment) {
    return { already: true };
  }
  if (typeof detail['title'] !== 'string' || typeof detail['type'] !== 'string') {
    throw new PlatformFailure('give-up', 'zalo.article.unreadable');
  }
  const body = { ...repaired(detail), id, comment };
  const { token } = await client.call(context, { path: '/v2.0/article/update', body }, Accepted);
  for (const wait of VERIFY_AFTER) {
    try {
      await client.call(context, { path: '/v2.0/article/verify', body: { token }, write: false }, Done);
      return { already: false };
    } catch (error) {
      if (!isCode(error, '-214')) {
        throw error;
      }
    }
    await sleep(wait * pause);
  }
  throw new PlatformFailure('retry', 'zalo.-214', { maybeApplied: true });
}

/** `getdetail` misspells the label of a citation, and states of videos are numbers where `update` wants words. */
function repaired(detail: Readonly<Record<string, Json>>): Record<string, Json> {
  const { cite, status, ...rest } = detail;
  const known = typeof status === 'string' ? { status } : {};
  if (typeof cite === 'object' && cite !== null && !Array.isArray(cite) && 'lablel' in cite) {
    const { lablel, ...others } = cite as Record<string, Json>;
    return { ...rest, ...known, cite: { label: lablel ?? '', ...others } };
  }
  return { ...rest, ...known, ...(cite !== undefined && { cite }) };
}
