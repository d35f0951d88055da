import type pg from 'pg';

/** Ends a hide that stands: the comment is shown again, and the case numbers the step as it does a decision. */
export async function endHide(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `with ended as (
       update cases set expires_at = null, decision_number = decision_number + 1, updated_at = sang_now(),
         decided_by = case when state = 'open' then null else decided_by end
       where id = $1 returning id, source_id, decision_number
     ), undone as (
       insert into actions (case_id, source_id, number, kind, by)
       select id, source_id, decision_number, 'unhide', 'sweep' from ended
       on conflict do nothing
     )
     insert into audit (actor, source_id, case_id, what, why)
     select 'rule', source_id, id, 'case.hide-ended', 'verdict' from ended`,
    [caseId],
  );
}

/** Gives a person's hide, which stands over a changed text now, an end: visible again then unless a person confirms it. */
export async function boundHide(client: pg.PoolClient, caseId: string, until: Date): Promise<void> {
  await client.query(
    `with bounded as (
       update cases set expires_at = $2, updated_at = sang_now(),
         former = jsonb_build_object('held', jsonb_build_object('decidedAt', decided_at, 'moderatorId', moderator_id))
       where id = $1 returning id, source_id
     )
     insert into audit (actor, source_id, case_id, what, why, after)
     select 'rule', source_id, id, 'case.hide-bounded', 'edit', jsonb_build_object('expires', $2::timestamptz)
     from bounded`,
    [caseId, until],
  );
}
