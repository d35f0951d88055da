import type pg from 'pg';
import type { Owed, OwedSource, Pick, ScreenStore } from '../../pipeline/ports/screening.ts';
import type { PlatformName } from '../../pipeline/ports/platform.ts';
import type { Mode } from '../../pipeline/ports/sources.ts';
import { authorHistory } from './authors.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { settle } from './settle.ts';
import { waves } from './waves.ts';

/** Provisional hides last this long unless the source says otherwise. */
const PROVISIONAL_MINUTES = 24 * 60;

/**
 * The trace of a batch need not outlive the server: when that crashes, the batch is undone with it. So it does not wait
 * for the disk.
 */
const QUICK = `select set_config('synchronous_commit', 'off', true)`;

/** Screening over Postgres: a claim is the deletion of the debt in the transaction that stores the verdict. */
export function createScreenStore(pool: pg.Pool): ScreenStore {
  return {
    async claim(pick, work) {
      let batch: string | undefined;
      try {
        return await transaction(pool, async (client) => {
          const ids = await take(client, pick);
          if (ids.length === 0) return undefined;
          // Committed apart: the trace of a worker that is killed in the middle.
          batch = await open(pool, ids);
          const now = await databaseNow(client);
          const owed = await read(client, ids);
          return await work({
            owed,
            now,
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
         where revision_id in (select unnest(revision_ids) from dead)`,
        [olderThanSeconds],
      );
      return rowCount ?? 0;
    },

    async backlog() {
      const { rows } = await pool.query<{ count: string; since: Date | null }>(
        'select count(*) as count, min(since) as since from unscreened',
      );
      const row = rows[0];
      return {
        count: Number(row?.count ?? 0),
        ...(row?.since === null || row?.since === undefined ? {} : { since: row.since }),
      };
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

async function take(client: pg.PoolClient, pick: Pick): Promise<string[]> {
  const { rows } = await client.query<{ revision_id: string }>(statement(pick));
  return rows.map((row) => row.revision_id);
}

function statement(pick: Pick): pg.QueryConfig {
  switch (pick.kind) {
    case 'fresh':
      // Fair between sources: each one that waits gets an equal share of the batch, oldest first.
      return {
        name: 'screen.fresh',
        text: `with waiting as (
            select s.id, count(*) over () as sources from sources s
            where exists (select 1 from unscreened u where u.source_id = s.id and u.tries = 0)
          ), chosen as (
            select c.revision_id from waiting w cross join lateral (
              select u.revision_id from unscreened u
              where u.source_id = w.id and u.tries = 0
              order by u.since limit ceil($1::numeric / w.sources)::int
              for update skip locked
            ) c
          )
          delete from unscreened where revision_id in (select revision_id from chosen) returning revision_id`,
        values: [pick.limit],
      };
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
        values: [pick.revisionIds],
      };
    default:
      return pick satisfies never;
  }
}

interface Row {
  revision_id: string;
  comment_id: string;
  text: string;
  created_at: Date;
  can_hide: boolean | null;
  author_key: Buffer | null;
  author_comments: number | null;
  author_since: Date | null;
  author_confirmed: number | null;
  author_overturned: number | null;
  post_text: string | null;
  post_at: Date | null;
  by_person: boolean;
  answered: boolean;
  source_id: string;
}

async function read(client: pg.PoolClient, ids: readonly string[]): Promise<Owed[]> {
  const { rows } = await client.query<Row>({
    name: 'screen.read',
    text: `select r.id as revision_id, c.id as comment_id, r.text, c.created_at, c.can_hide, c.author_key,
        a.comments as author_comments, a.since as author_since, a.confirmed as author_confirmed,
        a.overturned as author_overturned,
        p.text as post_text, p.created_at as post_at, c.source_id,
        exists (select 1 from cases k where k.comment_id = c.id and k.decided_by = 'person') as by_person,
        exists (select 1 from comments a where a.source_id = c.source_id and a.by_page
          and a.parent_external_id = c.external_id) as answered
      from revisions r
      join comments c on c.id = r.comment_id
      join posts p on p.id = c.post_id
      left join lateral ${authorHistory('c')} a on c.author_key is not null
      where r.id = any($1::bigint[])
      order by c.created_at, r.id`,
    values: [ids],
  });
  const sources = await readSources(client, [...new Set(rows.map((row) => row.source_id))]);
  return rows.flatMap((row) => {
    const source = sources.get(row.source_id);
    if (source === undefined) return [];
    return [
      {
        revisionId: Number(row.revision_id),
        commentId: Number(row.comment_id),
        text: row.text,
        createdAt: row.created_at,
        canHide: row.can_hide ?? true,
        decidedByPerson: row.by_person,
        answered: row.answered,
        source,
        ...(row.author_key === null ? {} : { authorKey: row.author_key }),
        ...(row.author_comments === null || row.author_since === null
          ? {}
          : {
              author: {
                commentsOnPage: row.author_comments,
                firstSeen: row.author_since,
                confirmed: row.author_confirmed ?? 0,
                overturned: row.author_overturned ?? 0,
              },
            }),
        ...(row.post_text === null
          ? {}
          : {
              post: { text: row.post_text, ...(row.post_at === null ? {} : { createdAt: row.post_at }) },
            }),
      },
    ];
  });
}

interface SourceRow {
  id: string;
  platform: PlatformName;
  mode: Mode;
  name: string;
  contacts: { phones?: string[]; links?: string[]; names?: string[] };
  settings: Record<string, unknown>;
  provisional: number | null;
  braked: string[];
  stopped: boolean;
}

async function readSources(client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, OwedSource>> {
  const { rows } = await client.query<SourceRow>({
    name: 'screen.sources',
    text: `select s.id, s.platform, s.mode, s.name, s.contacts, s.settings,
        (s.settings->>'provisionalMinutes')::int as provisional,
        coalesce((select array_agg(b.rule) from brakes b where b.released_at is null and b.rule is not null
          and (b.source_id = s.id or b.source_id is null)), '{}') as braked,
        exists (select 1 from brakes b where b.released_at is null and b.rule is null
          and (b.source_id = s.id or b.source_id is null))
          or exists (select 1 from controls k where k.name = 'stop-actions' and k.value = 'true'::jsonb)
          as stopped
      from sources s where s.id = any($1::bigint[])`,
    values: [ids],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: Number(row.id),
        platform: row.platform,
        name: row.name,
        settings: row.settings,
        mode: row.mode,
        page: {
          phones: row.contacts.phones ?? [],
          links: row.contacts.links ?? [],
          names: row.contacts.names ?? [row.name],
        },
        provisionalMinutes: row.provisional ?? PROVISIONAL_MINUTES,
        brakedRules: new Set(row.braked),
        stopped: row.stopped,
      },
    ]),
  );
}
