import type pg from 'pg';
import type { Decision } from '../../domain/categories.ts';
import type { CaseState } from '../../domain/act/transitions.ts';
import type { FoundComment, SearchStore } from '../../pipeline/ports/search.ts';

/** Revisions behind the newest indexed one that are looked through for stragglers of slower transactions. */
const STRAGGLERS = 2_000;

interface Row {
  id: string;
  source_id: string;
  source_name: string;
  text: string;
  created_at: Date;
  permalink: string | null;
  hidden: boolean;
  gone: boolean;
  case_id: string | null;
  state: CaseState | null;
  decision: Decision | null;
}

/** Search over Postgres' own full text; texts are found a sweep after they came in. */
export function createSearchStore(pool: pg.Pool): SearchStore {
  return {
    async find({ text, source, sources, before, limit }) {
      const { rows } = await pool.query<Row>(
        `with hit as (
           select c.id from searchable w
             join revisions r on r.id = w.revision_id
             join comments c on c.id = r.comment_id and c.current_revision = r.id
           where w.words @@ websearch_to_tsquery('simple', sang_folded($1))
             and ($2::bigint is null or c.source_id = $2)
             and ($3::bigint[] is null or c.source_id = any($3))
             and ($4::bigint is null or c.id < $4)
           order by c.id desc limit $5
         )
         select c.id, c.source_id, s.name as source_name, r.text, c.created_at, c.permalink, c.hidden,
           c.gone_at is not null as gone, k.id as case_id, k.state, k.decision
         from hit join comments c on c.id = hit.id
           join revisions r on r.id = c.current_revision
           join sources s on s.id = c.source_id
           left join cases k on k.comment_id = c.id
         order by c.id desc`,
        [text.slice(0, 200), source ?? null, sources ?? null, before ?? null, limit + 1],
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        found: shown.map(foundFrom),
        ...(rows.length > limit && last !== undefined ? { next: Number(last.id) } : {}),
      };
    },

    async sourceOf(commentId, sources) {
      const { rows } = await pool.query<{ source_id: string }>(
        'select source_id from comments where id = $1 and ($2::bigint[] is null or source_id = any($2))',
        [commentId, sources ?? null],
      );
      return rows[0] === undefined ? undefined : Number(rows[0].source_id);
    },

    async index(limit) {
      const { rowCount } = await pool.query(
        `insert into searchable (revision_id, words)
         select r.id, to_tsvector('simple', sang_folded(r.text)) from revisions r
         where r.id > coalesce((select max(revision_id) from searchable), 0) - ${STRAGGLERS}
           and r.text <> '' and not exists (select 1 from searchable w where w.revision_id = r.id)
         order by r.id limit $1
         on conflict (revision_id) do nothing`,
        [limit],
      );
      return rowCount ?? 0;
    },
  };
}

function foundFrom(row: Row): FoundComment {
  return {
    commentId: Number(row.id),
    source: { id: Number(row.source_id), name: row.source_name },
    text: row.text,
    createdAt: row.created_at,
    hidden: row.hidden,
    gone: row.gone,
    ...(row.permalink === null ? {} : { permalink: row.permalink }),
    ...(row.case_id === null || row.state === null || row.decision === null
      ? {}
      : { case: { id: Number(row.case_id), state: row.state, decision: row.decision } }),
  };
}
