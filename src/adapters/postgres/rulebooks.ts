import type pg from 'pg';
import type { Stage } from '../../domain/verdict.ts';
import type { RuleFile, RulebookStore } from '../../pipeline/ports/rulebooks.ts';
import { transaction } from './database.ts';

/** Published rulebooks over Postgres; the partial unique index keeps exactly one active. */
export function createRulebookStore(pool: pg.Pool): RulebookStore {
  return {
    async active() {
      const { rows } = await pool.query<{ id: number; hash: string }>({
        name: 'rulebooks.active',
        text: 'select id, hash from rulebooks where active',
      });
      return rows[0];
    },

    async read(id) {
      const { rows } = await pool.query<{
        id: number;
        hash: string;
        files: RuleFile[];
        stages: Record<string, Stage>;
      }>('select id, hash, files, stages from rulebooks where id = $1', [id]);
      const row = rows[0];
      return row === undefined ? undefined : { ...row, stages: new Map(Object.entries(row.stages)) };
    },

    publish: (rulebook, by) =>
      transaction(pool, async (client) => {
        // Two publishers at once: the second waits here and sees the first one's result.
        await client.query(`select pg_advisory_xact_lock(hashtext('sang.rulebook'))`);
        const before = await client.query<{ hash: string }>('select hash from rulebooks where active');
        const { rows } = await client.query<{ id: number }>(
          `insert into rulebooks (hash, files, stages, by) values ($1, $2, $3, $4)
           on conflict (hash) do update set hash = excluded.hash returning id`,
          [
            rulebook.hash,
            JSON.stringify(rulebook.files),
            JSON.stringify(Object.fromEntries(rulebook.stages)),
            by,
          ],
        );
        const id = rows[0]?.id;
        if (id === undefined) throw new Error('rulebook.not-stored');
        if (before.rows[0]?.hash !== rulebook.hash) {
          await client.query('update rulebooks set active = false where active');
          await client.query('update rulebooks set active = true where id = $1', [id]);
          await client.query(
            `insert into audit (actor, what, why, before, after)
             values ('operator', 'rulebook.published', $1, $2, $3)`,
            [
              by,
              JSON.stringify({ hash: before.rows[0]?.hash ?? null }),
              JSON.stringify({ hash: rulebook.hash }),
            ],
          );
        }
        return id;
      }),

    async earned() {
      const { rows } = await pool.query<{ rule: string; earned: Stage }>('select rule, earned from stages');
      return new Map(rows.map((row) => [row.rule, row.earned]));
    },
  };
}
