import type pg from 'pg';
import type { Finding } from '../../domain/verdict.ts';
import type { Judged, Settled } from '../../pipeline/ports/screening.ts';
import type { StoredVerdicts } from './renew-cases.ts';
import { settleCases } from './settle-cases.ts';

/** Samples of shadow rules shown to people, per day and page. */
const SAMPLES_A_DAY = 20;

/**
 * Stores what a batch came to, inside the claim's transaction: verdicts, findings, cases, provisional hides,
 * samples. Unique keys make a repeat harmless.
 */
export async function settle(
  client: pg.PoolClient,
  judged: readonly Judged[],
  rulebookId: number,
  now: Date,
): Promise<Settled> {
  if (judged.length === 0) return { hides: 0, answers: 0 };
  const ids = await storeVerdicts(client, judged, rulebookId);
  await storeSamples(client, judged);
  return settleCases(client, judged, { ids, now });
}

/** Stores the verdicts; resolves to the ids of all, by revision. */
async function storeVerdicts(
  client: pg.PoolClient,
  judged: readonly Judged[],
  rulebookId: number,
): Promise<StoredVerdicts['ids']> {
  const { rows } = await client.query<{ ids: string[]; revisions: string[] }>({
    name: 'settle.verdicts',
    text: `with made as (
        insert into verdicts (revision_id, rulebook_id, decision, suggest, row, language, accents, unjudged)
        select v.revision_id, $1, v.decision, v.suggest, v.row, v.language, v.accents, v.unjudged
        from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
          as v(revision_id, decision, suggest, row, language, accents, unjudged)
        on conflict (revision_id, rulebook_id) do nothing
        returning id, revision_id
      )
      select coalesce(array_agg(id), '{}') as ids, coalesce(array_agg(revision_id), '{}') as revisions from made`,
    values: [
      rulebookId,
      judged.map(({ owed }) => owed.revisionId),
      judged.map(({ verdict }) => verdict.decision),
      judged.map(({ verdict }) => verdict.suggest),
      judged.map(({ verdict }) => verdict.row),
      judged.map(({ verdict }) => verdict.language.code),
      judged.map(({ verdict }) => verdict.language.accents),
      judged.map(({ verdict }) => verdict.unjudged ?? null),
    ],
  });
  const { ids = [], revisions = [] } = rows[0] ?? {};
  const known = new Map(revisions.map((revision, at) => [Number(revision), ids[at] ?? '']));
  await storeFindings(client, judged, known);
  await addEarlier(client, judged, rulebookId, known);
  return known;
}

/** The findings of verdicts just made; an earlier verdict has its own. */
async function storeFindings(
  client: pg.PoolClient,
  judged: readonly Judged[],
  ids: StoredVerdicts['ids'],
): Promise<void> {
  const findings = judged.flatMap(({ owed, verdict }) => {
    const id = ids.get(owed.revisionId);
    return id === undefined
      ? []
      : [...verdict.findings, ...verdict.shadow].map((finding, ordinal) => findingRow(id, finding, ordinal));
  });
  if (findings.length === 0) return;
  await client.query({
    name: 'settle.findings',
    text: `insert into findings (verdict_id, ordinal, rule, category, severity, stage, spans, steps, why, claim)
      select * from jsonb_to_recordset($1::jsonb) as f(verdict_id bigint, ordinal smallint, rule text, category text,
        severity text, stage text, spans int[], steps text[], why text, claim text)`,
    values: [JSON.stringify(findings)],
  });
}

/** A text that is back, or screened again under the same rules, has its verdict already. */
async function addEarlier(
  client: pg.PoolClient,
  judged: readonly Judged[],
  rulebookId: number,
  known: Map<number, string>,
): Promise<void> {
  if (known.size === judged.length) return;
  const { rows } = await client.query<{ id: string; revision_id: string }>(
    'select id, revision_id from verdicts where rulebook_id = $1 and revision_id = any($2::bigint[])',
    [rulebookId, judged.flatMap(({ owed: { revisionId } }) => (known.has(revisionId) ? [] : [revisionId]))],
  );
  for (const row of rows) known.set(Number(row.revision_id), row.id);
}

function findingRow(verdictId: string, finding: Finding, ordinal: number): Record<string, unknown> {
  return {
    verdict_id: verdictId,
    ordinal,
    rule: finding.rule,
    category: finding.category,
    severity: finding.severity,
    stage: finding.stage,
    spans: finding.spans.flat(),
    steps: finding.steps,
    why: finding.why,
    claim: finding.claim ?? null,
  };
}

/**
 * What shadow rules saw goes to the check lane, a few a day and page, the rules taking turns; nothing is ever done
 * about it.
 */
async function storeSamples(client: pg.PoolClient, judged: readonly Judged[]): Promise<void> {
  const samples = judged.flatMap(({ owed, verdict }) =>
    verdict.shadow.map((finding) => ({
      rule: finding.rule,
      source_id: owed.source.id,
      revision_id: owed.revisionId,
      spans: finding.spans.flat(),
      category: finding.category,
    })),
  );
  if (samples.length === 0) return;
  // Batches of one page take turns, so that two of them cannot both take the day's last place.
  await client.query(
    `select pg_advisory_xact_lock(hashtext('sang.samples'), s.id::int)
     from (select distinct id from unnest($1::bigint[]) as u(id) order by id) s`,
    [samples.map((sample) => sample.source_id)],
  );
  await client.query(
    `with today as (
       select to_char(sang_now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as day
     ), fresh as (
       select s.*, r.hash, d.day, (select count(*) from samples o
           where o.source_id = s.source_id and o.day = d.day and o.rule = s.rule)
         + row_number() over (partition by s.source_id, s.rule order by s.revision_id) as turn
       from jsonb_to_recordset($1::jsonb)
         as s(rule text, source_id bigint, revision_id bigint, spans int[], category text)
       join revisions r on r.id = s.revision_id
       cross join today d
       where not exists (select 1 from samples o where o.rule = s.rule and o.revision_id = s.revision_id)
         -- Copies of one text ask the same question.
         and not exists (select 1 from samples o join revisions p on p.id = o.revision_id
           where o.source_id = s.source_id and o.day = d.day and o.rule = s.rule and p.hash = r.hash)
     ), single as (
       select distinct on (source_id, rule, hash) * from fresh order by source_id, rule, hash, revision_id
     ), placed as (
       select *, row_number() over (partition by source_id order by turn, revision_id, rule) as place from single
     )
     insert into samples (rule, source_id, revision_id, day, spans, category)
     select p.rule, p.source_id, p.revision_id, p.day, p.spans, p.category from placed p
     where p.place + (select count(*) from samples o where o.source_id = p.source_id and o.day = p.day) <= $2
     on conflict (rule, revision_id) do nothing`,
    [JSON.stringify(samples), SAMPLES_A_DAY],
  );
}
