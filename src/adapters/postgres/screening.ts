import type pg from 'pg';
import type { ScreenStore, Selection } from '../../pipeline/ports/screening.ts';
import { repeatable } from './database.ts';
import { readAuthors, readOwed, readPast } from './owed.ts';
import { settle } from './settle.ts';
import { waves } from './waves.ts';

/**
 * The trace of a batch need not outlive the server: when that crashes, the batch is undone with it. So it does not wait
 * for the disk.
 */
const QUICK = `select set_config('synchronous_commit', 'off', true)`;

/** Counted no further: nobody rings more workers for more. */
const MOST = 100_000;

/** Screening over Postgres: a claim is the deletion of the debt in the transaction that stores the verdict. */
export function createScreenStore(pool: pg.Pool): ScreenStore {
  return {
    async claim(selection, work) {
      let batch: string | undefined;
      try {
        // Debt and verdict change together: what a crash takes is owed again, and judged the same.
        return await repeatable(pool, async (client) => {
          const ids = await take(client, selection);
          if (ids.length === 0) return undefined;
          // Committed apart: the trace of a worker that is killed in the middle.
          batch = await open(pool, ids);
          const { owed, now } = await readOwed(client, ids);
          return await work({
            owed,
            now,
            authors: (some) => readAuthors(client, some),
            past: (some) => readPast(client, some),
            waves: (prints) => waves(client, prints, now),
            settle: (judged, rulebookId) => settle(client, judged, rulebookId, now),
          });
        });
      } finally {
        if (batch !== undefined) {
          await pool.query({
            name: 'screen.close',
            text: `with quick as materialized (${QUICK}) delete from batches using quick where id = $1`,
            values: [batch],
          });
        }
      }
    },

    async failed(revisionIds, code) {
      await pool.query(
        'update unscreened set tries = tries + 1, code = $2 where revision_id = any($1::bigint[])',
        [revisionIds, code],
      );
    },

    async exhausted(tries, limit) {
      const { rows } = await pool.query<{ revision_id: string; code: string | null }>(
        'select revision_id, code from unscreened where tries >= $1 and tries > 0 order by since limit $2',
        [tries, limit],
      );
      return rows.map((row) => ({ revisionId: Number(row.revision_id), code: row.code ?? 'screen.crashed' }));
    },

    async recover(olderThanSeconds) {
      const { rowCount } = await pool.query(
        `with dead as (
           delete from batches where started_at < sang_now() - make_interval(secs => $1) returning revision_ids
         )
         update unscreened set tries = tries + 1, code = 'screen.crashed'
         -- What is locked is being judged: its worker is slow, not dead, and nobody waits for it here.
         where ctid = any(array(select u.ctid from unscreened u
           where u.revision_id in (select unnest(revision_ids) from dead) for update skip locked))`,
        [olderThanSeconds],
      );
      return rowCount ?? 0;
    },

    async backlog() {
      const { rows } = await pool.query<{ count: string }>(
        `select count(*) as count from (select from unscreened limit ${MOST}) u`,
      );
      return Number(rows[0]?.count ?? 0);
    },
  };
}

async function open(pool: pg.Pool, ids: readonly string[]): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'screen.open',
    text: `with quick as materialized (${QUICK}) insert into batches (revision_ids)
      select $1::bigint[] from quick returning id`,
    values: [ids],
  });
  return rows[0]?.id;
}

async function take(client: pg.PoolClient, selection: Selection): Promise<string[]> {
  const { rows } = await client.query<{ revision_id: string }>(statement(selection));
  return rows.map((row) => row.revision_id);
}

function statement(selection: Selection): pg.QueryConfig {
  switch (selection.kind) {
    case 'fresh':
    case 'again': {
      const lane = selection.kind === 'again' ? 'u.again' : 'not u.again';
      // Fair between sources: each one that waits gets an equal share of the batch, oldest first.
      return {
        name: `screen.${selection.kind}`,
        text: `with waiting as (
            select s.id, count(*) over () as sources from sources s cross join lateral (
              select from unscreened u where u.source_id = s.id and ${lane} and u.tries = 0 limit 1
            ) u
          ), chosen as (
            select c.place from waiting w cross join lateral (
              select u.ctid as place from unscreened u
              where u.source_id = w.id and ${lane} and u.tries = 0
              order by u.since limit ceil($1::numeric / w.sources)::int
              for update skip locked
            ) c
          )
          delete from unscreened where ctid = any(array(select place from chosen)) returning revision_id`,
        values: [selection.limit],
      };
    }
    case 'tried':
      return {
        name: 'screen.tried',
        text: `delete from unscreened where revision_id = (
            select revision_id from unscreened where tries > 0 order by since limit 1 for update skip locked
          ) returning revision_id`,
        values: [],
      };
    case 'these':
      return {
        name: 'screen.these',
        text: `delete from unscreened where revision_id in (
            select revision_id from unscreened where revision_id = any($1::bigint[])
            order by revision_id for update skip locked
          ) returning revision_id`,
        values: [selection.revisionIds],
      };
    default:
      return selection satisfies never;
  }
}
