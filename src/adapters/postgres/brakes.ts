import type pg from 'pg';
import {
  type BrakeCause,
  BURST_MINUTES,
  type PageDay,
  ruleBrake,
  sourceBrake,
} from '../../domain/act/brake.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';

type RuleDay = Pick<PageDay, 'comments' | 'hits'>;
type SourceDay = Omit<PageDay, 'hits'>;

interface Scope {
  readonly source: number;
  /** Absent = every rule of the source. */
  readonly rule?: string;
}

/**
 * Takes the provisional hide from those of a batch that a brake forbids, pulling the brake first where the page's day
 * calls for it. Runs inside the claim's transaction, one page at a time over all workers, so that no two of them pass
 * side by side.
 */
export async function brake(client: pg.PoolClient, judged: readonly Judged[]): Promise<readonly Judged[]> {
  const sources = [...new Set(judged.flatMap(({ owed, hide }) => (hide ? [owed.source.id] : [])))].sort(
    (a, b) => a - b,
  );
  if (sources.length === 0) return judged;
  const forbidden = new Set<Judged>();
  for (const source of sources) {
    await client.query('select pg_advisory_xact_lock($1, $2)', [BRAKE_LOCK, source % 2 ** 31]);
    const wishes = judged.filter(({ owed, hide }) => hide !== undefined && owed.source.id === source);
    for (const entry of await braked(client, source, wishes)) forbidden.add(entry);
  }
  return judged.map((entry) => {
    if (!forbidden.has(entry)) return entry;
    const { hide: _braked, ...rest } = entry;
    return rest;
  });
}

/** Any number that is not used for another lock. */
const BRAKE_LOCK = 0x5a4e;

async function braked(
  client: pg.PoolClient,
  source: number,
  wishes: readonly Judged[],
): Promise<readonly Judged[]> {
  // Braked by somebody else since this batch was read.
  const { all, rules: standing } = await standingBrakes(client, source);
  if (all) return wishes;
  const rules = new Set(standing);
  for (const rule of new Set(wishes.flatMap(({ hide }) => hide?.rule ?? []))) {
    if (rules.has(rule)) continue;
    const day = await ruleDay(client, source, rule);
    const cause = ruleBrake(day);
    if (cause === undefined) continue;
    await pull(client, { source, rule }, cause, day);
    rules.add(rule);
  }
  const left = wishes.filter(({ hide }) => hide !== undefined && !rules.has(hide.rule));
  const day = await sourceDay(client, source);
  const hides = day.hides + left.length;
  const burst = day.burst + left.length;
  const cause = sourceBrake({ comments: day.comments, hides, burst });
  if (cause === undefined) return wishes.filter((entry) => !left.includes(entry));
  await pull(client, { source }, cause, { hides, burst, comments: day.comments });
  return wishes;
}

async function standingBrakes(
  client: pg.PoolClient,
  source: number,
): Promise<{ all: boolean; rules: readonly string[] }> {
  const { rows } = await client.query<{ rule: string | null }>(
    'select rule from brakes where released_at is null and (source_id = $1 or source_id is null)',
    [source],
  );
  return {
    all: rows.some(({ rule }) => rule === null),
    rules: rows.flatMap(({ rule }) => (rule === null ? [] : [rule])),
  };
}

/** Counted since a person last released this brake of the page, `$1` and `$2`: they have seen what came before. */
const COMMENTS = `with since as (
    select greatest(sang_now() - interval '24 hours', (select max(released_at) from brakes
      where source_id = $1 and rule is not distinct from $2)) as at
  )
  select (select count(*)::int from comments c where c.source_id = $1 and c.seen_at > since.at
    and not c.by_page) as comments`;

async function ruleDay(client: pg.PoolClient, source: number, rule: string): Promise<RuleDay> {
  const { rows } = await client.query<RuleDay>(
    `${COMMENTS},
       -- Looked up one by one: how many a window that is known only now holds the planner cannot tell, and reads all.
       (select count(distinct c.id)::int from findings f
          cross join lateral (select v.revision_id from verdicts v where v.id = f.verdict_id limit 1) v
          cross join lateral (select r.comment_id from revisions r where r.id = v.revision_id limit 1) r
          cross join lateral (select * from comments c where c.id = r.comment_id limit 1) c
        where f.rule = $2 and f.stage = 'hide' and f.at > since.at and c.source_id = $1
          and c.seen_at > since.at) as hits
     from since`,
    [source, rule],
  );
  return rows[0] ?? { comments: 0, hits: 0 };
}

async function sourceDay(client: pg.PoolClient, source: number): Promise<SourceDay> {
  const { rows } = await client.query<SourceDay>(
    `${COMMENTS},
       (select count(*)::int from actions a where a.by = 'rule' and a.kind = 'hide' and a.number = 1
          and a.source_id = $1 and a.created_at > since.at) as hides,
       (select count(*)::int from actions a where a.by = 'rule' and a.kind = 'hide' and a.number = 1
          and a.source_id = $1 and a.created_at > greatest(since.at,
            sang_now() - make_interval(mins => $3))) as burst
     from since`,
    [source, null, BURST_MINUTES],
  );
  return rows[0] ?? { comments: 0, hides: 0, burst: 0 };
}

/** Switches automatic hiding off and takes back the hides nobody has sent yet. */
async function pull(
  client: pg.PoolClient,
  scope: Scope,
  cause: BrakeCause,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  await client.query(
    `with pulled as (
       insert into brakes (source_id, rule, why, automatic) values ($1, $2, $3, true)
       on conflict do nothing returning id
     )
     insert into audit (actor, rule, source_id, what, why, after)
     select 'rule', $2, $1, 'brake.pulled', $3, $4 from pulled`,
    [scope.source, scope.rule ?? null, cause, JSON.stringify(counts)],
  );
  await withdrawHides(client, scope);
}

/**
 * Cancels automatic hides of a braked scope, or of all sources that only observe, that were never sent; their comments
 * were visible all the time.
 */
export async function withdrawHides(
  client: pg.PoolClient,
  { source, rule, observing = false }: Partial<Scope> & { readonly observing?: boolean },
): Promise<void> {
  await client.query(
    `with withdrawn as (
       update actions set state = 'cancelled', code = case when $3 then 'observe' else 'braked' end
       where kind = 'hide' and by = 'rule' and state in ('pending', 'postponed') and attempted_at is null
         and (lease_until is null or lease_until <= sang_now())
         and ($1::bigint is null or source_id = $1) and ($2::text is null or rule = $2)
         and (not $3 or source_id in (select id from sources where mode = 'observe'))
       returning case_id, source_id, rule
     ), freed as (
       -- What was handed up meanwhile stays with whom it was handed to.
       update cases k set expires_at = null, updated_at = sang_now(),
         decided_by = case when k.state <> 'open' then k.decided_by end
       from withdrawn w where k.id = w.case_id and k.state in ('open', 'escalated')
     )
     insert into audit (actor, rule, source_id, case_id, what, why)
     select 'rule', rule, source_id, case_id, 'case.hide-withdrawn', case when $3 then 'observe' else 'brake' end
     from withdrawn`,
    [source ?? null, rule ?? null, observing],
  );
}
