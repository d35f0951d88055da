import type pg from 'pg';
import type { Judged } from '../../pipeline/ports/screening.ts';

/**
 * Writes what goes out by itself for the cases just opened: provisional hides and opening-hours answers, each as the
 * first action of its case. The tables hold what may be automatic at all (checks, and a trigger on the case's
 * categories).
 */
export async function writeAutomatic(
  client: pg.PoolClient,
  fresh: readonly Judged[],
  caseIds: ReadonlyMap<number, string>,
): Promise<{ hides: number; answers: number }> {
  const actions = fresh.flatMap((entry) => {
    const caseId = caseIds.get(entry.owed.commentId);
    const row = caseId === undefined ? undefined : actionRow(entry);
    return row === undefined ? [] : [{ case_id: caseId, source_id: entry.owed.source.id, ...row }];
  });
  if (actions.length > 0) {
    await client.query(
      `with a as (
         select * from jsonb_to_recordset($1::jsonb) as a(case_id bigint, source_id bigint, kind text,
           category text, detail jsonb, rule text, expires_at timestamptz)
       ), acted as (
         insert into actions (case_id, source_id, number, kind, category, detail, by, rule, expires_at)
         select case_id, source_id, 1, kind, category, detail, 'rule', rule, expires_at from a
         on conflict do nothing returning case_id
       )
       insert into audit (actor, rule, source_id, case_id, what, after)
       select 'rule', a.rule, a.source_id, a.case_id,
         case a.kind when 'hide' then 'case.hidden-provisionally' else 'case.answer-queued' end,
         case a.kind when 'hide' then jsonb_build_object('expires', a.expires_at)
           else jsonb_build_object('template', a.detail->'template') end
       from a`,
      [JSON.stringify(actions)],
    );
  }
  return {
    hides: actions.filter(({ kind }) => kind === 'hide').length,
    answers: actions.filter(({ kind }) => kind === 'reply').length,
  };
}

function actionRow({ hide, answer }: Judged) {
  if (hide !== undefined) {
    return {
      kind: 'hide',
      category: hide.category,
      detail: {},
      rule: hide.rule,
      expires_at: hide.expiresAt,
    };
  }
  if (answer === undefined) return undefined;
  return {
    kind: 'reply',
    category: 'needs-reply',
    detail: { text: answer.text, template: answer.template },
    rule: answer.rule,
    expires_at: null,
  };
}
