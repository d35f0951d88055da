import type pg from 'pg';
import { withdrawHides } from './brakes.ts';
import { transaction } from './database.ts';

/** What a brake is on: one page, one rule of it, or one rule everywhere. */
export interface BrakeScope {
  readonly source?: number;
  readonly rule?: string;
}

/** A brake that stands: automatic hiding and answering within it is off until a person releases it. */
export interface StandingBrake extends BrakeScope {
  readonly why: string;
  readonly at: Date;
  readonly automatic: boolean;
}

/** Named switches of the installation and brakes, read by every worker before it screens and before it acts. */
export interface ControlStore {
  brakes(): Promise<readonly StandingBrake[]>;
  /** Pulls a brake by hand; hides not sent yet are taken back. False when it stood already. */
  pull(scope: BrakeScope, by: string, why: string | undefined): Promise<boolean>;
  /** Releases the brakes of exactly this scope; resolves to how many. Counting starts anew from here. */
  release(scope: BrakeScope, by: string): Promise<number>;
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
    async brakes() {
      const { rows } = await pool.query<{
        source_id: string | null;
        rule: string | null;
        why: string;
        at: Date;
        automatic: boolean;
      }>('select source_id, rule, why, at, automatic from brakes where released_at is null order by at, id');
      return rows.map((row) => ({
        why: row.why,
        at: row.at,
        automatic: row.automatic,
        ...(row.source_id === null ? {} : { source: Number(row.source_id) }),
        ...(row.rule === null ? {} : { rule: row.rule }),
      }));
    },

    pull: (scope, by, why) =>
      transaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `with pulled as (
             insert into brakes (source_id, rule, why, automatic) values ($1, $2, $3, false)
             on conflict do nothing returning id
           )
           insert into audit (actor, rule, source_id, what, why)
           select 'operator', $2, $1, 'brake.pulled', $3 from pulled`,
          [scope.source ?? null, scope.rule ?? null, [by, why].filter(Boolean).join(': ')],
        );
        if (rowCount === 1) await withdrawHides(client, scope);
        return rowCount === 1;
      }),

    async release(scope, by) {
      const { rowCount } = await pool.query(
        `with released as (
           update brakes set released_at = sang_now(), released_by = $3
           where released_at is null and source_id is not distinct from $1::bigint
             and rule is not distinct from $2::text
           returning source_id, rule
         )
         insert into audit (actor, rule, source_id, what, why)
         select 'operator', rule, source_id, 'brake.released', $3 from released`,
        [scope.source ?? null, scope.rule ?? null, by],
      );
      return rowCount ?? 0;
    },

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
