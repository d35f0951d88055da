import type pg from 'pg';
import type { Category, Decision } from '../../domain/categories.ts';
import type { HideEnd, ReportInput, RuleCount, Spread } from '../../domain/report/report.ts';
import type { HarmCase, ReportStore, ReportWindow } from '../../pipeline/ports/reports.ts';
import { databaseNow } from './clock.ts';

/** Openings of cases read at a time. */
const PAGE = 500;
/** What a person's word on a case is called in the audit. */
const DECIDED = `('case.keep', 'case.hide', 'case.reply', 'case.escalate')`;

/** Each text counts once, however often it is screened again. */
const FIRST = 'not exists (select from verdicts e where e.revision_id = v.revision_id and e.id < v.id)';

/** Day by day on the window's clock: what came in, what people were given, what was hidden and what became of it. */
async function readDays(pool: pg.Pool, window: ReportWindow): Promise<ReportInput['days']> {
  const { rows } = await pool.query<
    Omit<ReportInput['days'][number], 'deciding'> & { deciding: number | null }
  >(
    `with happened as (
       select v.at, 1 as screened, 0 as cases, 0 as hidden, 0 as overturned from verdicts v
         join revisions r on r.id = v.revision_id join comments c on c.id = r.comment_id
         where v.at >= $1 and v.at < $2 and ($3::bigint[] is null or c.source_id = any($3)) and ${FIRST}
       union all
       select at, 0, 1, 0, 0 from audit where what = 'case.opened' and at >= $1 and at < $2
         and ($3::bigint[] is null or source_id = any($3))
       union all
       select created_at, 0, 0, 1, (ended = 'overturned')::int from (${HIDES}) h
     ), decided as (
       select to_char(at at time zone $4, 'YYYY-MM-DD') as day,
         percentile_cont(0.5) within group (order by seconds) as deciding
       from (${waits('')}) w group by 1
     )
     select day, sum(screened)::int as screened, sum(cases)::int as cases, sum(hidden)::int as hidden,
       sum(overturned)::int as overturned, min(d.deciding)::float8 as deciding
     from (select to_char(at at time zone $4, 'YYYY-MM-DD') as day, screened, cases, hidden, overturned
       from happened) h left join decided d using (day)
     group by day order by day`,
    [...valuesOf(window), window.timeZone],
  );
  return rows.map(({ deciding: seconds, ...row }) => ({
    ...row,
    ...(seconds === null ? {} : { deciding: seconds }),
  }));
}

/**
 * Hides of the window that the platform confirmed (or a person did by hand), each with the mode of its source then and
 * what became of it. What is still on its way, or failed, has hidden nothing.
 */
const HIDES = `
  select a.id, a.case_id, a.source_id, a.category, a.by, a.created_at, a.done_at,
    coalesce(a.rule, (select f.rule from findings f where f.verdict_id = k.verdict_id
      and f.category = a.category order by f.ordinal limit 1)) as rule,
    coalesce((select m.after ->> 'mode' from audit m where m.source_id = a.source_id and m.what = 'source.mode'
      and m.at <= a.created_at order by m.id desc limit 1), 'observe') as mode,
    case last.what
      when 'case.hide' then 'confirmed' when 'case.expired' then 'expired' when 'case.hide-ended' then 'ended'
      when 'case.keep' then 'overturned' when 'case.reply' then 'overturned' when 'case.undo' then 'overturned'
      else 'standing' end as ended,
    (select min(u.done_at) from actions u where u.case_id = a.case_id and u.number > a.number
       and u.kind = 'unhide' and u.state = 'done') as shown_at
  from actions a join cases k on k.id = a.case_id
  left join lateral (
    select e.what from audit e
    where e.case_id = a.case_id and e.at >= a.created_at
      and coalesce((e.after ->> 'number')::int, a.number + 1) > a.number
      and e.what in ('case.keep', 'case.hide', 'case.reply', 'case.undo', 'case.expired', 'case.hide-ended')
    order by e.id desc limit 1
  ) last on true
  where (a.kind = 'hide' or (a.kind = 'by-hand' and a.category is not null)) and a.state = 'done'
    -- A rule's hide that an undo gave back is told once, as the first.
    and not (a.by = 'rule' and exists (select 1 from actions e where e.case_id = a.case_id and e.kind = 'hide'
      and e.by = 'rule' and e.number < a.number and e.state = 'done'))
    and a.created_at >= $1 and a.created_at < $2 and ($3::bigint[] is null or a.source_id = any($3))`;

const SPREAD = `count(*)::int as count,
  percentile_cont(0.5) within group (order by seconds) as median,
  percentile_cont(0.9) within group (order by seconds) as p90`;

/** The counts of the transparency report over Postgres. */
export function createReportStore(pool: pg.Pool): ReportStore {
  return {
    now: () => databaseNow(pool),

    async read(window) {
      const values = valuesOf(window);
      const many = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> =>
        (await pool.query<T>(text, values)).rows;
      const one = async <T extends pg.QueryResultRow>(text: string): Promise<T> => {
        const row = (await many<T>(text))[0];
        if (row === undefined) throw new Error('report.no-row');
        return row;
      };
      return {
        from: window.from,
        to: window.to,
        sources: await many(
          `select id::int as id, name, mode from sources
           where ($3::bigint[] is null or id = any($3)) and created_at < $2
             and (removed_at is null or removed_at >= $1) order by id`,
        ),
        verdicts: await many<{ source: number; decision: Decision; count: number }>(
          `select c.source_id::int as source, v.decision, count(*)::int as count
           from verdicts v join revisions r on r.id = v.revision_id join comments c on c.id = r.comment_id
           where v.at >= $1 and v.at < $2 and ($3::bigint[] is null or c.source_id = any($3)) and ${FIRST}
           group by 1, 2 order by 1, 2`,
        ),
        categories: await many<{ source: number; category: Category; count: number }>(
          `select k.source_id::int as source, category, count(*)::int as count
           from cases k join audit e on e.case_id = k.id and e.what = 'case.opened'
           cross join unnest(k.categories) as category
           where e.at >= $1 and e.at < $2 and ($3::bigint[] is null or k.source_id = any($3))
           group by 1, 2 order by 1, 2`,
        ),
        decisions: await many<{ source: number; event: string; count: number }>(
          `select source_id::int as source, substr(what, 6) as event, count(*)::int as count from audit
           where at >= $1 and at < $2 and ($3::bigint[] is null or source_id = any($3))
             and (what in ${DECIDED} or what in ('case.undo', 'case.expired'))
           group by 1, 2 order by 1, 2`,
        ),
        hides: (
          await many<{
            source: number;
            category: Category;
            rule: string | null;
            by: 'person' | 'rule';
            mode: 'observe' | 'enforce';
            end: HideEnd;
            count: number;
          }>(
            `with h as (${HIDES})
             select source_id::int as source, category, rule, by, mode,
               case when by = 'person' and ended = 'standing' then 'confirmed' else ended end as end,
               count(*)::int as count
             from h group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
          )
        ).map(({ rule, ...row }) => ({ ...row, ...(rule === null ? {} : { rule }) })),
        notHidden: (
          await one<{ count: number }>(
            `select count(*)::int as count from actions a join cases k on k.id = a.case_id
               join comments c on c.id = k.comment_id
             where (a.kind = 'hide' or (a.kind = 'by-hand' and a.category is not null)) and not c.hidden
               and (a.state = 'failed' or (a.state = 'cancelled' and a.code = 'dismissed'))
               and a.created_at >= $1 and a.created_at < $2 and ($3::bigint[] is null or a.source_id = any($3))`,
          )
        ).count,
        secondPerson: await one(
          `select count(*)::int as proposed, count(*) filter (where exists (
             select 1 from audit h where h.case_id = p.case_id and h.id > p.id and h.what = 'case.hide'
               and h.moderator_id is distinct from p.moderator_id))::int as agreed
           from audit p where p.what = 'case.hide-proposed' and p.at >= $1 and p.at < $2
             and ($3::bigint[] is null or p.source_id = any($3))`,
        ),
        appeals: await one(
          `select count(*)::int as made, count(*) filter (where next.what = 'case.hide')::int as upheld,
             count(*) filter (where next.what in ('case.keep', 'case.reply'))::int as overturned
           from audit p left join lateral (
             select d.what from audit d where d.case_id = p.case_id and d.id > p.id and d.what in ${DECIDED}
             order by d.id limit 1) next on true
           where p.what = 'case.appeal' and p.at >= $1 and p.at < $2
             and ($3::bigint[] is null or p.source_id = any($3))`,
        ),
        hidden: spread(
          await one(
            `with h as (${HIDES})
             select ${SPREAD} from (select extract(epoch from shown_at - done_at)::float8 as seconds
               from h where shown_at is not null and done_at is not null) s`,
          ),
        ),
        deciding: spread(await one(deciding(''))),
        decidingUrgent: spread(await one(deciding(`and k.decision = 'urgent'`))),
        rules: await many<RuleCount & pg.QueryResultRow>(
          `select f.rule, min(f.category) as category, count(*)::int as hits,
             coalesce(max(j.judged), 0)::int as judged, coalesce(max(j.confirmed), 0)::int as confirmed
           from findings f
           join verdicts v on v.id = f.verdict_id join revisions r on r.id = v.revision_id
           join comments c on c.id = r.comment_id
           left join (
             select rule, count(*) as judged, count(*) filter (where confirmed) as confirmed from judgements
             where at >= $1 and at < $2 and ($3::bigint[] is null or source_id = any($3)) group by rule
           ) j on j.rule = f.rule
           where v.at >= $1 and v.at < $2 and ($3::bigint[] is null or c.source_id = any($3))
           group by f.rule order by hits desc, f.rule`,
        ),
        days: await readDays(pool, window),
      };
    },

    async *harmCases(window) {
      let at = '-infinity';
      let id = '0';
      for (;;) {
        // From opening to opening, so that no case outside the window is looked at.
        const { rows } = await pool.query<HarmRow>(
          `with page as materialized (
             select at, id, case_id from audit
             where what = 'case.opened' and at >= $1 and at < $2 and (at, id) > ($4::timestamptz, $5::bigint)
               and ($3::bigint[] is null or source_id = any($3))
             order by at, id limit ${PAGE}
           )
           select page.at::text as at, page.id, k.found from page left join lateral (
             select jsonb_build_object('source', k.source_id, 'rules', k.rules,
               'complains', 'needs-reply' = any(k.categories), 'text', coalesce(r.text, ''),
               'hidden', exists (select 1 from actions a where a.case_id = k.id and a.kind in ('hide', 'by-hand')
                 and a.category is not null and a.state = 'done')) as found
             from cases k join verdicts v on v.id = k.verdict_id left join revisions r on r.id = v.revision_id
             where k.id = page.case_id and k.harm
           ) k on true
           order by page.at, page.id`,
          [...valuesOf(window), at, id],
        );
        const cases = rows.flatMap(({ found }) => found ?? []);
        if (cases.length > 0) yield cases;
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE) return;
        ({ at, id } = last);
      }
    },
  };
}

interface HarmRow {
  /** Place of the opening in the audit. */
  readonly at: string;
  readonly id: string;
  readonly found: HarmCase | null;
}

function valuesOf({ from, to, sources }: ReportWindow): unknown[] {
  return [from, to, sources === undefined ? null : [...sources]];
}

/** From a case's opening to the first word of a person, in seconds, by the moment of its opening. */
const waits = (further: string): string => `
    select e.at, extract(epoch from d.at - e.at)::float8 as seconds
    from audit e join cases k on k.id = e.case_id ${further}
    join lateral (select at from audit d where d.case_id = e.case_id and d.id > e.id and d.actor = 'person'
      and d.what in ${DECIDED} order by d.id limit 1) d on true
    where e.what = 'case.opened' and e.at >= $1 and e.at < $2
      and ($3::bigint[] is null or e.source_id = any($3))`;

function deciding(further: string): string {
  return `select ${SPREAD} from (${waits(further)}) s`;
}

function spread(row: { count: number; median: number | null; p90: number | null }): Spread {
  return {
    count: row.count,
    ...(row.median === null ? {} : { median: row.median }),
    ...(row.p90 === null ? {} : { p90: row.p90 }),
  };
}
