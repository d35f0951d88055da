import type pg from 'pg';
import type { Health, HealthStore, Processes } from '../../pipeline/ports/health.ts';

/** Counts stop here. */
const MOST = 100_000;

interface Row {
  unscreened: number;
  again: number;
  oldest: Date | null;
  troubled: number;
  waiting: number;
  postponed: number;
  failed: number;
  stopped: boolean | null;
}

/** The service's state over Postgres. */
export function createHealthStore(pool: pg.Pool): HealthStore {
  const readProcesses = async (): Promise<readonly Processes[]> => {
    const { rows } = await pool.query<Processes>(
      `select split_part(application_name, ' ', 2) as roles, split_part(application_name, ' ', 3) as queues,
         count(*)::int as connections
       from pg_stat_activity where datname = current_database() and application_name like 'sang %'
       group by 1, 2 order by 1, 2`,
    );
    return rows;
  };
  return {
    processes: readProcesses,
    async read() {
      const [state, processes, rulebook] = await Promise.all([
        pool.query<Row>(
          `select
             (select count(*)::int from (select from sources s cross join lateral (
                select from unscreened u where u.source_id = s.id and not u.again limit ${MOST}) u limit ${MOST}) x) as unscreened,
             (select count(*)::int from (select from sources s cross join lateral (
                select from unscreened u where u.source_id = s.id and u.again limit ${MOST}) u limit ${MOST}) x) as again,
             (select min(u.since) from sources s cross join lateral (
                select u.since from unscreened u where u.source_id = s.id and not u.again order by u.since limit 1) u) as oldest,
             (select count(*)::int from unscreened where tries > 1) as troubled,
             (select count(*)::int from (select 1 from actions where state = 'pending' and kind <> 'by-hand'
                limit ${MOST}) x) as waiting,
             (select count(*)::int from (select 1 from actions where state = 'postponed' limit ${MOST}) x) as postponed,
             (select count(*)::int from (select 1 from actions where state = 'failed' limit ${MOST}) x) as failed,
             (select value = 'true'::jsonb from controls where name = 'stop-actions') as stopped`,
        ),
        readProcesses(),
        pool.query<{ hash: string; at: Date; by: string }>(
          'select hash, published_at as at, by from rulebooks where active',
        ),
      ]);
      const [row] = state.rows;
      if (row === undefined) throw new Error('health.no-state');
      return {
        processes,
        unscreened: {
          count: row.unscreened,
          again: row.again,
          ...(row.oldest === null ? {} : { oldest: row.oldest }),
        },
        troubled: row.troubled,
        actions: { waiting: row.waiting, postponed: row.postponed, failed: row.failed },
        actionsStopped: row.stopped === true,
        ...(rulebook.rows[0] === undefined ? {} : { rulebook: rulebook.rows[0] }),
      } satisfies Health;
    },
  };
}
