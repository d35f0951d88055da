import type pg from 'pg';
import type { Registry } from 'prom-client';
import { type Part, scraped } from './metrics.ts';

/** What of people being told and of digests stands, read at each scrape. `digestsDue` = due and not begun. */
export function watchTold(
  registry: Registry,
  pool: pg.Pool,
  digestsDue: () => Promise<number>,
): readonly Part[] {
  const notices = scraped(registry, 'sang_notices', 'Escalations by state', ['state']);
  const untold = scraped(
    registry,
    'sang_notice_oldest_seconds',
    'Longest that somebody should have been told of a case that presses and was not; tries that failed included',
    [],
  );
  const digests = scraped(registry, 'sang_digests', 'Digests not sent, by state', ['state']);

  async function ofNotices(): Promise<void> {
    const { rows } = await pool.query<{ state: string; count: number }>(
      `select state, count(*)::int as count from notices where state <> 'done' group by 1`,
    );
    notices.reset();
    for (const state of ['pending', 'unanswered', 'failed']) notices.set({ state }, 0);
    for (const { state, count } of rows) notices.set({ state }, count);
    const { rows: oldest } = await pool.query<{ seconds: number | null }>(
      // A case that presses and has no notice: nobody runs \`notify\`, or there is nobody to tell.
      `select extract(epoch from sang_now() - min(since))::float8 as seconds from (
         select case attempts when 0 then next_at else coalesce(sent_at, created_at) end as since
         from notices where state = 'pending' and (attempts > 0 or next_at <= sang_now())
         union all
         select case k.state when 'escalated' then coalesce(k.decided_at, k.opened_at) else k.opened_at end
         from cases k join verdicts v on v.id = k.verdict_id
         where ((k.state = 'open' and k.decision = 'urgent') or k.state = 'escalated')
           and (k.acknowledged_at is null or (k.state = 'escalated' and k.acknowledged_at < k.decided_at))
           and not exists (select 1 from notices n where n.case_id = k.id and n.number = k.decision_number
             and n.revision_id = v.revision_id)
       ) untold`,
    );
    untold.set(oldest[0]?.seconds ?? 0);
  }

  async function ofDigests(): Promise<void> {
    const { rows } = await pool.query<{ state: string; count: number }>(
      // Given up = until a later one gets through, or is wanted no more.
      `select state, count(*)::int as count from (
         select 'pending' as state from digests where sent_at is null and failed_at is null
         union all
         select 'failed' from digests d where d.failed_at > sang_now() - interval '7 days' and d.sent_at is null
           and d.code <> all('{digest.replaced,digest.nothing,digest.ended}')
           and not exists (select 1 from digests s where s.audience = d.audience and s.kind = d.kind
             and s.sent_at > d.failed_at)
           and (d.audience = 'installation'
             or exists (select 1 from moderators m where 'moderator:' || m.id = d.audience
               and m.disabled_at is null and m.digest is not null)
             or exists (select 1 from channels c where 'channel:' || c.id = d.audience
               and c.disabled_at is null and c.digest is not null))
       ) unsent group by 1`,
    );
    const due = await digestsDue();
    digests.reset();
    for (const state of ['pending', 'failed']) digests.set({ state }, 0);
    for (const { state, count } of rows) digests.set({ state }, count);
    digests.set({ state: 'due' }, due);
  }

  return [
    { read: ofNotices, shown: [notices, untold] },
    { read: ofDigests, shown: [digests] },
  ];
}
