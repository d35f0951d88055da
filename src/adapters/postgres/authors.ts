import type { AuthorContext } from '../../domain/comment.ts';

/** Counts stop here: no rule needs to tell 20 comments from 20,000, and a flood must not make counting slow. */
const AUTHOR_COUNT_LIMIT = 20;

/** What `authorHistory` found, as a row carries it; all null where the comment has no known author. */
export interface AuthorRow {
  comments: number | null;
  since: Date | null;
  confirmed: number | null;
  overturned: number | null;
}

/** The part of a rule's input that is about the author; nothing where nobody is known. */
export function authorFrom(row: AuthorRow): { readonly author?: AuthorContext } {
  if (row.comments === null || row.since === null) return {};
  return {
    author: {
      commentsOnPage: row.comments,
      firstSeen: row.since,
      confirmed: row.confirmed ?? 0,
      overturned: row.overturned ?? 0,
    },
  };
}

/**
 * What may be known of a comment's author on the same page, up to the moment it was written: counts, never who. A
 * subquery of `comments`, `since`, `confirmed` and `overturned` for a lateral join; the latest comments count.
 * @param c alias of the comment
 */
export function authorHistory(c: string): string {
  const same = `b.source_id = ${c}.source_id and b.author_key = ${c}.author_key and b.created_at <= ${c}.created_at`;
  return `(
        select count(*)::int as comments,
          (select b.created_at from comments b where ${same} order by b.created_at limit 1) as since,
          count(*) filter (where x.id <> ${c}.id and k.state = 'hidden')::int as confirmed,
          count(*) filter (where x.id <> ${c}.id and k.state = 'kept')::int as overturned
        from (
          select b.id from comments b where ${same} order by b.created_at desc limit ${AUTHOR_COUNT_LIMIT}
        ) x
        -- One look into the index a comment: a join would be planned by how few cases there were at first.
        left join lateral (
          select k.state from cases k where k.comment_id = x.id and k.harm and k.decided_by = 'person' limit 1
        ) k on true
      )`;
}
