import type pg from 'pg';
import type { DigestInput, Earlier } from '../../domain/digest/digest.ts';
import type { DigestWindow } from '../../pipeline/ports/digests.ts';
import { standsAlone } from './board-page.ts';
import { ITEM_COLUMNS, ITEM_JOINS, type ItemRow, itemFrom } from './case-items.ts';
import { readTrouble } from './digest-trouble.ts';

/**
 * The open cases of a window, one of each group of near-identical texts, and all provisional hides that still stand:
 * they end by themselves, so every digest shows them until somebody decides.
 */
export async function readDigest(pool: pg.Pool, window: DigestWindow): Promise<DigestInput> {
  const { from, to, limit, urgent = false } = window;
  const sources = window.sources ?? null;
  const { rows } = await pool.query<ItemRow & { told_at: Date | null; noticed: boolean }>(
    `with chosen as (
       select k.id as case_id, count(*) over alike - 1 as similar,
         row_number() over (alike order by k.opened_at, k.id) as place
       from cases k join comments c on c.id = k.comment_id
       where k.state = 'open' and c.gone_at is null and k.opened_at <= $2
         and (k.opened_at > $1 or k.expires_at > $2)
         and ($3::bigint[] is null or k.source_id = any($3))
         and (not $4 or (k.decision = 'urgent' and k.acknowledged_at is null))
       window alike as (partition by k.source_id, k.decision, k.expires_at is null,
         coalesce(case when not ${standsAlone('k')} then k.group_key end, 'case ' || k.id))
     )
     select ${ITEM_COLUMNS}, chosen.similar::int,
       (select max(n.sent_at) from notices n where n.case_id = k.id) as told_at,
       k.acknowledged_at is not null as noticed
     ${ITEM_JOINS}
     join chosen on chosen.case_id = k.id and chosen.place = 1
     order by case k.decision when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end,
       k.opened_at, k.id
     limit $5`,
    [from, to, sources, urgent, limit],
  );
  const counted = await pool.query<{ screened: number; earlier: number; oldest: Date | null }>(
    `select
       -- Page by page: what came in is found by page and time.
       (select coalesce(sum(n), 0)::int from sources s cross join lateral (
          select count(*) as n from comments c
          where c.source_id = s.id and c.seen_at > $1 and c.seen_at <= $2 and not c.by_page) c
        where $3::bigint[] is null or s.id = any($3)) as screened,
       count(*)::int as earlier, min(k.opened_at) as oldest
     from cases k join comments c on c.id = k.comment_id
     where k.state = 'open' and c.gone_at is null and k.opened_at <= $1 and k.expires_at is null
       and ($3::bigint[] is null or k.source_id = any($3))`,
    [from, to, sources],
  );
  const { screened = 0, earlier = 0, oldest = null } = counted.rows[0] ?? {};
  const tasks = urgent ? undefined : await readTasks(pool, to, window.sources);
  return {
    from,
    to,
    items: rows.map((row) => ({
      ...itemFrom(row),
      ...(row.told_at === null ? {} : { told: { at: row.told_at, noticed: row.noticed } }),
    })),
    screened,
    ...(oldest === null || urgent ? {} : { earlier: { count: earlier, oldest } }),
    ...(tasks === undefined ? {} : { tasks }),
    trouble: urgent ? [] : await readTrouble(pool, from, to, window.sources),
  };
}

/** What people are to do by hand: whoever decided it, it waits for the whole team. */
async function readTasks(
  pool: pg.Pool,
  to: Date,
  sources: readonly number[] | undefined,
): Promise<Earlier | undefined> {
  const { rows } = await pool.query<{ count: number; oldest: Date | null }>(
    `select count(*)::int as count, min(created_at) as oldest from actions
     where kind = 'by-hand' and state = 'pending' and created_at <= $1
       and ($2::bigint[] is null or source_id = any($2))`,
    [to, sources ?? null],
  );
  const { count = 0, oldest = null } = rows[0] ?? {};
  return oldest === null ? undefined : { count, oldest };
}
