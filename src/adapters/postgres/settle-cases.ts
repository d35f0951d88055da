import type pg from 'pg';
import type { Judged, Settled } from '../../pipeline/ports/screening.ts';
import { answered } from './answered.ts';
import { brake } from './brakes.ts';
import { renewCases, type StoredVerdicts } from './renew-cases.ts';
import { caseRow } from './renewed-case.ts';
import { writeAutomatic } from './settle-automatic.ts';

/** Opens, renews and closes the cases of a batch, with the provisional hides that go along. */
export async function settleCases(
  client: pg.PoolClient,
  judged: readonly Judged[],
  verdicts: StoredVerdicts,
): Promise<Settled> {
  const without = await renewCases(client, judged, verdicts);
  const fresh = await brake(
    client,
    without.filter(({ need }) => need !== undefined),
  );
  const { opened, ...settled } = await openCases(client, fresh, verdicts);
  // Another batch may have opened a case for an earlier text of the same comment meanwhile.
  await renewCases(
    client,
    fresh.filter(({ owed }) => !opened.has(owed.commentId)),
    verdicts,
  );
  return settled;
}

async function openCases(
  client: pg.PoolClient,
  fresh: readonly Judged[],
  { ids: verdictIds, now }: StoredVerdicts,
): Promise<Settled & { readonly opened: ReadonlySet<number> }> {
  if (fresh.length === 0) return { hides: 0, answers: 0, opened: new Set() };
  const { rows } = await client.query<{ id: string; comment_id: string }>({
    name: 'settle.open',
    text: `with made as (
        insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules,
          language, harm, reply, waiting_since, group_key, opened_at, decision_number, decided_by, expires_at)
        select n.source_id, n.comment_id, n.verdict_id, n.decision, n.suggest, n.categories, n.severity, n.rules,
          n.language, n.harm, n.reply, case when n.reply and not page.answered then n.created_at end, n.group_key, $2,
          case when n.automatic then 1 else 0 end, case when n.automatic then 'rule' end, n.expires_at
        from jsonb_to_recordset($1::jsonb) as n(source_id bigint, comment_id bigint, revision_id bigint, verdict_id bigint,
          decision text, suggest text, categories text[], severity text, rules text[], language text, harm boolean,
          reply boolean, created_at timestamptz, group_key text, expires_at timestamptz, automatic boolean)
        cross join lateral (
          select n.reply and exists (select 1 from comments c where c.id = n.comment_id and (${answered('c')})) as answered
        ) page
        -- A text that has been replaced opens nothing: the one now visible is owed a verdict of its own. Nor is it replaced
        -- before this case can be seen by whoever judges the next text.
        cross join lateral (
          select 1 from comments c where c.id = n.comment_id and c.current_revision = n.revision_id limit 1 for share) now
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
  return { ...(await writeAutomatic(client, fresh, ids)), opened: new Set(ids.keys()) };
}
