import type pg from 'pg';
import type { ActionFailure, ClaimedAction } from '../../pipeline/ports/acting.ts';
import type { Ensured } from '../../pipeline/ports/platform.ts';

/** Pauses between tries: 10, 20, 40 … seconds, at most an hour; five minutes for what makes visible again. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 3600;
const LONGEST_UNHIDE_PAUSE_SECONDS = 300;
/** A platform that refuses our actions without naming a time is left alone this long. */
const REFUSED_HOURS = 24;

/** Verbs a person can carry out in the platform's own tool. */
const BY_HAND: readonly string[] = ['hide', 'unhide', 'reply'];

/**
 * A call we gave up on is applied within so many minutes, or not at all. An answer waits for them before it is tried again:
 * one that is not in sight yet would be sent twice.
 */
export const LATE_MINUTES = 5;

/**
 * Whether a call for an earlier hide of this case may still be on its way: one that ended otherwise than by its first
 * answer. A try is over within a minute, so what took longer was tried again by whoever took over.
 */
const OPEN_FATE = `exists (select 1 from actions h where h.case_id = actions.case_id and h.kind = 'hide'
  and h.attempted_at > sang_now() - interval '1 day'
  and (h.state <> 'done' or h.attempts > 1 or h.done_at > h.attempted_at + interval '1 minute'))`;

/** The platform did it: what holds there now is ours to know, and the action is at its end. */
export async function finishAction(
  client: pg.PoolClient,
  action: ClaimedAction,
  ensured: Ensured,
): Promise<void> {
  const { rowCount } = await client.query(
    `update actions set state = 'done', done_at = sang_now(), external_id = $3, code = null,
       attempts = attempts + 1, lease = null, lease_until = null,
       look_again_at = coalesce(look_again_at, case when kind = 'unhide' and ${OPEN_FATE}
         then sang_now() + make_interval(mins => ${LATE_MINUTES}) end)
     where id = $1 and lease = $2 and state in ('pending', 'postponed')`,
    [action.id, action.lease, ensured.externalId ?? null],
  );
  // The lease ran out during the call and another process ended it: its word stands.
  if (rowCount === 0) return;
  if (action.kind === 'hide') {
    // Hidden before our first call = somebody else's hide, which we shall never take back.
    const byOther = ensured.already && action.attemptedAt === undefined;
    await client.query(
      `update comments set hidden = true,
         hidden_by = case when $3 and ($2 or (hidden and hidden_by = 'other')) then 'other' else 'us' end where id = $1`,
      [action.comment.id, byOther, ensured.already],
    );
  } else if (action.kind === 'unhide') {
    await client.query('update comments set hidden = false, hidden_by = null where id = $1', [
      action.comment.id,
    ]);
  }
  await note(client, action, 'action.done', undefined, { kind: action.kind, already: ensured.already });
  if (action.kind === 'reply' && action.by === 'rule') await closeAnswered(client, action);
}

/** An answer that went out by itself ends the waiting, unless a person has decided meanwhile. */
async function closeAnswered(client: pg.PoolClient, action: ClaimedAction): Promise<void> {
  await client.query(
    `with closed as (
       update cases k set state = 'replied', decided_by = 'rule', decided_at = sang_now(), waiting_since = null,
         updated_at = sang_now()
       from actions a where a.id = $1 and k.id = a.case_id and k.state = 'open'
         and k.decision_number = a.number
       returning k.id, k.source_id, a.rule
     )
     insert into audit (actor, rule, source_id, case_id, what, before, after)
     select 'rule', rule, source_id, id, 'case.answered', '{"state":"open"}', '{"state":"replied"}' from closed`,
    [action.id],
  );
}

/** The platform did not: tried again later, given up or called off, and whoever else must wait is told to. */
export async function failAction(
  client: pg.PoolClient,
  action: ClaimedAction,
  failure: ActionFailure,
): Promise<void> {
  // No better token comes for a page that was removed.
  const shutOut = failure.kind === 'stop-source' && action.source.status === 'removed';
  const people = action.by === 'person' || (shutOut && action.kind === 'unhide');
  if ((failure.byHand === true || shutOut) && people && BY_HAND.includes(action.kind)) {
    return handOver(client, action, failure.code);
  }
  const state =
    failure.kind === 'give-up' || shutOut
      ? 'failed'
      : failure.kind === 'cancelled'
        ? 'cancelled'
        : 'postponed';
  const longest = action.kind === 'unhide' ? LONGEST_UNHIDE_PAUSE_SECONDS : LONGEST_PAUSE_SECONDS;
  const counts = failure.kind === 'retry' || failure.kind === 'give-up';
  const usual = counts ? Math.min(FIRST_PAUSE_SECONDS * 2 ** action.attempts, longest) : 30;
  const unseen = action.kind === 'reply' && failure.maybeApplied === true;
  const pause = unseen ? Math.max(usual, LATE_MINUTES * 60) : usual;
  const { rows } = await client.query<{ state: string }>(
    // Looked at once more and gone from the platform: it had been shown.
    `update actions set code = $4, state = case when look_again_at is not null and $4 like '%.gone' then 'done' else $3 end,
       lease = null, lease_until = null,
       attempts = attempts + case when $5 then 1 else 0 end,
       attempted_at = case when not $8 then attempted_at end,
       not_before = case when $3 = 'postponed' then coalesce($6, sang_now() + make_interval(secs => $7)) end
     where id = $1 and lease = $2 and state in ('pending', 'postponed') returning state`,
    [
      action.id,
      action.lease,
      state,
      failure.code,
      counts,
      failure.until ?? null,
      pause,
      failure.uncalled === true && action.attemptedAt === undefined,
    ],
  );
  const ended = rows[0]?.state;
  if (ended === undefined) return;
  if (failure.kind === 'stop-writes') {
    await client.query(
      `update sources set writes_not_before = coalesce($2, sang_now() + make_interval(hours => ${REFUSED_HOURS})),
         last_failure = $3 where id = $1`,
      [action.source.id, failure.until ?? null, failure.code],
    );
  } else if (failure.kind === 'wait' && failure.code.startsWith('budget.')) {
    // The budget is full for this lane, a person's or the machine's: what else waits in it need not ask again.
    await client.query(
      `update actions set state = 'postponed', code = $4, not_before = greatest(not_before, $3)
       where id in (select id from actions
         where source_id = $1 and (by = 'person') = $2 and state in ('pending', 'postponed')
           and kind <> 'by-hand' and (lease_until is null or lease_until <= sang_now())
           and (not_before is null or not_before < $3)
         order by id for update skip locked)`,
      [action.source.id, action.by === 'person', failure.until ?? null, failure.code],
    );
  } else if (failure.kind === 'wait') {
    // The platform itself said so: it holds for everyone. A full budget holds for this lane alone.
    await client.query(
      `update sources set writes_not_before = greatest(writes_not_before, $2) where id = $1`,
      [action.source.id, failure.until ?? null],
    );
  } else if (failure.kind === 'stop-source' && !shutOut) {
    await client.query(
      `update sources set status = 'stopped', stopped_code = $2, last_failure = $2
       where id = $1 and status not in ('stopped', 'removed')`,
      [action.source.id, failure.code],
    );
    await note(client, action, 'source.stopped', failure.code, { status: 'stopped' });
  }
  if (ended !== 'postponed') {
    await note(client, action, `action.${ended}`, failure.code, { kind: action.kind });
  }
}

/** What a person decided and no call does becomes a task: for the same decision, with the reason beside it. */
async function handOver(client: pg.PoolClient, action: ClaimedAction, because: string): Promise<void> {
  const { rowCount } = await client.query(
    `update actions set kind = 'by-hand', state = 'pending', code = null, attempts = attempts + 1,
       detail = detail || jsonb_build_object('verb', kind, 'because', $3::text),
       lease = null, lease_until = null, not_before = null
     where id = $1 and lease = $2 and state in ('pending', 'postponed')`,
    [action.id, action.lease, because],
  );
  if (rowCount === 1) await note(client, action, 'action.by-hand', because, { kind: action.kind });
}

async function note(
  client: pg.PoolClient,
  action: ClaimedAction,
  what: string,
  why: string | undefined,
  after: unknown,
): Promise<void> {
  await client.query(
    `insert into audit (actor, source_id, case_id, what, why, after)
     values ('service', $1, $2, $3, $4, $5)`,
    [action.source.id, action.caseId, what, why ?? null, JSON.stringify(after)],
  );
}
