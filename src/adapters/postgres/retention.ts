import type pg from 'pg';
import type { RetentionStore } from '../../pipeline/ports/retention.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/** Forgetting over Postgres. */
export function createRetentionStore(pool: pg.Pool): RetentionStore {
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
           order by c.created_at limit $2 for update skip locked`,
          [before, limit],
        );
        await empty(
          client,
          rows.map((row) => row.id),
        );
        return rows.length;
      }),

    purgeAuthor: (sourceId, keys) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          'select id from comments where source_id = $1 and author_key = any($2::bytea[]) for update',
          [sourceId, keys],
        );
        const ids = rows.map((row) => row.id);
        await client.query(
          `with ended as (
             update cases set state = 'expired', decided_by = 'sweep', decided_at = sang_now(),
               waiting_since = null, updated_at = sang_now()
             where comment_id = any($1::bigint[]) and state = 'open' and expires_at is null
             returning id, source_id
           )
           insert into audit (actor, source_id, case_id, what, why, before, after)
           select 'operator', source_id, id, 'case.closed', 'deletion request', '{"state":"open"}',
             '{"state":"expired"}' from ended`,
          [ids],
        );
        await client.query(
          'delete from unscreened where revision_id in (select id from revisions where comment_id = any($1::bigint[]))',
          [ids],
        );
        await empty(client, ids);
        await client.query(
          `insert into audit (actor, source_id, what, after) values ('operator', $1, 'author.purged', $2)`,
          [sourceId, JSON.stringify({ comments: ids.length })],
        );
        return ids.length;
      }),

    async keyVersions() {
      const { rows } = await pool.query<{ key_version: number }>(
        'select distinct key_version from comments where author_key is not null order by 1',
      );
      return rows.map((row) => row.key_version);
    },
  };
}

/** Everything that tells what was written or by whom; ids, verdicts and decisions stay for the counts. */
async function empty(client: pg.PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(`update revisions set text = '' where comment_id = any($1::bigint[]) and text <> ''`, [
    ids,
  ]);
  await client.query(
    `update comments set author_key = null, author_name = null, answer_to = null, purged_at = sang_now()
     where id = any($1::bigint[])`,
    [ids],
  );
  await client.query(
    `update actions set detail = '{}' where detail <> '{}'
       and case_id in (select id from cases where comment_id = any($1::bigint[]))`,
    [ids],
  );
  await client.query(
    'delete from prints where revision_id in (select id from revisions where comment_id = any($1::bigint[]))',
    [ids],
  );
}
