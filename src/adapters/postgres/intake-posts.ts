import type pg from 'pg';
import { cleanText } from '../../domain/comment.ts';
import type { CommentSeen, PostSeen } from '../../pipeline/ports/platform.ts';

/**
 * Stores the posts a batch brought, and a bare one for each that only a comment names. A conversation goes by a name made of
 * its person: it is stored only along with a message that is new, so that what is read again does not bring back a name that
 * was forgotten.
 */
export async function storePosts(
  client: pg.PoolClient,
  sourceId: number,
  posts: readonly PostSeen[],
  comments: readonly CommentSeen[],
): Promise<void> {
  const unique = [...new Map(posts.map((post) => [post.externalId, post])).values()];
  if (unique.length > 0) {
    await client.query({
      name: 'intake.posts',
      text: `insert into posts (source_id, external_id, kind, text, permalink, created_at, state)
        select $1, external_id, kind, nullif(text, ''), permalink, created_at, state
        from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[])
          as p(external_id, kind, text, permalink, created_at, state)
        where kind <> 'conversation' or exists (
          select from unnest($9::text[], $10::text[]) as m(external_id, post) where m.post = p.external_id
            and not exists (select from comments c where c.source_id = $1 and c.external_id = m.external_id))
        on conflict (source_id, external_id) do update set
          kind = excluded.kind,
          text = case when posts.external_id = any($8::text[]) then null else coalesce(excluded.text, posts.text) end,
          permalink = coalesce(excluded.permalink, posts.permalink),
          created_at = coalesce(excluded.created_at, posts.created_at),
          state = coalesce(excluded.state, posts.state),
          seen_at = sang_now()`,
      values: [
        sourceId,
        unique.map((post) => post.externalId),
        unique.map((post) => post.kind),
        unique.map((post) => (post.text === undefined ? null : cleanText(post.text))),
        unique.map((post) => post.permalink ?? null),
        unique.map((post) => post.createdAt ?? null),
        unique.map((post) => (post.state === undefined ? null : JSON.stringify(post.state))),
        unique.flatMap((post) => (post.text === '' ? [post.externalId] : [])),
        comments.map((comment) => comment.externalId),
        comments.map((comment) => comment.postExternalId),
      ],
    });
  }
  const named = new Set(unique.map((post) => post.externalId));
  const stubs = [...new Set(comments.map((comment) => comment.postExternalId))].filter(
    (id) => !named.has(id),
  );
  if (stubs.length > 0) {
    await client.query({
      name: 'intake.stubs',
      text: `insert into posts (source_id, external_id, kind)
        select $1, external_id, 'post' from unnest($2::text[]) as p(external_id)
        on conflict (source_id, external_id) do nothing`,
      values: [sourceId, stubs],
    });
  }
}
