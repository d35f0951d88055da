import type pg from 'pg';
import type { Outcome } from '../../pipeline/ports/cases.ts';
import { noteCase } from './case-note.ts';
import { supersedeFailed } from './failures.ts';
import type { CaseRow } from './locked-case.ts';

/** Case, actions, judgements and audit of one decision. */
export async function writeOutcome(client: pg.PoolClient, row: CaseRow, outcome: Outcome): Promise<void> {
  const moderatorId = outcome.actor.kind === 'person' ? outcome.actor.moderatorId : null;
  const by = outcome.actor.kind === 'sweep' ? 'sweep' : 'person';
  const number = row.decision_number + 1;
  const reopened = outcome.to === 'open';
  const until = outcome.effect.verb === 'hide' ? outcome.effect.provisional?.until : undefined;
  await client.query(
    `update cases set state = $2, decision_number = $3, updated_at = sang_now(),
       expires_at = case when $9 then expires_at else $8 end,
       decided_at = case when $4 then null else sang_now() end,
       decided_by = case when not $4 then $5
         when $8::timestamptz is not null or ($9 and expires_at is not null) then 'rule' end,
       -- What rules closed, people look at again: in the lane of what is to be looked at.
       decision = case when $4 and decision = 'none' then 'flag' else decision end,
       harm = harm or ($4 and decision = 'none'),
       decided_revision = case when not $4 then $10::bigint end,
       moderator_id = case when $7 then moderator_id when $4 then null else $6::bigint end,
       opened_at = case when $7 then sang_now() else opened_at end,
       waiting_since = case when $4 and reply then coalesce(waiting_since, case when $7 then sang_now()
           else coalesce((former->>'waitingSince')::timestamptz,
             (select c.created_at from comments c where c.id = comment_id)) end)
         when state = 'open' and $4 then waiting_since end,
       appealed_at = case when $7 then sang_now() when $2 in ('open', 'escalated') then
         coalesce(appealed_at, case when $4 and state not in ('open', 'expired')
           then (former->>'appealedAt')::timestamptz end) end,
       former = case when $4 then null when state not in ('open', 'expired') then former
         else jsonb_build_object('expiresAt', expires_at, 'waitingSince', waiting_since,
           'appealedAt', appealed_at) end,
       appealed_against = case when $7 and moderator_id is not null and not moderator_id = any(appealed_against)
         then appealed_against || moderator_id else appealed_against end,
       appeals = appeals + case when $7 then 1 else 0 end,
       appeal_wanted_at = null,
       proposed_by = null, proposed_category = null, proposed_at = null, held_by = null, held_until = null
     where id = $1`,
    [
      row.id,
      outcome.to,
      number,
      reopened,
      by,
      moderatorId,
      outcome.event === 'appeal',
      until ?? null,
      // To hand up, or to take that back, is not to confirm: the end of a provisional hide stands.
      outcome.event === 'escalate' ||
        (outcome.event === 'undo' && row.state === 'escalated' && outcome.effect.verb !== 'unhide'),
      row.revision_id,
    ],
  );
  await cancelPending(client, row.id, outcome);
  await supersedeFailed(client, row.id);
  if (outcome.event === 'hide' && moderatorId !== null) await takeOver(client, row.id, moderatorId);
  await queueActions(client, row, outcome, number, moderatorId);
  await judge(client, row, outcome, moderatorId);
  await noteCase(
    client,
    outcome.actor,
    row.source_id,
    row.id,
    `case.${outcome.event}`,
    outcome.why,
    { state: row.state },
    { state: outcome.to, number },
  );
}

/**
 * A reply or a task that has not been begun need not be done any more. Visibility is never cancelled here: what was
 * decided before is carried out in order, and `standing` counts on it. Only a task to hide or show, which no worker
 * takes, gives way to the next one of its sort.
 */
async function cancelPending(client: pg.PoolClient, caseId: string, { effect }: Outcome): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where case_id = $1 and state in ('pending', 'postponed') and case kind
       when 'reply' then attempted_at is null and (lease_until is null or lease_until <= sang_now())
       when 'by-hand' then $2 or detail->>'verb' not in ('hide', 'unhide')
       else false end`,
    [caseId, effect.verb !== 'none'],
  );
}

/** Whether people's hands alone have been at the comment, and left it as it is wanted: nobody need do anything. */
function isSoByHand({ last }: CaseRow, { byHand, effect }: Outcome): boolean {
  const done = (last ?? []).filter(({ state }) => state !== 'cancelled');
  const held = done.find(({ state }) => state === 'done')?.kind ?? 'unhide';
  return byHand && done.every((each) => each.byHand) && effect.verb === held;
}

/** An automatic hide on its way that a person confirms is that person's from then on: no brake takes it back. */
async function takeOver(client: pg.PoolClient, caseId: string, moderatorId: number): Promise<void> {
  await client.query(
    `update actions set by = 'person', moderator_id = $2, expires_at = null
     where case_id = $1 and kind = 'hide' and by = 'rule' and state in ('pending', 'postponed')`,
    [caseId, moderatorId],
  );
}

async function queueActions(
  client: pg.PoolClient,
  row: CaseRow,
  outcome: Outcome,
  number: number,
  moderatorId: number | null,
): Promise<void> {
  // The command line's operator has no row among the moderators; what it orders only ever restores visibility.
  const by = outcome.actor.kind === 'person' ? 'person' : 'sweep';
  const { effect } = outcome;
  const provisional = effect.verb === 'hide' ? effect.provisional : undefined;
  const visibility = effect.verb === 'none' || isSoByHand(row, outcome) ? [] : [effect];
  const actions = [
    ...visibility.map((wanted) => ({
      kind: outcome.byHand ? 'by-hand' : wanted.verb,
      category: wanted.verb === 'hide' ? wanted.category : null,
      detail: outcome.byHand ? { verb: wanted.verb } : {},
      // What a rule had hidden stays the rule's: a brake takes it back, and no report counts it as a person's.
      ...(provisional === undefined
        ? { by, moderatorId, rule: null, expiresAt: null }
        : { by: 'rule', moderatorId: null, rule: provisional.rule, expiresAt: provisional.until }),
    })),
    ...outcome.further.map((further) => ({
      kind: further.byHand ? 'by-hand' : further.kind,
      category: null,
      detail: further.byHand ? { verb: further.kind, ...further.detail } : further.detail,
      by,
      moderatorId,
      rule: null,
      expiresAt: null,
    })),
  ];
  for (const action of actions) {
    await client.query(
      `insert into actions (case_id, source_id, number, kind, category, detail, by, moderator_id, rule, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [
        row.id,
        row.source_id,
        number,
        action.kind,
        action.category,
        JSON.stringify(action.detail),
        action.by,
        action.moderatorId,
        action.rule,
        action.expiresAt,
      ],
    );
  }
}

/** A person's word about the rules of the case; the latest counts, undo takes it back. */
async function judge(
  client: pg.PoolClient,
  row: CaseRow,
  outcome: Outcome,
  moderatorId: number | null,
): Promise<void> {
  if (outcome.judgement === undefined || row.rules.length === 0) return;
  if (outcome.judgement === 'clear') {
    await client.query('delete from judgements where revision_id = $1 and rule = any($2::text[])', [
      row.revision_id,
      row.rules,
    ]);
    return;
  }
  const { confirmed, of } = outcome.judgement;
  await client.query(
    `insert into judgements (rule, source_id, revision_id, confirmed, accents, by, moderator_id)
     select distinct f.rule, $2::bigint, v.revision_id, $4::boolean, $5, $6, $7::bigint
     from verdicts v join findings f on f.verdict_id = v.id
     where v.id = $3 and f.rule = any($1::text[]) and ($8::text[] is null or f.category = any($8))
     on conflict (rule, revision_id) do update set confirmed = excluded.confirmed, by = excluded.by,
       moderator_id = excluded.moderator_id, at = sang_now()`,
    [
      row.rules,
      row.source_id,
      row.verdict_id,
      confirmed,
      row.accents,
      row.appealed_at === null ? 'case' : 'appeal',
      moderatorId,
      of ?? null,
    ],
  );
}
