import type pg from 'pg';
import type { Trouble } from '../../domain/digest/digest.ts';

/** Troubles of one kind told in a digest at most; the console has them all. */
const MOST = 50;

/** What went wrong in a window, from sources, actions, brakes, notices and the audit. */
export async function readTrouble(
  pool: pg.Pool,
  from: Date,
  to: Date,
  sources: readonly number[] | undefined,
): Promise<Trouble[]> {
  const { rows } = await pool.query<{
    kind: Trouble['kind'];
    subject: string;
    code: string | null;
    at: Date;
  }>(
    `with seen as (
       select a.* from audit a where a.at > $1 and a.at <= $2
         and (a.source_id is null or $3::bigint[] is null or a.source_id = any($3))
         and a.what in ('source.stopped', 'action.failed', 'case.expired', 'stage.demoted', 'stage.lapsed',
           'rulebook.refused', 'report.parity')
     ), told as (
       select 'source-stopped' as kind, s.name as subject, s.stopped_code as code, max(a.at) as at
         from seen a join sources s on s.id = a.source_id
         where a.what = 'source.stopped' and s.status = 'stopped' group by s.id
       union all
       select 'action-failed', a.case_id::text, max(a.why), max(a.at) from seen a
         where a.what = 'action.failed'
           and exists (select 1 from actions x where x.case_id = a.case_id and x.state = 'failed')
         group by a.case_id
       union all
       select 'hides-expired', count(*)::text, null, max(a.at) from seen a
         where a.what = 'case.expired' having count(*) > 0
       union all
       select case when a.what = 'stage.lapsed' then 'rule-overdue'
           when a.after->>'stage' = 'shadow' then 'rule-shadowed' else 'rule-demoted' end,
         a.rule, null, max(a.at) from seen a
         where a.what in ('stage.demoted', 'stage.lapsed') and a.rule is not null group by 1, 2
       union all
       select 'rules-refused', coalesce((array_agg(a.after->>'faults' order by a.id desc))[1], '?'), null, max(a.at)
         from seen a where a.what = 'rulebook.refused' having count(*) > 0
       union all
       select 'parity', s.name || coalesce(' (' || a.rule || ')', ''), null, max(a.at)
         from seen a join sources s on s.id = a.source_id where a.what = 'report.parity' group by s.name, a.rule
       union all
       select 'brake', coalesce(b.rule, (select name from sources where id = b.source_id), '*'), null, b.at
         from brakes b where b.at > $1 and b.at <= $2 and b.automatic
           and (b.source_id is null or $3::bigint[] is null or b.source_id = any($3))
       union all
       select case n.state when 'failed' then 'notice-failed' else 'notice-unanswered' end, n.case_id::text,
         max(n.code), max(coalesce(n.sent_at, n.created_at)) from notices n join cases k on k.id = n.case_id
         where n.state in ('failed', 'unanswered') and coalesce(n.sent_at, n.created_at) > $1
           and coalesce(n.sent_at, n.created_at) <= $2
           and ($3::bigint[] is null or k.source_id = any($3))
         group by 1, 2
     )
     select * from told order by at desc limit ${MOST}`,
    [from, to, sources ?? null],
  );
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    at: row.at,
    ...(row.code === null ? {} : { code: row.code }),
  }));
}
