import type pg from 'pg';
import { type Renewal, renewal } from '../../domain/act/renew.ts';
import { hideReason } from '../../domain/act/provisional.ts';
import type { Judged, Settled } from '../../pipeline/ports/screening.ts';
import { brake } from './brakes.ts';
import { writeAutomatic } from './settle-automatic.ts';

interface Standing {
  id: string;
  comment_id: string;
  state: string;
  peoples: boolean;
  revision_id: string;
}

/** What the verdicts just stored go by. */
export interface StoredVerdicts {
  /** By revision. */
  readonly ids: ReadonlyMap<number, string>;
  readonly now: Date;
}

/** Opens, renews and closes the cases of a batch, with the provisional hides that go along. */
export async function settleCases(
  client: pg.PoolClient,
  judged: readonly Judged[],
  verdicts: StoredVerdicts,
): Promise<Settled> {
  const standing = await readStanding(client, judged);
  const fresh: Judged[] = [];
  for (const entry of judged) {
    const before = standing.get(entry.owed.commentId);
    if (before === undefined) {
      if (entry.need !== undefined) fresh.push(entry);
      continue;
    }
    const what = renewal(
      {
        state: before.state,
        sameText: sameText(before, entry),
        peoples: before.peoples,
      },
      entry.need,
    );
    await renew(client, before, entry, what, verdicts.ids.get(entry.owed.revisionId));
  }
  return openCases(client, await brake(client, fresh), verdicts);
}

async function readStanding(
  client: pg.PoolClient,
  judged: readonly Judged[],
): Promise<Map<number, Standing>> {
  const { rows } = await client.query<Standing>({
    name: 'settle.standing',
    // One by one, as in `screen.read`, and in one order over all workers, so that no two wait for each other.
    // What was opened by hand has no category until a rule finds one.
    text: `select k.id, k.comment_id, k.state, v.revision_id, k.appealed_at is not null or k.proposed_by is not null
        or cardinality(k.categories) = 0 or coalesce((select a.verb = 'hide' and a.by = 'person' from (
            select *, case kind when 'by-hand' then detail->>'verb' else kind end as verb from actions
            where case_id = k.id and state not in ('cancelled', 'failed')) a
          where a.verb in ('hide', 'unhide') order by a.number desc, a.id desc limit 1), false) as peoples
      from (select id from unnest($1::bigint[]) as u(id) order by id) as i
      cross join lateral (select * from cases k where k.comment_id = i.id limit 1 for update) k
      cross join lateral (select v.revision_id from verdicts v where v.id = k.verdict_id limit 1) v`,
    values: [judged.map(({ owed }) => owed.commentId)],
  });
  return new Map(rows.map((row) => [Number(row.comment_id), row]));
}

async function openCases(
  client: pg.PoolClient,
  fresh: readonly Judged[],
  { ids: verdictIds, now }: StoredVerdicts,
): Promise<Settled> {
  if (fresh.length === 0) return { hides: 0, answers: 0 };
  const { rows } = await client.query<{ id: string; comment_id: string }>({
    name: 'settle.open',
    text: `with made as (
        insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules,
          language, harm, reply, waiting_since, group_key, opened_at, decision_number, decided_by, expires_at)
        select n.source_id, n.comment_id, n.verdict_id, n.decision, n.suggest, n.categories, n.severity, n.rules,
          n.language, n.harm, n.reply, case when n.reply and not page.answered then n.created_at end, n.group_key, $2,
          case when n.automatic then 1 else 0 end, case when n.automatic then 'rule' end, n.expires_at
        from jsonb_to_recordset($1::jsonb) as n(source_id bigint, comment_id bigint, verdict_id bigint,
          decision text, suggest text, categories text[], severity text, rules text[], language text, harm boolean,
          reply boolean, created_at timestamptz, group_key text, expires_at timestamptz, automatic boolean)
        cross join lateral (
          select n.reply and exists (select 1 from comments c join comments a on a.source_id = c.source_id and a.by_page
            and a.parent_external_id = c.external_id where c.id = n.comment_id) as answered
        ) page
        -- What only asked for an answer and has it by now needs nobody.
        where not (page.answered and n.decision = 'reply' and not n.harm)
        on conflict (comment_id) do nothing
        returning id, comment_id, source_id
      ), noted as (
        insert into audit (actor, source_id, case_id, what, after)
        select 'rule', source_id, id, 'case.opened', '{"state":"open"}' from made
      )
      select id, comment_id from made`,
    values: [
      JSON.stringify(
        fresh.map((entry) => ({ ...caseRow(entry), verdict_id: verdictIds.get(entry.owed.revisionId) })),
      ),
      now,
    ],
  });
  const ids = new Map(rows.map((row) => [Number(row.comment_id), row.id]));
  return writeAutomatic(client, fresh, ids);
}

function caseRow({ owed, verdict, need, hide, answer, print }: Judged): Record<string, unknown> {
  return {
    source_id: owed.source.id,
    comment_id: owed.commentId,
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

/** Applies a new verdict to a case that exists. */
async function renew(
  client: pg.PoolClient,
  before: Standing,
  entry: Judged,
  what: Renewal,
  verdictId: string | undefined,
): Promise<void> {
  if (what === 'leave') return;
  await withdrawAnswer(client, before.id);
  if (!sameText(before, entry)) await forgetProposal(client, before.id);
  if (what !== 'close' && hideReason(entry.verdict) === undefined) await endHide(client, before.id);
  if (what === 'close') {
    // A provisional hide that still stands is ended by the sweep: its expiry is now.
    await client.query(
      `update cases set state = case when expires_at is null then 'expired' else state end,
         expires_at = case when expires_at is null then null else sang_now() end,
         verdict_id = $2, decision = 'none', suggest = 'none', waiting_since = null, updated_at = sang_now()
       where id = $1`,
      [before.id, verdictId],
    );
  } else if (what === 'follow') {
    await client.query(
      `update cases set verdict_id = $2, language = $3, group_key = null, updated_at = sang_now() where id = $1`,
      [before.id, verdictId, entry.verdict.language.code],
    );
  } else {
    await client.query(
      `update cases set verdict_id = $2, language = n.language,
         decision = n.decision, suggest = n.suggest, categories = n.categories, severity = n.severity,
         rules = n.rules, harm = n.harm, reply = n.reply, group_key = n.group_key,
         waiting_since = case
           when n.reply and $4 and state = 'open' and cases.reply then waiting_since
           when n.reply then coalesce(waiting_since, sang_now()) end,
         state = 'open', opened_at = case when state = 'open' then opened_at else sang_now() end,
         decided_at = case when state = 'open' then decided_at end,
         decided_by = case when state = 'open' then decided_by end,
         moderator_id = case when state = 'open' then moderator_id end,
         acknowledged_at = null, acknowledged_by = null, updated_at = sang_now(),
         appeals = case when $4 then appeals else 0 end,
         appealed_against = case when $4 then appealed_against else '{}' end,
         appealed_at = case when $4 then appealed_at end
       from jsonb_to_record($3::jsonb) as n(decision text, suggest text, categories text[], severity text,
         rules text[], language text, harm boolean, reply boolean, group_key text)
       where id = $1`,
      [before.id, verdictId, JSON.stringify(caseRow(entry)), sameText(before, entry)],
    );
  }
  await client.query(
    `insert into audit (actor, source_id, case_id, what, why, before, after)
     values ('rule', $1, $2, $3, $4, $5, $6)`,
    [
      entry.owed.source.id,
      before.id,
      `case.${what === 'reopen' ? 'reopened' : what === 'close' ? 'closed' : 'renewed'}`,
      what === 'reopen' ? 'edit' : 'verdict',
      JSON.stringify({ state: before.state }),
      JSON.stringify({ state: what === 'close' ? 'expired' : 'open' }),
    ],
  );
}

const sameText = (before: Standing, { owed }: Judged): boolean =>
  Number(before.revision_id) === owed.revisionId;

/** Who proposed to hide the former text has said nothing of this one. */
async function forgetProposal(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update cases set proposed_by = null, proposed_category = null, proposed_at = null
     where id = $1 and proposed_by is not null`,
    [caseId],
  );
}

/** An answer to a text that has been replaced is not sent. */
async function withdrawAnswer(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where case_id = $1 and kind = 'reply' and by = 'rule' and state in ('pending', 'postponed')
       and attempted_at is null`,
    [caseId],
  );
}

/** A provisional hide ends with its reason: nothing stays hidden for a text that is no longer there. */
async function endHide(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `with ended as (
       update cases set expires_at = null, decided_by = null, decision_number = decision_number + 1,
         updated_at = sang_now()
       where id = $1 and expires_at is not null returning id, source_id, decision_number
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
