import type pg from 'pg';
import type { OverturnedStore } from '../../pipeline/ports/overturned.ts';

/** Overturned findings over Postgres: read through to the texts, so that they go when those are forgotten. */
export function createOverturnedStore(pool: pg.Pool): OverturnedStore {
  return {
    async list(rule, limit) {
      const { rows } = await pool.query<{ rule: string; id: string; text: string; at: Date }>(
        `select j.rule, k.id, r.text, j.at from judgements j
         join revisions r on r.id = j.revision_id join cases k on k.comment_id = r.comment_id
         where j.by = 'appeal' and not j.confirmed and r.text <> '' and ($1::text is null or j.rule = $1)
         order by j.at desc, j.id desc limit $2`,
        [rule ?? null, limit],
      );
      return rows.map((row) => ({ rule: row.rule, caseId: Number(row.id), text: row.text, at: row.at }));
    },
  };
}
