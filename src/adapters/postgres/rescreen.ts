import type pg from 'pg';
import type { RescreenStore } from '../../pipeline/ports/rescreening.ts';

/** Rescreening over Postgres. */
export function createRescreenStore(pool: pg.Pool): RescreenStore {
  return {
    async owe(since, limit) {
      const { rowCount } = await pool.query(
        `insert into unscreened (revision_id, source_id)
         select c.current_revision, c.source_id from comments c
         where c.created_at >= $1 and not c.by_page and c.purged_at is null and c.gone_at is null
           and not exists (select 1 from verdicts v join rulebooks b on b.id = v.rulebook_id and b.active
             where v.revision_id = c.current_revision)
           and not exists (select 1 from unscreened u where u.revision_id = c.current_revision)
         order by c.created_at limit $2
         on conflict (revision_id) do nothing`,
        [since, limit],
      );
      return rowCount ?? 0;
    },
  };
}
