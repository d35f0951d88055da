import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { People } from '../../pipeline/ports/people.ts';
import type { Json, PollBatch, PollMemory } from '../../pipeline/ports/platform.ts';
import {
  type Kept,
  LeaseLost,
  type PollEnd,
  type PollLease,
  type PollStore,
  type SourceStatus,
} from '../../pipeline/ports/sources.ts';
import { databaseNow } from './clock.ts';
import { repeatable, transaction } from './database.ts';
import { isRowFault, storeParts } from './intake-parts.ts';
import { storeBatch } from './intake.ts';
import { SOURCE_COLUMNS, type SourceRecord, sourceFrom } from './source-row.ts';

/** A source is due: at its time, when it was called for, or when whoever was reading it died. */
export const DUE = '(poll_due_at <= sang_now() or poll_lease_until <= sang_now())';

/** Polling over Postgres: the lease, the batches with their cursor, the end. */
export function createPollStore(pool: pg.Pool, people: People): PollStore {
  return {
    now: () => databaseNow(pool),

    async lease(sourceId, seconds) {
      const token = randomUUID();
      const { rows } = await pool.query<SourceRecord & { cursor: Json; failures: number }>(
        // Due at no time while it is being read: whoever calls for it meanwhile is heard right after.
        `update sources set poll_lease = $2, poll_lease_until = sang_now() + make_interval(secs => $3),
           poll_due_at = 'infinity'
         where id = $1 and status = 'active' and ${DUE}
           and (not_before is null or not_before <= sang_now())
           and (poll_lease_until is null or poll_lease_until <= sang_now())
         returning ${SOURCE_COLUMNS}, cursor, failures`,
        [sourceId, token, seconds],
      );
      const row = rows[0];
      return row === undefined
        ? undefined
        : { source: sourceFrom(row), token, cursor: row.cursor, failures: row.failures };
    },

    async extend(lease, seconds) {
      await pool.query(
        `update sources set poll_lease_until = sang_now() + make_interval(secs => $3)
         where id = $1 and poll_lease = $2 and poll_lease_until > sang_now()`,
        [lease.source.id, lease.token, seconds],
      );
    },

    memory: (lease) => memoryOf(pool, lease),

    keep(lease: PollLease, batch: PollBatch, leaseSeconds: number): Promise<Kept> {
      // Comments and cursor come and go together: what a crash takes is read at the platform again.
      const storing = (store: typeof storeBatch): Promise<Kept> =>
        repeatable(pool, async (client) => {
          const held = await client.query(
            `update sources set cursor = $3, poll_lease_until = sang_now() + make_interval(secs => $4)
           where id = $1 and poll_lease = $2 and poll_lease_until > sang_now()`,
            [lease.source.id, lease.token, JSON.stringify(batch.cursor), leaseSeconds],
          );
          if (held.rowCount === 0) throw new LeaseLost();
          return store(client, lease.source.id, batch, people);
        });
      return storing(storeBatch).catch((error: unknown) => {
        if (!isRowFault(error)) throw error;
        return storing(storeParts);
      });
    },

    finish: (lease, end) => finish(pool, lease, end),

    async budgetPercent(sourceId) {
      const { rows } = await pool.query<{ percent: number }>(
        `select percent from budgets where key = $1 and updated_at > sang_now() - interval '1 hour'`,
        [`source:${sourceId}`],
      );
      return rows[0]?.percent ?? 0;
    },

    async owed(most) {
      const { rows } = await pool.query<{ n: number }>({
        name: 'poll.owed',
        // What is screened again waits by itself and slows nobody.
        text: `select count(*)::int as n from (
            select 1 from sources s cross join lateral (
              select from unscreened u where u.source_id = s.id and not u.again limit $1
            ) u limit $1
          ) u`,
        values: [most],
      });
      return rows[0]?.n ?? 0;
    },
  };
}

async function finish(pool: pg.Pool, lease: PollLease, end: PollEnd): Promise<void> {
  await transaction(pool, async (client) => {
    const { rows } = await client.query<{ status: SourceStatus }>(
      `update sources set poll_lease = null, poll_lease_until = null, poll_due_at = least(poll_due_at, $3),
         not_before = coalesce($4, not_before),
         failures = case when $5::text is null then 0 when $4::timestamptz is null then failures + 1 else failures end,
         last_failure = $5,
         polled_at = case when $5::text is null then sang_now() else polled_at end,
         -- What a person said meanwhile (paused, removed) stands.
         status = case when $6 and status = 'active' then 'stopped' else status end,
         stopped_code = case when $6 and status = 'active' then $5 else stopped_code end
       where id = $1 and poll_lease = $2 returning status`,
      [lease.source.id, lease.token, end.nextAt, end.notBefore ?? null, end.code ?? null, end.stop ?? false],
    );
    if (rows[0]?.status === 'stopped' && end.stop === true) {
      await client.query(
        `insert into audit (actor, source_id, what, why, before, after)
         values ('service', $1, 'source.stopped', $2, '{"status":"active"}', '{"status":"stopped"}')`,
        [lease.source.id, end.code],
      );
    }
  });
}

function memoryOf(pool: pg.Pool, lease: PollLease): PollMemory {
  const source = lease.source.id;
  return {
    cursor: lease.cursor,
    async posts(since) {
      const { rows } = await pool.query<{ external_id: string; created_at: Date | null; state: Json }>(
        `select external_id, created_at, state from posts
         where source_id = $1 and greatest(created_at, last_comment_at) >= $2
         order by greatest(created_at, last_comment_at) desc`,
        [source, since],
      );
      return rows.map((row) => ({
        externalId: row.external_id,
        state: row.state,
        ...(row.created_at === null ? {} : { createdAt: row.created_at }),
      }));
    },
    async post(externalIds) {
      const { rows } = await pool.query<{ external_id: string; state: Json }>(
        'select external_id, state from posts where source_id = $1 and external_id = any($2::text[])',
        [source, externalIds],
      );
      return new Map(rows.map((row) => [row.external_id, row.state]));
    },
    async commentIds(postExternalIds) {
      if (postExternalIds.length === 0) return new Map();
      const { rows } = await pool.query<{ post: string; ids: string[] }>({
        name: 'memory.comments',
        text: `select p.external_id as post, k.ids from posts p cross join lateral (
            select array_agg(c.external_id) as ids from comments c where c.post_id = p.id and c.gone_at is null
          ) k
          where p.source_id = $1 and p.external_id = any($2::text[]) and k.ids is not null`,
        values: [source, postExternalIds],
      });
      return new Map(rows.map(({ post, ids }) => [post, ids]));
    },
  };
}
