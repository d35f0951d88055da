import type pg from 'pg';
import type { Category, Decision } from '../../domain/categories.ts';
import type { PageContacts } from '../../domain/comment.ts';
import type { PastStore } from '../../pipeline/ports/past.ts';
import type { PastComment, PastWord } from '../../rulebook/backtest.ts';
import { authorFrom, authorHistory, type AuthorRow } from './authors.ts';
import { personalSpans, spansFrom } from './case-items.ts';
import { contactsFrom, type SourceRecord } from './source-row.ts';

/** Comments read at a time. */
const STEP = 500;

interface Row extends AuthorRow {
  id: string;
  source_id: string;
  text: string;
  personal: number[];
  created_at: Date;
  place: string;
  author: string | null;
  post_text: string | null;
  post_at: Date | null;
  decision: Decision;
  found: string[];
  words: PastWord[] | null;
  hidden: Category[] | null;
}

const READ = `select c.id, c.source_id, r.text, ${personalSpans('r.id')} as personal, c.created_at, c.created_at::text as place,
    encode(c.author_key, 'hex') as author, a.comments, a.since, a.confirmed, a.overturned,
    p.text as post_text, p.created_at as post_at,
    v.decision, array(select f.rule from findings f where f.verdict_id = v.id) as found,
    (select jsonb_agg(jsonb_build_object('rule', j.rule, 'confirmed', j.confirmed, 'category', f.category))
     from judgements j
     cross join lateral (
       select f.category from verdicts o join findings f on f.verdict_id = o.id and f.rule = j.rule
       where o.revision_id = j.revision_id order by o.id desc limit 1
     ) f
     where j.revision_id = r.id) as words,
    (select array_agg(distinct t.category) from cases k
     join actions t on t.case_id = k.id and t.kind = 'hide' and t.by = 'person'
     where k.comment_id = c.id and k.state = 'hidden' and k.decided_by = 'person') as hidden
  from comments c
  join revisions r on r.id = c.current_revision
  join posts p on p.id = c.post_id
  cross join lateral (select v.id, v.decision from verdicts v where v.revision_id = r.id order by v.id desc limit 1) v
  left join lateral ${authorHistory('c')} a on c.author_key is not null
  where c.purged_at is null and not c.by_page and ($4::bigint[] is null or c.source_id = any($4))
    and c.created_at >= $1 and (c.created_at, c.id) > ($2::timestamptz, $3::bigint)
  order by c.created_at, c.id limit ${STEP}`;

/** Stored comments over Postgres, a page at a time. */
export function createPastStore(pool: pg.Pool): PastStore {
  return {
    async *comments(since, sources) {
      const pages = await readPages(pool);
      let place = '-infinity';
      let id = '0';
      for (;;) {
        const { rows } = await pool.query<Row>({
          name: 'past.comments',
          text: READ,
          values: [since, place, id, sources ?? null],
        });
        for (const row of rows) {
          const page = pages.get(row.source_id);
          if (page !== undefined) yield pastFrom(row, page);
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < STEP) return;
        ({ place, id } = last);
      }
    },
  };
}

interface Page {
  readonly name: string;
  readonly contacts: PageContacts;
}

async function readPages(pool: pg.Pool): Promise<Map<string, Page>> {
  const { rows } = await pool.query<Pick<SourceRecord, 'name' | 'contacts'> & { id: string }>(
    'select id, name, contacts from sources',
  );
  return new Map(rows.map((row) => [row.id, { name: row.name, contacts: contactsFrom(row) }]));
}

function pastFrom(row: Row, page: Page): PastComment {
  const hidden = (row.hidden ?? []).map((category) => ({ category, confirmed: true }));
  return {
    id: row.id,
    source: page.name,
    found: row.found,
    decision: row.decision,
    words: [...(row.words ?? []), ...hidden],
    personal: spansFrom(row.personal),
    ...(row.author === null ? {} : { author: row.author }),
    input: {
      text: row.text,
      createdAt: row.created_at,
      page: page.contacts,
      ...authorFrom(row),
      ...(row.post_text === null && row.post_at === null
        ? {}
        : {
            post: { text: row.post_text ?? '', ...(row.post_at === null ? {} : { createdAt: row.post_at }) },
          }),
    },
  };
}
