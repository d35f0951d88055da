import type pg from 'pg';
import { keysOf, type People } from '../../pipeline/ports/people.ts';
import type { RetentionStore } from '../../pipeline/ports/retention.ts';
import { clearEnded } from './clearing.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/** An action's detail without its words. The verb of a task tells what it does, and two tasks of one decision apart. */
const WORDLESS = `case kind when 'by-hand' then jsonb_strip_nulls(jsonb_build_object('verb', detail->'verb'))
  else '{}'::jsonb end`;

/** Nothing that carried words is sent any more, nor tried again, nor left to do by hand; visibility is. */
const CARRIED_WORDS = `(state not in ('done', 'cancelled')
  and case kind when 'by-hand' then detail->>'verb' else kind end not in ('hide', 'unhide'))`;

/** A conversation goes by a name made of its person: it goes with the last of their words. */
const NAMED = `(kind = 'conversation' and external_id not like 'purged:%')`;
const EMPTY_POST = `text = null, external_id = case when ${NAMED} then 'purged:' || id else external_id end,
  permalink = case when ${NAMED} then null else permalink end, state = case when ${NAMED} then null else state end`;

/** Forgetting over Postgres. */
export function createRetentionStore(
  pool: pg.Pool,
  people: Pick<People, 'blinds' | 'conversations' | 'key' | 'previousKey'>,
): RetentionStore {
  return {
    now: () => databaseNow(pool),

    purge: (before, limit) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `select c.id from comments c
           where c.purged_at is null and c.created_at < $1
             and not exists (select 1 from cases k where k.comment_id = c.id
               and (k.state in ('open', 'escalated') or k.expires_at is not null))
             and not exists (select 1 from unscreened u where u.revision_id = c.current_revision)
             and not exists (select 1 from actions a join cases k on k.id = a.case_id
               where k.comment_id = c.id and a.state in ('pending', 'postponed')
                 and (a.kind <> 'by-hand' or a.detail->>'verb' in ('hide', 'unhide')))
           order by c.created_at limit $2 for update skip locked`,
          [before, limit],
        );
        await empty(
          client,
          people,
          rows.map((row) => row.id),
        );
        return rows.length;
      }),

    purgeAuthor: (sourceId, personId) =>
      transaction(pool, async (client) => {
        const { rows: sources } = await client.query<{ external_id: string }>(
          'select external_id from sources where id = $1',
          [sourceId],
        );
        const account = sources[0]?.external_id;
        if (account === undefined) return undefined;
        const conversations = people.conversations(personId, account);
        // What the page wrote to them tells as much: all of their conversation, and its answers to what they wrote.
        const { rows } = await client.query<{ id: string }>(
          `with written as materialized (
             select id, external_id, post_id from comments where source_id = $1 and author_key = any($2::bytea[])
           )
           select id from comments where id = any(array(
             select id from written
             union all select c.id from comments c where c.by_page and c.purged_at is null and c.post_id in (
               select id from posts where kind = 'conversation' and source_id = $1
                 and (external_id = any($3::text[]) or id in (select post_id from written)))
             union all select c.id from comments c where c.by_page and c.purged_at is null and c.source_id = $1
               and c.parent_external_id in (select external_id from written)
           )) order by id for update`,
          [sourceId, keysOf(people, sourceId, personId), conversations],
        );
        const ids = rows.map((row) => row.id);
        await client.query(
          `with ended as (
             update cases set state = 'expired', decided_by = 'sweep', decided_at = sang_now(),
               waiting_since = null, updated_at = sang_now()
             where comment_id = any($1::bigint[]) and state in ('open', 'escalated') and expires_at is null
             returning id, source_id
           )
           insert into audit (actor, source_id, case_id, what, why, before, after)
           select 'operator', source_id, id, 'case.closed', 'deletion request', null,
             '{"state":"expired"}' from ended`,
          [ids],
        );
        await client.query(
          'delete from unscreened where revision_id in (select id from revisions where comment_id = any($1::bigint[]))',
          [ids],
        );
        await empty(client, people, ids);
        // One of which nothing was left to forget still goes by its person's name.
        await client.query(
          `update posts set ${EMPTY_POST} where ${NAMED} and source_id = $1 and external_id = any($2::text[])`,
          [sourceId, conversations],
        );
        await client.query(
          `insert into audit (actor, source_id, what, after) values ('operator', $1, 'author.purged', $2)`,
          [sourceId, JSON.stringify({ comments: ids.length })],
        );
        return ids.length;
      }),

    async purgePosts(before, limit) {
      const { rowCount } = await pool.query(
        `update posts set ${EMPTY_POST} where id in (
           select id from posts p where (text is not null or ${NAMED})
             and greatest(created_at, last_comment_at, seen_at) < $1
             and not exists (select 1 from comments c where c.post_id = p.id and c.purged_at is null)
           limit $2 for update skip locked)`,
        [before, limit],
      );
      return rowCount ?? 0;
    },

    clear: (before, limit) => clearEnded(pool, before, limit),

    async keyVersions() {
      const { rows } = await pool.query<{ key_version: number }>(
        'select distinct key_version from comments where author_key is not null order by 1',
      );
      return rows.map((row) => row.key_version);
    },
  };
}

/**
 * Everything that tells what was written, by whom, or leads there; ids, verdicts and decisions stay for the counts. What
 * is known of a text is its hash, and that only for whoever holds the installation's secret.
 */
async function empty(
  client: pg.PoolClient,
  people: Pick<People, 'blinds'>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await client.query<{ id: string; hash: Buffer }>(
    'select id, hash from revisions where comment_id = any($1::bigint[])',
    [ids],
  );
  await client.query(
    `update revisions r set text = '', hash = n.hash
     from unnest($1::bigint[], $2::bytea[]) as n(id, hash) where r.id = n.id`,
    [rows.map(({ id }) => id), rows.map(({ hash }) => people.blinds(hash)[0])],
  );
  await client.query(
    `update comments set author_key = null, author_name = null, answer_to = null, permalink = null,
       purged_at = sang_now() where id = any($1::bigint[])`,
    [ids],
  );
  await client.query(
    `update actions set detail = ${WORDLESS},
       state = case when ${CARRIED_WORDS} then 'cancelled' else state end,
       code = case when ${CARRIED_WORDS} then 'purged' else code end
     where case_id in (select id from cases where comment_id = any($1::bigint[]))
       and (detail <> ${WORDLESS} or ${CARRIED_WORDS})`,
    [ids],
  );
  await client.query('update cases set group_key = null where comment_id = any($1::bigint[])', [ids]);
  for (const table of ['prints', 'samples'] as const) {
    await client.query(
      `delete from ${table} where revision_id in (select id from revisions where comment_id = any($1::bigint[]))
       ${table === 'samples' ? 'and answered_at is null' : ''}`,
      [ids],
    );
  }
  await client.query(
    `update posts p set ${EMPTY_POST} where ${NAMED}
       and p.id in (select post_id from comments where id = any($1::bigint[]))
       and not exists (select 1 from comments c where c.post_id = p.id and c.purged_at is null)`,
    [ids],
  );
}
