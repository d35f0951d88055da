import type pg from 'pg';
import { type Renewal, renewal } from '../../domain/act/renew.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';

interface Standing {
  id: string;
  comment_id: string;
  state: string;
  decided_by: string | null;
  revision_id: string;
}

/** Opens, renews and closes the cases of a batch, with the provisional hides that go along. */
export async function settleCases(
  client: pg.PoolClient,
  judged: readonly Judged[],
  rulebookId: number,
  now: Date,
): Promise<{ cases: number; hides: number }> {
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
        decidedBy: before.decided_by ?? undefined,
        sameText: Number(before.revision_id) === entry.owed.revisionId,
      },
      entry.need,
    );
    await renew(client, before, entry, what, rulebookId);
  }
  return openCases(client, fresh, rulebookId, now);
}

async function readStanding(
  client: pg.PoolClient,
  judged: readonly Judged[],
): Promise<Map<number, Standing>> {
  const { rows } = await client.query<Standing>({
    name: 'settle.standing',
    text: `select k.id, k.comment_id, k.state, k.decided_by, v.revision_id
      from cases k join verdicts v on v.id = k.verdict_id
      where k.comment_id = any($1::bigint[]) order by k.id for update of k`,
    values: [judged.map(({ owed }) => owed.commentId)],
  });
  return new Map(rows.map((row) => [Number(row.comment_id), row]));
}

async function openCases(
  client: pg.PoolClient,
  fresh: readonly Judged[],
  rulebookId: number,
  now: Date,
): Promise<{ cases: number; hides: number }> {
  if (fresh.length === 0) return { cases: 0, hides: 0 };
  const { rows } = await client.query<{ id: string; comment_id: string }>({
    name: 'settle.open',
    text: `with made as (
        insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules,
          harm, reply, waiting_since, group_key, opened_at, decision_number, decided_by, expires_at)
        select n.source_id, n.comment_id, v.id, n.decision, n.suggest, n.categories, n.severity, n.rules,
          n.harm, n.reply, case when n.reply then c.created_at end, n.group_key, $3,
          case when n.expires_at is null then 0 else 1 end,
          case when n.expires_at is null then null else 'rule' end, n.expires_at
        from jsonb_to_recordset($1::jsonb) as n(source_id bigint, comment_id bigint, revision_id bigint,
          decision text, suggest text, categories text[], severity text, rules text[], harm boolean,
          reply boolean, group_key text, expires_at timestamptz)
        join verdicts v on v.revision_id = n.revision_id and v.rulebook_id = $2
        join comments c on c.id = n.comment_id
        on conflict (comment_id) do nothing
        returning id, comment_id, source_id
      ), noted as (
        insert into audit (actor, source_id, case_id, what, after)
        select 'rule', source_id, id, 'case.opened', '{"state":"open"}' from made
      )
      select id, comment_id from made`,
    values: [JSON.stringify(fresh.map(caseRow)), rulebookId, now],
  });
  const ids = new Map(rows.map((row) => [Number(row.comment_id), row.id]));
  const hides = fresh.flatMap(({ owed, hide }) => {
    const caseId = ids.get(owed.commentId);
    return hide === undefined || caseId === undefined
      ? []
      : [
          {
            case_id: caseId,
            source_id: owed.source.id,
            category: hide.category,
            rule: hide.rule,
            expires_at: hide.expiresAt,
          },
        ];
  });
  if (hides.length > 0) {
    await client.query(
      `with h as (
         select * from jsonb_to_recordset($1::jsonb)
           as h(case_id bigint, source_id bigint, category text, rule text, expires_at timestamptz)
       ), acted as (
         insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
         select case_id, source_id, 1, 'hide', category, 'rule', rule, expires_at from h
         on conflict (case_id, number, kind) do nothing
         returning case_id
       )
       insert into audit (actor, rule, source_id, case_id, what, after)
       select 'rule', h.rule, h.source_id, h.case_id, 'case.hidden-provisionally',
         jsonb_build_object('expires', h.expires_at) from h`,
      [JSON.stringify(hides)],
    );
  }
  return { cases: rows.length, hides: hides.length };
}

function caseRow({ owed, need, hide, print }: Judged): Record<string, unknown> {
  return {
    source_id: owed.source.id,
    comment_id: owed.commentId,
    revision_id: owed.revisionId,
    decision: need?.decision,
    suggest: need?.suggest,
    categories: need?.categories,
    severity: need?.severity,
    rules: need?.rules,
    harm: need?.harm,
    reply: need?.reply,
    group_key: print === undefined ? null : String(print.exact),
    expires_at: hide?.expiresAt ?? null,
  };
}

/** Applies a new verdict to a case that exists. */
async function renew(
  client: pg.PoolClient,
  before: Standing,
  entry: Judged,
  what: Renewal,
  rulebookId: number,
): Promise<void> {
  if (what === 'leave') return;
  if (what === 'close') {
    // A provisional hide that still stands is ended by the sweep: its expiry is now.
    await client.query(
      `update cases set state = case when expires_at is null then 'expired' else state end,
         expires_at = case when expires_at is null then null else sang_now() end,
         verdict_id = (select id from verdicts where revision_id = $2 and rulebook_id = $3),
         decision = 'none', suggest = 'none', waiting_since = null, updated_at = sang_now()
       where id = $1`,
      [before.id, entry.owed.revisionId, rulebookId],
    );
  } else {
    await client.query(
      `update cases set verdict_id = (select id from verdicts where revision_id = $2 and rulebook_id = $3),
         decision = n.decision, suggest = n.suggest, categories = n.categories, severity = n.severity,
         rules = n.rules, harm = n.harm, reply = n.reply,
         waiting_since = case when n.reply then coalesce(waiting_since, sang_now()) end,
         state = 'open', opened_at = case when state = 'open' then opened_at else sang_now() end,
         decided_at = case when state = 'open' then decided_at end,
         decided_by = case when state = 'open' then decided_by end,
         moderator_id = case when state = 'open' then moderator_id end,
         acknowledged_at = null, acknowledged_by = null, updated_at = sang_now()
       from jsonb_to_record($4::jsonb) as n(decision text, suggest text, categories text[], severity text,
         rules text[], harm boolean, reply boolean)
       where id = $1`,
      [before.id, entry.owed.revisionId, rulebookId, JSON.stringify(caseRow(entry))],
    );
  }
  await client.query(
    `insert into audit (actor, source_id, case_id, what, why, before, after)
     values ('rule', $1, $2, $3, $4, $5, $6)`,
    [
      entry.owed.source.id,
      before.id,
      `case.${what === 'update' ? 'renewed' : what === 'reopen' ? 'reopened' : 'closed'}`,
      what === 'reopen' ? 'edit' : 'verdict',
      JSON.stringify({ state: before.state }),
      JSON.stringify({ state: what === 'close' ? 'expired' : 'open' }),
    ],
  );
}
