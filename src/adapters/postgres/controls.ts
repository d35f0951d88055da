import type pg from 'pg';
import { transaction } from './database.ts';

/** Named switches of the installation, read by every worker before it acts. */
export interface ControlStore {
  stopActions(by: string, why: string | undefined): Promise<void>;
  resumeActions(by: string): Promise<void>;
  actionsStopped(): Promise<boolean>;
}

export function createControlStore(pool: pg.Pool): ControlStore {
  const set = (value: boolean, by: string, why: string | undefined): Promise<void> =>
    transaction(pool, async (client) => {
      await client.query(
        `insert into controls (name, value, by) values ('stop-actions', $1, $2)
         on conflict (name) do update set value = excluded.value, by = excluded.by, at = sang_now()`,
        [JSON.stringify(value), by],
      );
      await client.query(`insert into audit (actor, what, why) values ('operator', $1, $2)`, [
        value ? 'actions.stopped' : 'actions.resumed',
        why === undefined ? by : `${by}: ${why}`,
      ]);
    });
  return {
    stopActions: (by, why) => set(true, by, why),
    resumeActions: (by) => set(false, by, undefined),
    async actionsStopped() {
      const { rows } = await pool.query<{ value: boolean }>(
        `select value from controls where name = 'stop-actions'`,
      );
      return rows[0]?.value === true;
    },
  };
}
