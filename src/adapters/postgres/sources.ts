import type pg from 'pg';
import type { By } from '../../pipeline/ports/audit.ts';
import type {
  Mode,
  SourceDraft,
  SourceStatus,
  SourceStore,
  SourceView,
} from '../../pipeline/ports/sources.ts';
import { actorOf } from './audit.ts';
import { transaction } from './database.ts';
import { DUE } from './poll.ts';
import { SOURCE_COLUMNS, type SourceRecord, sourceFrom } from './source-row.ts';

interface ViewRecord extends SourceRecord {
  token_env: string | null;
  token: boolean;
  expires_at: Date | null;
  polled_at: Date | null;
  not_before: Date | null;
  writes_not_before: Date | null;
  last_failure: string | null;
  failures: number;
  percent: number;
  newest_at: Date | null;
}

/** Names of the fields `update` may change and the columns they live in. */
const CHANGEABLE = [
  ['name', 'name'],
  ['pollSeconds', 'poll_seconds'],
  ['tokenEnv', 'token_env'],
  ['contacts', 'contacts'],
  ['settings', 'settings'],
] as const;

/** Sources over Postgres; every change leaves an audit row. */
export function createSourceStore(pool: pg.Pool): SourceStore {
  return {
    add: (draft, by) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<SourceRecord & { made: boolean }>(
          `insert into sources (platform, external_id, name, poll_seconds, token_env, contacts, settings)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (platform, external_id) do update set
             status = case when sources.status = 'removed' then 'active' else sources.status end,
             removed_at = null
           returning ${SOURCE_COLUMNS}, xmax = 0 as made`,
          insertValues(draft),
        );
        const row = rows[0];
        if (row === undefined) throw new Error('source.not-stored');
        const source = sourceFrom(row);
        if (row.made) await note(client, source.id, 'source.added', by, null, { name: source.name });
        return source;
      }),

    async list() {
      const { rows } = await pool.query<ViewRecord>(
        `select ${SOURCE_COLUMNS.split(', ')
          .map((column) => `s.${column}`)
          .join(', ')}, s.polled_at, s.not_before, s.writes_not_before, s.last_failure, s.failures,
           coalesce(b.percent, 0) as percent, s.token_env, t.source_id is not null as token, t.expires_at,
           (select max(c.seen_at) from comments c where c.source_id = s.id) as newest_at
         from sources s left join budgets b on b.key = 'source:' || s.id
           left join tokens t on t.source_id = s.id
         where s.status <> 'removed' order by s.id`,
      );
      return rows.map(viewFrom);
    },

    async names() {
      const { rows } = await pool.query<{ id: string; name: string }>(
        `select id, name from sources where status <> 'removed' order by id`,
      );
      return rows.map((row) => ({ id: Number(row.id), name: row.name }));
    },

    async get(sourceId) {
      const { rows } = await pool.query<SourceRecord>(`select ${SOURCE_COLUMNS} from sources where id = $1`, [
        sourceId,
      ]);
      return rows[0] === undefined ? undefined : sourceFrom(rows[0]);
    },

    setStatus: (sourceId, status, by, why) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ before: SourceStatus; mode: Mode }>(
          // What observes does nothing by itself: nor does a removed source, nor one that is added again.
          `update sources s set status = $2, mode = case when $2 = 'removed' then 'observe' else s.mode end,
             stopped_code = case when $2 = 'stopped' then stopped_code end,
             removed_at = case when $2 = 'removed' then sang_now() end,
             poll_due_at = case when $2 = 'active' then sang_now() else poll_due_at end,
             not_before = case when $2 = 'active' then null else not_before end
           from (select id, status as before, mode from sources where id = $1 for update) o
           where s.id = o.id returning o.before, o.mode`,
          [sourceId, status],
        );
        const { before, mode } = rows[0] ?? {};
        if (before === undefined || before === status) return;
        if (status === 'removed' && mode === 'enforce')
          await note(client, sourceId, 'source.mode', by, { mode }, { mode: 'observe' });
        await note(client, sourceId, `source.${status}`, by, { status: before }, { status }, why);
      }),

    setMode: (sourceId, mode, by) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ before: string }>(
          `update sources s set mode = $2
           from (select id, mode as before from sources where id = $1 for update) o
           where s.id = o.id returning o.before`,
          [sourceId, mode],
        );
        const before = rows[0]?.before;
        if (before === undefined || before === mode) return;
        await note(client, sourceId, 'source.mode', by, { mode: before }, { mode });
      }),

    async hiddenForNow(sourceId) {
      const { rows } = await pool.query<{ count: number }>(
        `select (select count(*) from cases where source_id = $1 and expires_at is not null)::int
           + (select count(*) from actions where source_id = $1 and kind = 'unhide'
             and state in ('pending', 'postponed'))::int as count`,
        [sourceId],
      );
      return rows[0]?.count ?? 0;
    },

    update: (sourceId, change, by) =>
      transaction(pool, async (client) => {
        const set: string[] = [];
        const values: unknown[] = [sourceId];
        for (const [field, column] of CHANGEABLE) {
          const value = change[field];
          if (value === undefined) continue;
          values.push(typeof value === 'object' ? JSON.stringify(value) : value);
          // Contacts and settings are merged key by key: what is not named stays.
          set.push(
            typeof value === 'object'
              ? `${column} = ${column} || $${values.length}::jsonb`
              : `${column} = $${values.length}`,
          );
        }
        if (set.length === 0) return;
        await client.query(`update sources set ${set.join(', ')} where id = $1`, values);
        await note(client, sourceId, 'source.changed', by, null, { fields: Object.keys(change) });
      }),

    async hurry(platform, externalId) {
      const { rows } = await pool.query<{ id: string; due: boolean }>(
        `update sources set poll_due_at = case when status = 'active'
           then least(poll_due_at, greatest(sang_now(),
             coalesce(polled_at, '-infinity') + make_interval(secs => greatest(2, poll_seconds / 10.0))))
           else poll_due_at end
         where platform = $1 and external_id = $2
         returning id, status = 'active' and poll_due_at <= sang_now() as due`,
        [platform, externalId],
      );
      const row = rows[0];
      return row === undefined ? undefined : { id: Number(row.id), due: row.due };
    },

    async due(limit) {
      const { rows } = await pool.query<{ id: string }>(
        `select id from sources where status = 'active' and ${DUE}
           and (not_before is null or not_before <= sang_now())
           and (poll_lease_until is null or poll_lease_until <= sang_now())
         order by poll_due_at limit $1`,
        [limit],
      );
      return rows.map((row) => Number(row.id));
    },
  };
}

function insertValues(draft: SourceDraft): unknown[] {
  return [
    draft.platform,
    draft.externalId,
    draft.name,
    draft.pollSeconds ?? 60,
    draft.tokenEnv ?? null,
    JSON.stringify(draft.contacts ?? {}),
    JSON.stringify(draft.settings ?? {}),
  ];
}

function viewFrom(row: ViewRecord): SourceView {
  return {
    ...sourceFrom(row),
    failures: row.failures,
    budgetPercent: row.percent,
    token: tokenOf(row),
    ...(row.newest_at === null ? {} : { newestAt: row.newest_at }),
    ...(row.polled_at === null ? {} : { polledAt: row.polled_at }),
    ...(row.not_before === null ? {} : { notBefore: row.not_before }),
    ...(row.writes_not_before === null ? {} : { writesNotBefore: row.writes_not_before }),
    ...(row.last_failure === null ? {} : { lastFailure: row.last_failure }),
  };
}

function tokenOf(row: ViewRecord): SourceView['token'] {
  if (row.token_env !== null) return { kind: 'variable', name: row.token_env };
  if (!row.token) return { kind: 'none' };
  return { kind: 'stored', ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }) };
}

async function note(
  client: pg.PoolClient,
  sourceId: number,
  what: string,
  by: By,
  before: unknown,
  after: unknown,
  why?: string,
): Promise<void> {
  await client.query(
    `insert into audit (actor, moderator_id, why, source_id, what, before, after)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...actorOf(by, why),
      sourceId,
      what,
      before === null ? null : JSON.stringify(before),
      JSON.stringify(after),
    ],
  );
}
