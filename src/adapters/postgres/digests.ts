import type pg from 'pg';
import { type DigestKind, type DigestRow, type DigestStore } from '../../pipeline/ports/digests.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { readDigest } from './digest-window.ts';

interface Row {
  id: string;
  audience: string;
  kind: DigestKind;
  window_from: Date;
  window_to: Date;
  attempts: number;
}

const COLUMNS = 'id, audience, kind, window_from, window_to, attempts';

/** Digests over Postgres. */
export function createDigestStore(pool: pg.Pool): DigestStore {
  return {
    now: () => databaseNow(pool),
    read: (window) => readDigest(pool, window),

    begin: ({ audience, kind, to, earliest }, leaseSeconds) =>
      transaction(pool, async (client) => {
        // One at a time for an audience: two processes that find the same digest due must not both begin it.
        await client.query('select pg_advisory_xact_lock(hashtext($1))', [`digest ${audience}`]);
        const state = await client.query<{ sent: Date | null; busy: boolean | null }>(
          `select max(window_to) filter (where sent_at is not null) as sent,
             bool_or(sent_at is null and failed_at is null and lease_until > sang_now()) as busy
           from digests where audience = $1 and kind = $2`,
          [audience, kind],
        );
        const { sent, busy } = state.rows[0] ?? {};
        const from = sent ?? earliest;
        if (busy === true || from >= to) return undefined;
        const { rows } = await client.query<Row>(
          `insert into digests (audience, kind, window_from, window_to, cases, attempts, lease_until)
           values ($1, $2, $3, $4, 0, 1, sang_now() + make_interval(secs => $5))
           on conflict (audience, kind, window_to) do nothing returning ${COLUMNS}`,
          [audience, kind, from, to, leaseSeconds],
        );
        if (rows[0] === undefined) return undefined;
        await client.query(
          `update digests set failed_at = sang_now(), code = 'digest.replaced', lease_until = null
           where audience = $1 and kind = $2 and sent_at is null and failed_at is null and id <> $3`,
          [audience, kind, rows[0].id],
        );
        return rowFrom(rows[0]);
      }),

    async claim(id, leaseSeconds) {
      const { rows } = await pool.query<Row>(
        `update digests set lease_until = sang_now() + make_interval(secs => $2), attempts = attempts + 1
         where id = $1 and sent_at is null and failed_at is null
           and (lease_until is null or lease_until <= sang_now())
         returning ${COLUMNS}`,
        [id, leaseSeconds],
      );
      return rows[0] === undefined ? undefined : rowFrom(rows[0]);
    },

    async stranded(limit) {
      const { rows } = await pool.query<{ id: string }>(
        `select id from digests where sent_at is null and failed_at is null
           and (lease_until is null or lease_until <= sang_now()) order by created_at limit $1`,
        [limit],
      );
      return rows.map((row) => Number(row.id));
    },

    async hold({ id, attempts }, leaseSeconds) {
      const { rowCount } = await pool.query(
        `update digests set lease_until = sang_now() + make_interval(secs => $3)
         where id = $1 and attempts = $2 and sent_at is null and failed_at is null`,
        [id, attempts, leaseSeconds],
      );
      return rowCount === 1;
    },

    async written(id, path, cases) {
      await pool.query('update digests set path = $2, cases = $3 where id = $1', [id, path ?? null, cases]);
    },

    async sent(id) {
      await pool.query(
        `update digests set sent_at = sang_now(), failed_at = null, code = null, lease_until = null
         where id = $1 and sent_at is null and code is distinct from 'digest.replaced'`,
        [id],
      );
    },

    async failed(id, code, retryAt) {
      await pool.query(
        `update digests set code = $2, lease_until = $3,
           failed_at = case when $3::timestamptz is null then sang_now() end
         where id = $1 and sent_at is null`,
        [id, code, retryAt ?? null],
      );
    },

    async lost(since, limit) {
      const { rows } = await pool.query<{
        id: string;
        audience: string;
        code: string | null;
        failed_at: Date;
      }>(
        `select id, audience, code, failed_at from digests
         where failed_at > $1 and sent_at is null and code <> all('{digest.replaced,digest.nothing,digest.ended}')
         order by failed_at desc limit $2`,
        [since, limit],
      );
      return rows.map((row) => ({
        id: Number(row.id),
        audience: row.audience,
        code: row.code ?? '',
        at: row.failed_at,
      }));
    },
  };
}

function rowFrom(row: Row): DigestRow {
  return {
    id: Number(row.id),
    audience: row.audience,
    kind: row.kind,
    from: row.window_from,
    to: row.window_to,
    attempts: row.attempts,
  };
}
