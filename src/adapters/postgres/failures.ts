import type pg from 'pg';
import { transaction } from './database.ts';

/** Nothing was wanted of the comment's visibility since: what the action is for holds through the decisions after it. */
const LAST_SEEN_TO = `not exists (select 1 from actions l where l.case_id = a.case_id and l.number > a.number
  and l.state <> 'cancelled' and case l.kind when 'by-hand' then l.detail->>'verb' else l.kind end in ('hide', 'unhide'))`;

/** A failed call left a comment hidden that is to be seen. `a` is the action, `k` its case, `c` the comment. */
export const LEFT_HIDDEN = `(a.kind = 'unhide' and a.state = 'failed' and k.state <> 'hidden' and ${LAST_SEEN_TO}
  and c.hidden and c.gone_at is null and coalesce(a.code, '') not like '%.gone')`;

/**
 * Whether a failed action is still what its case wants: it belongs to the last decision, or the last word on whether the
 * comment is to be seen, and that stands. `a` is the action, `k` its case.
 */
const STILL_WANTED = `(case when a.kind in ('hide', 'unhide') then ${LAST_SEEN_TO} else a.number = k.decision_number end and case
  when a.kind = 'unhide' then k.state <> 'hidden'
  when a.by = 'rule' and a.kind = 'hide' then k.state in ('open', 'escalated') and coalesce(k.expires_at > sang_now(), false)
  when a.kind = 'hide' then k.state = 'hidden' or (k.state in ('open', 'escalated') and k.appealed_at is not null)
  when a.kind = 'reply' and a.by = 'rule' then k.state = 'open' and k.waiting_since is not null
  when a.kind = 'reply' then k.state = 'replied'
  when a.kind = 'tag' then k.state = 'escalated'
  else true end)`;

/** Failed and still wanted: a person may have it tried again. */
export const MAY_RETRY = `(a.state = 'failed' and ${STILL_WANTED})`;

/** To be done by hand, and not done yet. */
export const MAY_DO = `(a.kind = 'by-hand' and a.state = 'pending')`;

/** Ticked off, and nothing has been decided since: whoever ticked it too early may say so. */
export const MAY_REOPEN = `(a.kind = 'by-hand' and a.state = 'done' and a.number = k.decision_number)`;

/**
 * Failed or to be done by hand, and a person may let it be: everything save what keeps a comment hidden that is to be
 * seen and can still be found there. `c` is the comment.
 */
export const MAY_DISMISS = `((a.state = 'failed' and not ${LEFT_HIDDEN})
  or (${MAY_DO} and (a.detail->>'verb' <> 'unhide' or c.gone_at is not null or c.purged_at is not null)))`;

/** Puts a failed action among the pending ones again, unless its case has gone on since; audited. */
export function retryFailed(
  pool: pg.Pool,
  actionId: number,
  moderatorId: number | undefined,
): Promise<boolean> {
  return settle(pool, actionId, moderatorId, {
    may: MAY_RETRY,
    set: `state = 'pending', attempts = 0, not_before = null, code = null`,
    what: 'action.retried',
  });
}

/** Ends a failed action or a task for good by a person's wish; audited with why it had failed. */
export function dismissFailed(pool: pg.Pool, actionId: number, moderatorId: number): Promise<boolean> {
  return settle(pool, actionId, moderatorId, {
    may: MAY_DISMISS,
    set: `state = 'cancelled', code = 'dismissed'`,
    what: 'action.dismissed',
  });
}

/** What failed before a new decision is not wanted any more: nobody can have it tried again. */
export async function supersedeFailed(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded' where case_id = $1 and state = 'failed'`,
    [caseId],
  );
}

/** Ticks off a task that a person did at the platform; audited. False when it was not to be done. */
export function doneByHand(pool: pg.Pool, actionId: number, moderatorId: number): Promise<boolean> {
  return settle(pool, actionId, moderatorId, {
    may: MAY_DO,
    set: `state = 'done', done_at = sang_now()`,
    what: 'action.done-by-hand',
  });
}

/** Puts a task that was ticked off too early back among those to be done; audited. */
export function reopenByHand(pool: pg.Pool, actionId: number, moderatorId: number): Promise<boolean> {
  return settle(pool, actionId, moderatorId, {
    may: MAY_REOPEN,
    set: `state = 'pending', done_at = null`,
    what: 'action.reopened-by-hand',
  });
}

interface Step {
  readonly may: string;
  readonly set: string;
  readonly what: string;
}

function settle(
  pool: pg.Pool,
  actionId: number,
  moderatorId: number | undefined,
  { may, set, what }: Step,
): Promise<boolean> {
  return transaction(pool, async (client) => {
    // The case first, as a decision takes it: whichever comes second sees what the first one did.
    await client.query(
      'select 1 from cases where id = (select case_id from actions where id = $1) for update',
      [actionId],
    );
    const { rowCount } = await client.query(
      `with failed as (
         select a.id, a.code from actions a join cases k on k.id = a.case_id join comments c on c.id = k.comment_id
         where a.id = $1 and ${may} for update of a
       ), settled as (
         update actions x set ${set} from failed where x.id = failed.id
         returning x.case_id, x.source_id, x.kind, x.detail->>'verb' as verb, failed.code as why
       )
       insert into audit (actor, moderator_id, source_id, case_id, what, why, after)
       select case when $2::bigint is null then 'operator' else 'person' end, $2, source_id, case_id, $3, why,
         jsonb_strip_nulls(jsonb_build_object('kind', kind, 'verb', verb)) from settled`,
      [actionId, moderatorId ?? null, what],
    );
    return rowCount === 1;
  });
}
