import type pg from 'pg';
import type { RescreenStore } from '../../pipeline/ports/rescreening.ts';

/** Rescreening over Postgres. */
export function createRescreenStore(pool: pg.Pool): RescreenStore {
  return {
    async owe(place, limit) {
      // The page is taken before anything is asked of its rows: a step costs the same however many are owed or judged.
      const { rows } = await pool.query<{ at: string | null; id: string | null; put: number }>({
        name: 'rescreen.owe',
        text: `with page as materialized (
            select c.id, c.created_at, c.current_revision, c.source_id, c.by_page, c.gone_at from comments c
            where c.purged_at is null and (c.created_at, c.id) > ($1::timestamptz, $2::bigint)
            order by c.created_at, c.id limit $3
          ), put as (
            insert into unscreened (revision_id, source_id, again)
            select c.current_revision, c.source_id, true from page c
            where not c.by_page and c.gone_at is null
              and (not exists (select 1 from verdicts v join rulebooks b on b.id = v.rulebook_id and b.active
                  where v.revision_id = c.current_revision)
                -- Judged by these very rules before, but its case goes by others since.
                or exists (select 1 from cases k join verdicts v on v.id = k.verdict_id
                  join rulebooks b on b.id = v.rulebook_id and not b.active
                  where k.comment_id = c.id and (k.state = 'open' or k.decided_by is distinct from 'person')))
            on conflict (revision_id) do nothing
            returning 1
          ), last as (
            select created_at::text as at, id from page order by created_at desc, id desc limit 1
          )
          select last.at, last.id, (select count(*)::int from put) as put from (select 1) one left join last on true`,
        values: [place.at, place.id, limit],
      });
      const { at = null, id = null, put = 0 } = rows[0] ?? {};
      return { put, ...(at === null || id === null ? {} : { next: { at, id: Number(id) } }) };
    },
  };
}
