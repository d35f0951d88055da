import type pg from 'pg';
import type { Trouble } from '../../domain/digest/digest.ts';
import type { DigestStore } from '../../pipeline/ports/digests.ts';
import { ITEM_COLUMNS, ITEM_JOINS, type ItemRow, itemFrom } from './case-items.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/** Digests over Postgres. */
export function createDigestStore(pool: pg.Pool): DigestStore {
  return {
    now: () => databaseNow(pool),

    async read({ from, to, sources, limit }) {
      const { rows } = await pool.query<ItemRow>(
        `select ${ITEM_COLUMNS},
           case when k.group_key is null then 0 else (
             select count(*)::int - 1 from cases g where g.source_id = k.source_id and g.state = 'open'
               and g.group_key = k.group_key and g.opened_at > $1 and g.opened_at <= $2) end as similar
         ${ITEM_JOINS}
         where k.state = 'open' and k.opened_at > $1 and k.opened_at <= $2 and c.gone_at is null
           and ($3::bigint[] is null or k.source_id = any($3))
         order by case k.decision when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end,
           k.opened_at, k.id
         limit $4`,
        [from, to, sources ?? null, limit],
      );
      const counted = await pool.query<{ count: number }>(
        `select count(*)::int as count from comments
         where seen_at > $1 and seen_at <= $2 and not by_page and ($3::bigint[] is null or source_id = any($3))`,
        [from, to, sources ?? null],
      );
      return {
        from,
        to,
        items: oneOfEachGroup(rows).map(itemFrom),
        screened: counted.rows[0]?.count ?? 0,
        trouble: await readTrouble(pool, from, to, sources),
      };
    },

    begin: (audience, to, earliest) =>
      transaction(pool, async (client) => {
        // Two processes at once: the second waits here and sees where the first one's window ends.
        await client.query(`select pg_advisory_xact_lock(hashtext('sang.digest ' || $1))`, [audience.key]);
        const last = await client.query<{ to: Date | null }>(
          'select max(window_to) as to from digests where audience = $1',
          [audience.key],
        );
        const from = last.rows[0]?.to ?? earliest;
        if (from >= to) return undefined;
        const { rows } = await client.query<{ id: string }>(
          `insert into digests (audience, window_from, window_to, cases) values ($1, $2, $3, 0)
           on conflict (audience, kind, window_to) do nothing returning id`,
          [audience.key, from, to],
        );
        return rows[0] === undefined ? undefined : { id: Number(rows[0].id), from, to };
      }),

    async written(id, path, cases) {
      await pool.query('update digests set path = $2, cases = $3 where id = $1', [id, path, cases]);
    },

    async sent(id) {
      await pool.query('update digests set sent_at = sang_now() where id = $1 and sent_at is null', [id]);
    },
  };
}

/** Near-identical texts are shown once, with their number; only texts with a single reading are grouped. */
function oneOfEachGroup(rows: readonly ItemRow[]): ItemRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (row.similar === 0) return true;
    const key = `${row.source_id}:${row.text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

async function readTrouble(
  pool: pg.Pool,
  from: Date,
  to: Date,
  sources: readonly number[] | undefined,
): Promise<Trouble[]> {
  const { rows } = await pool.query<{
    kind: Trouble['kind'];
    subject: string;
    code: string | null;
    at: Date;
  }>(
    `select 'source-stopped' as kind, s.name as subject, s.stopped_code as code, max(a.at) as at
       from audit a join sources s on s.id = a.source_id
       where a.what = 'source.stopped' and s.status = 'stopped' and a.at > $1 and a.at <= $2
         and ($3::bigint[] is null or s.id = any($3)) group by s.id
     union all
     select 'action-failed', x.case_id::text, x.code, x.created_at from actions x
       where x.state = 'failed' and x.created_at > $1 and x.created_at <= $2
         and ($3::bigint[] is null or x.source_id = any($3))
     union all
     select 'rule-demoted', a.rule, null, a.at from audit a
       where a.what = 'rule.demoted' and a.at > $1 and a.at <= $2
     union all
     select 'brake', coalesce(b.rule, (select name from sources where id = b.source_id), '*'), null, b.at
       from brakes b where b.at > $1 and b.at <= $2 and b.automatic
         and ($3::bigint[] is null or b.source_id = any($3))
     order by at limit 50`,
    [from, to, sources ?? null],
  );
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    at: row.at,
    ...(row.code === null ? {} : { code: row.code }),
  }));
}
