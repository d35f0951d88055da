import type pg from 'pg';
import { DECISIONS } from '../../domain/categories.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';

/** What a verdict says of its case. */
export function caseRow({ owed, verdict, need, hide, answer, print }: Judged): Record<string, unknown> {
  return {
    source_id: owed.source.id,
    comment_id: owed.commentId,
    revision_id: owed.revisionId,
    created_at: owed.createdAt,
    decision: need?.decision,
    suggest: need?.suggest,
    categories: need?.categories,
    severity: need?.severity,
    rules: need?.rules,
    language: verdict.language.code,
    harm: need?.harm,
    reply: need?.reply,
    group_key: print === undefined ? null : String(print.exact),
    expires_at: hide?.expiresAt ?? null,
    automatic: hide !== undefined || answer !== undefined,
  };
}

/** The comment needs nobody any more. */
export async function close(client: pg.PoolClient, id: string, verdictId: string | undefined): Promise<void> {
  // A provisional hide that still stands is ended by the sweep: its expiry is now.
  await client.query(
    `update cases set state = case when expires_at is null then 'expired' else state end,
       expires_at = case when expires_at is null then null else sang_now() end,
       verdict_id = $2, decision = 'none', suggest = 'none', categories = '{}', severity = 'low', rules = '{}',
       reply = false, waiting_since = null, updated_at = sang_now()
     where id = $1`,
    [id, verdictId],
  );
}

/** What stands, or waits for a person, now goes by the text that is there; what rules closed stays closed. */
export async function follow(
  client: pg.PoolClient,
  id: string,
  entry: Judged,
  verdictId: string | undefined,
  sameText: boolean,
): Promise<void> {
  await client.query(
    `update cases set verdict_id = $2, language = n.language, group_key = null, suggest = n.suggest,
       decision = case when $4 and state <> 'open' and decided_by is distinct from 'person' then 'none' else n.decision end,
       categories = n.categories, severity = n.severity, rules = n.rules, harm = n.harm, reply = n.reply,
       waiting_since = case when n.reply then waiting_since end,
       -- Nobody who takes a decision back hides a text again in which nothing is found.
       former = case when $4 and not $5 and state <> 'open' then former || '{"expiresAt": null}' else former end,
       updated_at = sang_now()
     from jsonb_to_record($3::jsonb) as n(decision text, suggest text, categories text[], severity text,
       rules text[], language text, harm boolean, reply boolean)
     where id = $1`,
    [id, verdictId, JSON.stringify(newRow(entry)), entry.need === undefined, sameText],
  );
}

/** The text a person had hidden is back: it is hidden by them, as it was. */
export async function restore(
  client: pg.PoolClient,
  id: string,
  verdictId: string | undefined,
): Promise<void> {
  await client.query(
    `update cases set verdict_id = $2, state = 'hidden', group_key = null, expires_at = null, decided_by = 'person',
       decided_at = (former->'held'->>'decidedAt')::timestamptz,
       moderator_id = (former->'held'->>'moderatorId')::bigint, former = null, waiting_since = null,
       updated_at = sang_now()
     where id = $1`,
    [id, verdictId],
  );
}

/** What a person is to look at although the rules find nothing: the same as a case opened by hand. */
const LOOK = {
  decision: 'flag',
  suggest: 'none',
  categories: [],
  severity: 'low',
  rules: [],
  harm: true,
  reply: false,
};

/** The new verdict, `n`, presses no more than what the case was for. */
const NO_MORE = 'array_position($5::text[], n.decision) <= array_position($5::text[], cases.decision)';
const NO_NEWS = `$4 and state = 'open' and ${NO_MORE}`;

function newRow(entry: Judged): Record<string, unknown> {
  return { ...caseRow(entry), ...(entry.need === undefined ? LOOK : {}) };
}

/** An open case takes over a new verdict; a decided one is opened again by it. */
export async function takeOver(
  client: pg.PoolClient,
  id: string,
  entry: Judged,
  verdictId: string | undefined,
  sameText: boolean,
): Promise<void> {
  await client.query(
    `update cases set verdict_id = $2, language = n.language,
       decision = n.decision, suggest = n.suggest, categories = n.categories, severity = n.severity,
       rules = n.rules, harm = n.harm, reply = n.reply, group_key = n.group_key,
       waiting_since = case
         when n.reply and $4 and state in ('open', 'replied') and cases.reply then waiting_since
         when n.reply then coalesce(waiting_since, sang_now()) end,
       -- Digests tell what was opened since the last one: what presses more than before is news. Else it keeps its
       -- place in the queue, however often its author changes it.
       -- Closed and opened again over one text: who was told of it before is told anew.
       decision_number = decision_number + case when $4 and state <> 'open' then 1 else 0 end,
       state = 'open', opened_at = case when state = 'open' and ${NO_MORE} then opened_at else sang_now() end,
       decided_at = case when state = 'open' then decided_at end,
       decided_by = case when state = 'open' then decided_by end,
       moderator_id = case when state = 'open' then moderator_id end,
       -- Who took it has it as long as it is the same text and presses no more than before.
       acknowledged_at = case when ${NO_NEWS} then acknowledged_at end,
       acknowledged_by = case when ${NO_NEWS} then acknowledged_by end, updated_at = sang_now(),
       appeals = case when $4 then appeals else 0 end,
       appealed_against = case when $4 then appealed_against else '{}' end,
       appealed_at = case when $4 then appealed_at end
     from jsonb_to_record($3::jsonb) as n(decision text, suggest text, categories text[], severity text,
       rules text[], language text, harm boolean, reply boolean, group_key text)
     where id = $1`,
    [id, verdictId, JSON.stringify(newRow(entry)), sameText, DECISIONS],
  );
}

/** Who proposed to hide the former text has said nothing of this one. */
export async function forgetProposal(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update cases set proposed_by = null, proposed_category = null, proposed_at = null
     where id = $1 and proposed_by is not null`,
    [caseId],
  );
}

/** Nobody need go and hide by hand what reads otherwise now. */
export async function dropTask(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where case_id = $1 and kind = 'by-hand' and detail->>'verb' = 'hide' and state = 'pending'`,
    [caseId],
  );
}

/** An answer to a text that has been replaced is not sent. */
export async function withdrawAnswer(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where case_id = $1 and kind = 'reply' and by = 'rule' and state in ('pending', 'postponed')
       and attempted_at is null`,
    [caseId],
  );
}
