import type pg from 'pg';
import type { By } from '../../pipeline/ports/audit.ts';
import type { ControlStore } from '../../pipeline/ports/controls.ts';
import { actorOf } from './audit.ts';
import { withdrawHides } from './brakes.ts';
import { transaction } from './database.ts';

/** Switches and brakes over Postgres. */
export function createControlStore(pool: pg.Pool): ControlStore {
  const set = (value: boolean, by: By, why: string | undefined): Promise<void> =>
    transaction(pool, async (client) => {
      await client.query(
        `insert into controls (name, value, by) values ('stop-actions', $1, $2)
         on conflict (name) do update set value = excluded.value, by = excluded.by, at = sang_now()`,
        [JSON.stringify(value), nameOf(by)],
      );
      await client.query(`insert into audit (actor, moderator_id, why, what) values ($1, $2, $3, $4)`, [
        ...actorOf(by, why),
        value ? 'actions.stopped' : 'actions.resumed',
      ]);
    });
  return {
    async brakes() {
      const { rows } = await pool.query<{
        id: string;
        source_id: string | null;
        page: string | null;
        rule: string | null;
        why: string;
        at: Date;
        automatic: boolean;
      }>(`select b.id, b.source_id, s.name as page, b.rule, b.why, b.at, b.automatic
          from brakes b left join sources s on s.id = b.source_id
          where b.released_at is null order by b.at, b.id`);
      return rows.map((row) => ({
        id: Number(row.id),
        why: row.why,
        at: row.at,
        automatic: row.automatic,
        ...(row.source_id === null ? {} : { source: Number(row.source_id) }),
        ...(row.page === null ? {} : { page: row.page }),
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
         insert into audit (rule, source_id, what, actor, moderator_id, why)
         select rule, source_id, 'brake.released', $4, $5::bigint, $6 from released`,
        [scope.source ?? null, scope.rule ?? null, nameOf(by), ...actorOf(by)],
      );
      return rowCount ?? 0;
    },

    stopActions: (by, why) => set(true, by, why),
    resumeActions: (by) => set(false, by, undefined),
    async stopped() {
      const { rows } = await pool.query<{ value: boolean; by: string; at: Date; why: string | null }>(
        `select c.value, c.by, c.at,
           (select a.why from audit a where a.what = 'actions.stopped' order by a.id desc limit 1) as why
         from controls c where c.name = 'stop-actions'`,
      );
      const [row] = rows;
      if (row?.value !== true) return undefined;
      return { by: row.by, at: row.at, ...(row.why === null || row.why === row.by ? {} : { why: row.why }) };
    },
  };
}

/** For the switch itself; the audit knows the person. */
function nameOf(by: By): string {
  return typeof by === 'string' ? by : `moderator:${by.moderatorId}`;
}
