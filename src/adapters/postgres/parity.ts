import type pg from 'pg';
import type { ParityAlarms } from '../../pipeline/ports/reports.ts';

/** Alarms of criticism parity over Postgres: counts alone, of no text and nobody. */
export function createParityAlarms(pool: pg.Pool): ParityAlarms {
  return {
    async claim(hours) {
      const { rowCount } = await pool.query(
        `insert into controls (name, value, by) values ('parity-looked', 'true', 'sweep')
         on conflict (name) do update set at = sang_now()
           where controls.at < sang_now() - make_interval(hours => $1)`,
        [hours],
      );
      return rowCount === 1;
    },

    async release() {
      await pool.query(`delete from controls where name = 'parity-looked'`);
    },

    async ring(groups, days) {
      const { rowCount } = await pool.query(
        `insert into audit (actor, source_id, rule, what, after)
         select 'sweep', n.source, n.rule, 'report.parity',
           jsonb_build_object('critical', n.critical, 'criticalHidden', n.critical_hidden, 'rest', n.rest,
             'restHidden', n.rest_hidden)
         from jsonb_to_recordset($1::jsonb) as n(source bigint, rule text, critical int, critical_hidden int,
           rest int, rest_hidden int)
         where not exists (select 1 from audit a where a.what = 'report.parity' and a.source_id = n.source
           and a.rule is not distinct from n.rule and a.at > sang_now() - make_interval(days => $2))`,
        [
          JSON.stringify(
            groups.map(({ source, rule, critical, rest }) => ({
              source,
              rule: rule ?? null,
              critical: critical.cases,
              critical_hidden: critical.hidden,
              rest: rest.cases,
              rest_hidden: rest.hidden,
            })),
          ),
          days,
        ],
      );
      return rowCount ?? 0;
    },
  };
}
