import type pg from 'pg';
import type { Runtime } from '../../src/cli/runtime.ts';
import { type Feed, POSTS } from './feed.ts';

/** A database with what feeds it. */
export interface Store {
  readonly pool: pg.Pool;
  readonly feed: Feed;
  readonly service: Runtime['service'];
  /** The keys of the feed's authors. */
  readonly people: readonly Buffer[];
}

const OLD = 20_000;
/** Every so many stored comments had a case, decided since, with its finding, its hide and its lines in the audit. */
const CASES = 20;

/**
 * Comments of a year, by the very people and under the very posts the measured ones come from and under 20,000 older ones, each with
 * revision, words for the search and verdict; some with finding, decided case, a hide by a rule and audit. The last of five million
 * is two weeks old: none falls into a window that is measured.
 */
export async function load({ pool, feed, people }: Store, from: number, to: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The rows are right by how they are made; checking each reference would only take longer.
    await client.query('set local session_replication_role = replica');
    await client.query('set local statement_timeout = 0');
    await client.query(
      `insert into posts (source_id, external_id, kind, created_at)
       select $1, 'old-' || n, 'post', now() - n * interval '25 minutes' from generate_series(1, ${OLD}) n
       on conflict do nothing`,
      [feed.source],
    );
    await client.query(
      `with post as materialized (
         select id, row_number() over (order by id desc) - 1 as nth from posts where source_id = $1
       ), made as materialized (
         select nextval('comments_id_seq') as id, nextval('revisions_id_seq') as revision, nextval('verdicts_id_seq') as verdict,
           n, p.id as post, now() - interval '1 year' + n * interval '6 seconds' as at, n % ${CASES} = 0 as judged
         from generate_series($2::int, $3::int - 1) n
         join post p on p.nth = (n::bigint * 7919) % $5
       ), stored as (
         insert into comments (id, source_id, external_id, post_id, kind, author_key, current_revision, created_at, seen_at)
         overriding system value
         select id, $1, 'old-' || n, post, 'comment', ($4::bytea[])[1 + n % array_length($4::bytea[], 1)], revision, at, at from made
       ), said as (
         insert into revisions (id, comment_id, hash, text, seen_at) overriding system value
         select revision, id, decode(md5(n::text), 'hex'),
           'bài viết hay lắm cảm ơn trang đã chia sẻ nhé, lần thứ ' || n, at from made
       ), findable as (
         insert into searchable (revision_id, words)
         select revision, to_tsvector('simple', 'bai viet hay lam cam on trang da chia se nhe lan thu ' || n) from made
       ), verdict as (
         insert into verdicts (id, revision_id, rulebook_id, decision, suggest, row, language, accents, at) overriding system value
         select verdict, revision, (select id from rulebooks where active), case when judged then 'flag' else 'none' end, 'none',
           'rest', 'vi', 'full', at from made
       ), found as (
         insert into findings (verdict_id, ordinal, rule, category, severity, stage, spans, steps, why, at)
         select verdict, 0, 'bench.old', 'spam', 'medium', 'flag', '{0,3}', '{}', 'đo', at from made where judged
       ), opened as (
         insert into cases (source_id, comment_id, verdict_id, state, decision, suggest, categories, severity, rules, language,
           harm, reply, opened_at, decided_at, decided_by, decision_number)
         select $1, id, verdict, 'kept', 'flag', 'none', '{spam}', 'medium', '{bench.old}', 'vi', true, false, at,
           at + interval '1 hour', 'person', 1 from made where judged returning id, opened_at, decided_at
       ), hid as (
         insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at, state, created_at, done_at)
         select id, $1, 1, 'hide', 'spam', 'rule', 'bench.old', decided_at, 'done', opened_at, opened_at from opened
       )
       insert into audit (at, actor, source_id, case_id, what)
       select opened_at, 'rule', $1, id, 'case.opened' from opened
       union all select decided_at, 'person', $1, id, 'case.keep' from opened`,
      [feed.source, from, to, people, OLD + POSTS],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}
