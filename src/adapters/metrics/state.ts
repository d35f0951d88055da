import type pg from 'pg';
import type { Registry } from 'prom-client';
import { QUEUES, type Queues } from '../../pipeline/ports/queue.ts';
import { scraped } from './metrics.ts';

/** Counting further would cost more than the figure is worth. */
const ENOUGH = 100_000;

interface SourceRow {
  source: string;
  platform: string;
  status: string;
  seconds: number | null;
  percent: number | null;
  owed: number;
  oldest: number | null;
}

/**
 * The state all processes share, read from the database and the queues at each scrape: to be scraped from the
 * processes with the role `sweep` alone, else every figure would come several times. Resolves to a function that
 * brings the gauges up to date.
 */
export function watchState(registry: Registry, pool: pg.Pool, queues: Pick<Queues, 'counts'>) {
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    scraped(registry, name, help, labels);
  const labels = ['source', 'platform'];
  const freshness = gauge('sang_source_freshness_seconds', 'Since the last completed poll', labels);
  const active = gauge('sang_source_active', '1 while a source is polled', [...labels, 'status']);
  const budget = gauge('sang_source_budget_used_percent', 'Share of the call budget in use', labels);
  const owed = gauge('sang_unscreened', 'Comments waiting for a verdict', labels);
  const oldest = gauge('sang_unscreened_oldest_seconds', 'Age of the oldest of these', labels);
  const depth = gauge('sang_queue_jobs', 'Jobs by state', ['queue', 'state']);
  const actions = gauge('sang_actions', 'Actions not carried out, by state', ['state', 'by']);
  const waiting = gauge(
    'sang_action_oldest_seconds',
    'Since the oldest action still to be carried out was decided',
    [],
  );
  const cases = gauge('sang_cases_open', 'Open cases by decision', ['decision']);
  const reply = gauge('sang_reply_waiting_seconds', 'Longest wait in the reply lane', []);
  const overdue = gauge('sang_hides_overdue', 'Provisional hides past their end', []);
  const notices = gauge('sang_notices', 'Escalations by state', ['state']);
  const stopped = gauge('sang_actions_stopped', '1 while all actions are stopped by hand', []);

  const one = async (text: string): Promise<number> =>
    Number((await pool.query<{ value: string | null }>(text)).rows[0]?.value ?? 0);

  async function ofSources(): Promise<void> {
    const { rows } = await pool.query<SourceRow>(
      `select s.id as source, s.platform, s.status,
         extract(epoch from sang_now() - s.polled_at)::float8 as seconds, b.percent,
         (select count(*)::int from (select 1 from unscreened u where u.source_id = s.id limit ${ENOUGH}) u) as owed,
         (select extract(epoch from sang_now() - min(u.since))::float8 from unscreened u
           where u.source_id = s.id) as oldest
       from sources s left join budgets b on b.key = 'source:' || s.id
       where s.status <> 'removed'`,
    );
    for (const gauged of [freshness, active, budget, owed, oldest]) gauged.reset();
    for (const { source, platform, status, ...row } of rows) {
      const of = { source, platform };
      active.set({ ...of, status }, status === 'active' ? 1 : 0);
      if (row.seconds !== null) freshness.set(of, row.seconds);
      budget.set(of, row.percent ?? 0);
      owed.set(of, row.owed);
      oldest.set(of, row.oldest ?? 0);
    }
  }

  async function ofWork(): Promise<void> {
    const pending = await pool.query<{ state: string; by: string; count: number }>(
      `select state, by, count(*)::int as count from (
         select state, by from actions where state in ('pending', 'postponed', 'failed') limit ${ENOUGH}) a
       group by 1, 2`,
    );
    actions.reset();
    for (const { state, by, count } of pending.rows) actions.set({ state, by }, count);
    waiting.set(
      await one(
        // A pause between tries does not make it younger.
        `select extract(epoch from sang_now() - min(created_at)) as value from actions
         where state in ('pending', 'postponed') and kind <> 'by-hand'`,
      ),
    );
    const open = await pool.query<{ decision: string; count: number }>(
      `select decision, count(*)::int as count from (
         select decision from cases where state = 'open' limit ${ENOUGH}) k group by 1`,
    );
    cases.reset();
    for (const { decision, count } of open.rows) cases.set({ decision }, count);
    reply.set(
      await one(
        `select extract(epoch from sang_now() - min(waiting_since)) as value from cases
         where waiting_since is not null and state = 'open'`,
      ),
    );
    // Those the sweep has not come to, and those it ended whose comment is still not visible a minute later.
    overdue.set(
      await one(
        `select (select count(*) from cases where expires_at <= sang_now())
           + (select count(*) from actions where kind = 'unhide' and by = 'sweep'
             and state in ('pending', 'postponed') and created_at <= sang_now() - interval '1 minute') as value`,
      ),
    );
    const told = await pool.query<{ state: string; count: number }>(
      `select state, count(*)::int as count from notices where state <> 'done' group by 1`,
    );
    notices.reset();
    for (const { state, count } of told.rows) notices.set({ state }, count);
    stopped.set(
      await one(
        `select count(*) as value from controls where name = 'stop-actions' and value = 'true'::jsonb`,
      ),
    );
  }

  async function ofQueues(): Promise<void> {
    for (const queue of QUEUES) {
      const { waiting: waits, active: runs, delayed, failed } = await queues.counts(queue);
      for (const [state, count] of Object.entries({ waiting: waits, active: runs, delayed, failed })) {
        depth.set({ queue, state }, count);
      }
    }
  }

  return async (): Promise<void> => {
    await Promise.all([ofSources(), ofWork(), ofQueues()]);
  };
}
