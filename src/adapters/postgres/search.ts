import type pg from 'pg';
import type { Decision } from '../../domain/categories.ts';
import type { CaseState } from '../../domain/act/transitions.ts';
import { personalSpans, spansFrom } from './case-items.ts';
import type { FoundComment, SearchStore } from '../../pipeline/ports/search.ts';

/**
 * Texts with the words that are looked at for one page, newest first. Where more have them than may be seen, a page
 * may hold fewer results than fit, or none, and go on.
 */
const LOOKED_THROUGH = 500;

interface Row {
  looked: number;
  oldest: string | null;
  id: string;
  revision_id: string;
  source_id: string;
  source_name: string;
  text: string;
  personal: number[];
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
        `with candidate as materialized (
           select w.revision_id from searchable w
           where w.words @@ websearch_to_tsquery('simple', sang_folded($1))
             and ($4::bigint is null or w.revision_id < $4)
           order by w.revision_id desc limit ${LOOKED_THROUGH}
         ), hit as (
           select c.id, w.revision_id from candidate w
             join revisions r on r.id = w.revision_id
             join comments c on c.id = r.comment_id and c.current_revision = r.id
           where not c.by_page and ($2::bigint is null or c.source_id = $2) and ($3::bigint[] is null or c.source_id = any($3))
           order by w.revision_id desc limit $5
         )
         select m.looked, m.oldest, hit.revision_id, c.id, c.source_id, s.name as source_name, r.text, c.created_at,
           ${personalSpans('r.id')} as personal, c.permalink, c.hidden, c.gone_at is not null as gone, k.id as case_id, k.state, k.decision
         from (select count(*)::int as looked, min(revision_id) as oldest from candidate) m
           left join hit on true
           left join comments c on c.id = hit.id
           left join revisions r on r.id = c.current_revision
           left join sources s on s.id = c.source_id
           left join cases k on k.comment_id = c.id
         order by hit.revision_id desc`,
        [text.slice(0, 200), source ?? null, sources ?? null, before ?? null, limit + 1],
      );
      const found = rows.filter((row) => row.id !== null);
      const shown = found.slice(0, limit);
      const next =
        found.length > limit
          ? shown.at(-1)?.revision_id
          : (rows[0]?.looked ?? 0) < LOOKED_THROUGH
            ? undefined
            : rows[0]?.oldest;
      return {
        found: shown.map(foundFrom),
        ...(next === undefined || next === null ? {} : { next: Number(next) }),
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
        `with waiting as (
           delete from unindexed where revision_id = any(array(
             select revision_id from unindexed order by revision_id limit $1 for update skip locked))
           returning revision_id
         ), indexed as (
           insert into searchable (revision_id, words)
           select r.id, to_tsvector('simple', sang_folded(r.text))
           from waiting w join revisions r on r.id = w.revision_id where r.text <> ''
           on conflict (revision_id) do update set words = excluded.words
         ), forgotten as (
           -- Made findable by one transaction while another one was forgetting it.
           delete from searchable s using waiting w, revisions r
           where r.id = w.revision_id and s.revision_id = r.id and r.text = ''
         )
         select from waiting`,
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
    personal: spansFrom(row.personal),
    createdAt: row.created_at,
    hidden: row.hidden,
    gone: row.gone,
    ...(row.permalink === null ? {} : { permalink: row.permalink }),
    ...(row.case_id === null || row.state === null || row.decision === null
      ? {}
      : { case: { id: Number(row.case_id), state: row.state, decision: row.decision } }),
  };
}
