import type pg from 'pg';
import type { Gauge, Registry } from 'prom-client';
import { DECISIONS } from '../../domain/categories.ts';
import type { HealthStore } from '../../pipeline/ports/health.ts';
import { QUEUES, type Queues } from '../../pipeline/ports/queue.ts';
import { LEFT_HIDDEN } from '../postgres/failures.ts';
import { type Part, scraped } from './metrics.ts';
import { watchTold } from './told.ts';

/** Counting further would cost more than the figure is worth. */
const ENOUGH = 100_000;

interface SourceRow {
  source: string;
  platform: string;
  status: string;
  pollSeconds: number;
  seconds: number;
  percent: number;
  app: number;
  owed: number;
  again: number;
  oldest: number | null;
}

/** Where the state is read. */
export interface Watched {
  readonly pool: pg.Pool;
  readonly queues: Pick<Queues, 'backend' | 'counts' | 'oldest'>;
  readonly health: Pick<HealthStore, 'processes'>;
  /** Roles somebody must run. */
  readonly roles: readonly string[];
  /** Digests that are due and were not begun. */
  readonly digestsDue: () => Promise<number>;
}

/**
 * The state all processes share, read from the database and the queues at each scrape: to be scraped from the
 * processes with the role `sweep` alone, else every figure would come several times. Resolves to a function that
 * brings the gauges up to date. What cannot be read is not shown at all, never as it was before: `sang_state_read` is
 * 0 then, and the function throws the first reason. Series of closed lists are there from the start, at 0.
 */
export function watchState(
  registry: Registry,
  { pool, queues, health, roles, digestsDue }: Watched,
): () => Promise<void> {
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    scraped(registry, name, help, labels);
  const stateRead = gauge('sang_state_read', '1 while the figures all processes share could be read', []);
  const labels = ['source', 'platform'];
  const freshness = gauge(
    'sang_source_freshness_seconds',
    'Since the last completed poll of an active source, or since it was added',
    labels,
  );
  const interval = gauge('sang_source_poll_seconds', 'How often an active source is to be polled', labels);
  const halted = gauge('sang_source_stopped', '1 while a source stands still until somebody acts', labels);
  const budget = gauge('sang_source_budget_used_percent', 'Share of the call budget in use', labels);
  const appBudget = gauge(
    'sang_app_budget_used_percent',
    'Share of the call budget that all sources of a platform have together in use',
    ['platform'],
  );
  const owed = gauge('sang_unscreened', 'Comments waiting for their first verdict', labels);
  const oldest = gauge('sang_unscreened_oldest_seconds', 'Age of the oldest of these', labels);
  const again = gauge('sang_unscreened_again', 'Comments waiting to be screened again', labels);
  const depth = gauge('sang_queue_jobs', 'Jobs by state', ['queue', 'state']);
  const rung = gauge(
    'sang_queue_oldest_seconds',
    'Since the oldest job that waits was to be taken up; 0 while none waits',
    ['queue'],
  );
  const actions = gauge('sang_actions', 'Actions not carried out, by state', ['state', 'by']);
  const waiting = gauge(
    'sang_action_oldest_seconds',
    'Since the oldest action still to be carried out was decided',
    [],
  );
  const tasks = gauge('sang_tasks_by_hand', 'What people are to do by hand at a platform', []);
  const task = gauge('sang_task_by_hand_oldest_seconds', 'Since the oldest of these was decided', []);
  const cases = gauge('sang_cases_open', 'Open cases by decision', ['decision']);
  const unjudged = gauge('sang_cases_unjudged', 'Open cases of comments that could not be judged', []);
  const reply = gauge('sang_reply_waiting_seconds', 'Longest wait in the reply lane', []);
  const overdue = gauge('sang_hides_overdue', 'Hides past their end: not yet taken back at the platform', []);
  const stopped = gauge('sang_actions_stopped', '1 while all actions are stopped by hand', []);
  const run = gauge(
    'sang_role_connections',
    'Connections to the database of processes that have this role and hear these queues',
    ['role'],
  );
  const refused = gauge('sang_rules_refused', '1 while the rule files as they are now stand refused', []);

  const one = async (text: string): Promise<number> =>
    Number((await pool.query<{ value: string | null }>(text)).rows[0]?.value ?? 0);

  async function ofSources(): Promise<void> {
    const { rows } = await pool.query<SourceRow>(
      // A budget nobody has heard of for an hour holds no call back.
      `with used as (select key, percent from budgets where updated_at > sang_now() - interval '1 hour')
       select s.id as source, s.platform, s.status, s.poll_seconds as "pollSeconds",
         extract(epoch from sang_now() - coalesce(s.polled_at, s.created_at))::float8 as seconds,
         coalesce(b.percent, 0) as percent, coalesce(a.percent, 0) as app,
         (select count(*)::int from (select 1 from unscreened u
           where u.source_id = s.id and not u.again limit ${ENOUGH}) u) as owed,
         (select count(*)::int from (select 1 from unscreened u
           where u.source_id = s.id and u.again limit ${ENOUGH}) u) as again,
         (select extract(epoch from sang_now() - min(u.since))::float8 from unscreened u
           where u.source_id = s.id and not u.again) as oldest
       from sources s left join used b on b.key = 'source:' || s.id left join used a on a.key = 'app:' || s.platform
       where s.status <> 'removed'`,
    );
    for (const gauged of ofASource) gauged.reset();
    for (const { source, platform, status, ...row } of rows) {
      const of = { source, platform };
      if (status === 'active') {
        freshness.set(of, row.seconds);
        interval.set(of, row.pollSeconds);
      }
      halted.set(of, status === 'stopped' ? 1 : 0);
      budget.set(of, row.percent);
      appBudget.set({ platform }, row.app);
      owed.set(of, row.owed);
      again.set(of, row.again);
      oldest.set(of, row.oldest ?? 0);
    }
  }

  async function ofWork(): Promise<void> {
    const pending = await pool.query<{ state: string; by: string; count: number }>(
      `select state, by, count(*)::int as count from (
         select state, by from actions where state in ('pending', 'postponed', 'failed') and kind <> 'by-hand' limit ${ENOUGH}) a
       group by 1, 2`,
    );
    actions.reset();
    for (const state of ['pending', 'postponed', 'failed'])
      for (const by of ['person', 'rule', 'sweep']) actions.set({ state, by }, 0);
    for (const { state, by, count } of pending.rows) actions.set({ state, by }, count);
    waiting.set(
      await one(
        // A pause between tries does not make it younger.
        `select extract(epoch from sang_now() - min(created_at)) as value from actions
         where state in ('pending', 'postponed') and kind <> 'by-hand'`,
      ),
    );
    const byHand = await pool.query<{ count: number; oldest: number | null }>(
      `select count(*)::int as count, extract(epoch from sang_now() - min(created_at))::float8 as oldest
       from actions where kind = 'by-hand' and state = 'pending'`,
    );
    tasks.set(byHand.rows[0]?.count ?? 0);
    task.set(byHand.rows[0]?.oldest ?? 0);
    const open = await pool.query<{ decision: string; count: number }>(
      `select decision, count(*)::int as count from (
         select decision from cases where state = 'open' limit ${ENOUGH}) k group by 1`,
    );
    cases.reset();
    for (const decision of DECISIONS) cases.set({ decision }, 0);
    for (const { decision, count } of open.rows) cases.set({ decision }, count);
    // Nothing was found in them: few cases are without a category, so few verdicts are looked at.
    unjudged.set(
      await one(
        `select count(*) as value from cases k join verdicts v on v.id = k.verdict_id
         where k.state = 'open' and k.categories = '{}' and v.unjudged is not null`,
      ),
    );
    reply.set(
      await one(
        `select extract(epoch from sang_now() - min(waiting_since)) as value from cases
         where waiting_since is not null and state = 'open'`,
      ),
    );
    // Those the sweep has not come to, and those that were ended but whose comment is still hidden a minute later:
    // waiting, or refused and not yet seen to.
    overdue.set(
      await one(
        `select (select count(*) from cases where expires_at <= sang_now())
           + (select count(*) from actions where kind = 'unhide'
             and state in ('pending', 'postponed') and created_at <= sang_now() - interval '1 minute')
           + (select count(*) from actions a join cases k on k.id = a.case_id join comments c on c.id = k.comment_id
             where ${LEFT_HIDDEN}) as value`,
      ),
    );
    stopped.set(
      await one(
        `select count(*) as value from controls where name = 'stop-actions' and value = 'true'::jsonb`,
      ),
    );
    refused.set(await one('select least(count(*), 1) as value from refusals'));
  }

  async function ofRoles(): Promise<void> {
    // Those whose queues are kept elsewhere hear nothing of what is rung here: as if nobody ran the role.
    const processes = (await health.processes()).filter(
      (process) => process.queues === '' || process.queues === queues.backend,
    );
    for (const role of roles) {
      const running = processes.filter((process) => process.roles.split(',').includes(role));
      run.set(
        { role },
        running.reduce((sum, { connections }) => sum + connections, 0),
      );
    }
  }

  async function ofQueues(): Promise<void> {
    for (const queue of QUEUES) {
      const { waiting: waits, active: runs, delayed, failed } = await queues.counts(queue);
      for (const [state, count] of Object.entries({ waiting: waits, active: runs, delayed, failed })) {
        depth.set({ queue, state }, count);
      }
      const since = await queues.oldest(queue);
      rung.set({ queue }, since === undefined ? 0 : Math.max(0, (Date.now() - since.getTime()) / 1000));
    }
  }

  const ofASource = [freshness, interval, halted, budget, appBudget, owed, again, oldest];
  const parts: readonly Part[] = [
    { read: ofSources, shown: ofASource },
    {
      read: ofWork,
      shown: [actions, waiting, tasks, task, cases, unjudged, reply, overdue, stopped, refused],
    },
    { read: ofRoles, shown: [run] },
    { read: ofQueues, shown: [depth, rung] },
    ...watchTold(registry, pool, digestsDue),
  ];
  return async (): Promise<void> => {
    const failures: unknown[] = [];
    const readOrHide = async ({ read, shown }: Part): Promise<void> => {
      try {
        await read();
      } catch (error) {
        failures.push(error);
        for (const gauged of shown) clear(gauged);
      }
    };
    await Promise.all(parts.map(readOrHide));
    stateRead.set(failures.length === 0 ? 1 : 0);
    if (failures.length > 0) throw failures[0];
  };
}

/** Nothing is shown of it; after `reset` alone, a gauge without labels would say 0. */
function clear(gauge: Gauge): void {
  gauge.reset();
  gauge.remove({});
}
