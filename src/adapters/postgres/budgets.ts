import type pg from 'pg';
import { PlatformFailure } from '../../domain/failure.ts';
import type { CallBudget, Lane, Usage } from '../../pipeline/ports/budget.ts';
import type { Source } from '../../pipeline/ports/sources.ts';

/**
 * A lane rests when the budget is this full: people's actions keep a reserve to the very end. The last hundredths stay
 * for calls of other workers that are on their way.
 */
const FULL: Readonly<Record<Lane, number>> = { poll: 90, automatic: 95, human: 98 };
/** Without word from the platform a budget is asked again after 5, 10, 20 … minutes, at most an hour. */
const FIRST_REST_MINUTES = 5;
const LONGEST_REST_MINUTES = 60;

/** The call budget of a source, kept in Postgres so that all processes see the same. */
export function createBudget(pool: pg.Pool, source: Source, lane: Lane): CallBudget {
  const keys = [`source:${source.id}`, `app:${source.platform}`];
  return {
    async spend() {
      const { rows } = await pool.query<{
        percent: number;
        regain_at: Date | null;
        throttled: number;
        now: Date;
      }>({
        name: 'budgets.spend',
        text: `select percent, regain_at, throttled, sang_now() as now from budgets
          where key in ($1, $2) and (regain_at is null or regain_at > sang_now())
            and updated_at > sang_now() - interval '1 hour'
          order by percent desc limit 1`,
        values: keys,
      });
      const row = rows[0];
      if (row === undefined || row.percent < FULL[lane]) return;
      throw new PlatformFailure('wait', 'budget.full', {
        until: row.regain_at ?? rest(row.now, row.throttled),
      });
    },

    async observe(usage: Usage) {
      await pool.query({
        name: 'budgets.observe',
        text: `insert into budgets (key, percent, regain_at, throttled, updated_at)
          values ($1, $2::real, $3::timestamptz, case when $2::real >= 100 then 1 else 0 end, sang_now())
          on conflict (key) do update set percent = excluded.percent, regain_at = excluded.regain_at,
            throttled = case when excluded.percent >= 100 then budgets.throttled + 1 else 0 end,
            updated_at = sang_now()`,
        values: [usage.scope === 'app' ? keys[1] : keys[0], usage.percent, usage.regainAt ?? null],
      });
    },
  };
}

function rest(now: Date, throttled: number): Date {
  const minutes = Math.min(FIRST_REST_MINUTES * 2 ** Math.max(throttled - 1, 0), LONGEST_REST_MINUTES);
  return new Date(now.getTime() + minutes * 60_000 * (0.9 + Math.random() * 0.2));
}
