import type pg from 'pg';
import type { Category, HideCategory } from '../../domain/categories.ts';
import type { CaseState } from '../../domain/act/transitions.ts';
import type { Actor, CaseStore, LockedCase, Outcome, Proposal } from '../../pipeline/ports/cases.ts';
import type { CommentKind, PlatformName } from '../../pipeline/ports/platform.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

interface CaseRow {
  id: string;
  source_id: string;
  platform: PlatformName;
  kind: CommentKind;
  state: CaseState;
  decision_number: number;
  last_by: string | null;
  last_at: Date | null;
  categories: Category[];
  rules: string[];
  reply: boolean;
  can_hide: boolean | null;
  expires_at: Date | null;
  appealed_at: Date | null;
  appealed_against: string[];
  proposed_by: string | null;
  proposed_category: HideCategory | null;
  revision_id: string;
  accents: string;
  last: { kind: string; category: HideCategory | null; state: string; number: number }[] | null;
}

/** Decisions over Postgres: the case's row lock makes them one after the other. */
export function createCaseStore(pool: pg.Pool): CaseStore {
  return {
    decide: (caseId, decide) =>
      transaction(pool, async (client) => {
        const row = await lock(client, caseId);
        if (row === undefined) return undefined;
        const { outcome, proposal, result } = decide(lockedCase(row), await databaseNow(client));
        if (proposal !== undefined) await propose(client, row, proposal);
        if (outcome !== undefined) await write(client, row, outcome);
        return result;
      }),

    openByHand: (commentId, actor) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string; source_id: string }>(
          `insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules,
             language, harm, reply)
           select c.source_id, c.id, v.id, 'flag', 'none', '{}', 'low', '{}', v.language, true, false
           from comments c join lateral (
             select id, language from verdicts where revision_id = c.current_revision order by id desc limit 1) v on true
           where c.id = $1
           on conflict (comment_id) do update set updated_at = sang_now()
           returning id, source_id`,
          [commentId],
        );
        const made = rows[0];
        if (made === undefined) return undefined;
        await note(client, actor, made.source_id, made.id, 'case.opened', 'by hand', null, { state: 'open' });
        return Number(made.id);
      }),

    async appeals(limit) {
      const { rows } = await pool.query<{ id: string }>(
        `select id from cases where appeal_wanted_at is not null and state = 'hidden'
         order by appeal_wanted_at limit $1`,
        [limit],
      );
      return rows.map((row) => Number(row.id));
    },

    async touchedByRule(rule, since) {
      const { rows } = await pool.query<{ case_id: string }>(
        `select distinct a.case_id from actions a join cases k on k.id = a.case_id
         where a.rule = $1 and a.created_at >= $2 and a.state <> 'cancelled'
           and case a.kind
             when 'hide' then (select v.kind = 'hide' from actions v where v.case_id = a.case_id
               and v.kind in ('hide', 'unhide') and v.state not in ('cancelled', 'failed')
               order by v.number desc, v.id desc limit 1)
             else k.state = 'replied' and k.decided_by = 'rule' end
         order by a.case_id desc`,
        [rule, since],
      );
      return rows.map((row) => Number(row.case_id));
    },
  };
}

async function lock(client: pg.PoolClient, caseId: number): Promise<CaseRow | undefined> {
  // Locked first and read after: the reading must see what the one before us wrote.
  await client.query('select 1 from cases where id = $1 for update', [caseId]);
  const { rows } = await client.query<CaseRow>(
    `select k.id, k.source_id, s.platform, c.kind, k.state, k.decision_number,
       last.name as last_by, last.at as last_at, k.categories, k.rules, k.reply, c.can_hide, k.expires_at,
       k.appealed_at, k.appealed_against, k.proposed_by, k.proposed_category, v.revision_id, v.accents,
       (select jsonb_agg(jsonb_build_object('kind', a.kind, 'category', a.category, 'state', a.state,
          'number', a.number) order by a.number desc, a.id desc)
        from actions a where a.case_id = k.id and a.kind in ('hide', 'unhide')) as last
     from cases k
     join sources s on s.id = k.source_id
     join comments c on c.id = k.comment_id
     join verdicts v on v.id = k.verdict_id
     left join lateral (
       select m.name, a.at from audit a join moderators m on m.id = a.moderator_id
       where a.case_id = k.id and a.actor = 'person' and a.what like 'case.%' and a.after ? 'number'
       order by a.id desc limit 1
     ) last on true
     where k.id = $1`,
    [caseId],
  );
  return rows[0];
}

function lockedCase(row: CaseRow): LockedCase {
  const visibility = (row.last ?? []).filter(
    (action) => action.state !== 'cancelled' && action.state !== 'failed',
  );
  const latest = visibility[0];
  const lastHide = visibility.find((action) => action.kind === 'hide');
  return {
    id: Number(row.id),
    sourceId: Number(row.source_id),
    platform: row.platform,
    commentKind: row.kind,
    state: row.state,
    decisionNumber: row.decision_number,
    categories: row.categories,
    rules: row.rules,
    reply: row.reply,
    canHide: row.can_hide ?? true,
    standing: {
      state: row.state,
      hiddenByUs: latest?.kind === 'hide',
      unhiddenByLast: latest?.kind === 'unhide' && latest.number === row.decision_number,
      ...(lastHide?.category === null || lastHide?.category === undefined
        ? {}
        : { hideCategory: lastHide.category }),
    },
    appealedAgainst: row.appealed_against.map(Number),
    ...(row.last_by === null || row.last_at === null
      ? {}
      : { lastBy: { name: row.last_by, at: row.last_at } }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.appealed_at === null ? {} : { appealedAt: row.appealed_at }),
    ...(row.proposed_by === null || row.proposed_category === null
      ? {}
      : { proposal: { moderatorId: Number(row.proposed_by), category: row.proposed_category } }),
  };
}

async function propose(client: pg.PoolClient, row: CaseRow, proposal: Proposal): Promise<void> {
  await client.query(
    `update cases set proposed_by = $2, proposed_category = $3, proposed_at = sang_now(),
       updated_at = sang_now() where id = $1`,
    [row.id, proposal.moderatorId, proposal.category],
  );
  await note(
    client,
    { kind: 'person', moderatorId: proposal.moderatorId },
    row.source_id,
    row.id,
    'case.hide-proposed',
    undefined,
    null,
    { category: proposal.category },
  );
}

/** Case, actions, judgements and audit of one decision. */
async function write(client: pg.PoolClient, row: CaseRow, outcome: Outcome): Promise<void> {
  const moderatorId = outcome.actor.kind === 'person' ? outcome.actor.moderatorId : null;
  const by = outcome.actor.kind === 'sweep' ? 'sweep' : 'person';
  const number = row.decision_number + 1;
  const reopened = outcome.to === 'open';
  await client.query(
    `update cases set state = $2, decision_number = $3, updated_at = sang_now(), expires_at = null,
       decided_at = case when $4 then null else sang_now() end,
       decided_by = case when $4 then null else $5 end,
       moderator_id = case when $7 then moderator_id when $4 then null else $6::bigint end,
       opened_at = case when $4 then sang_now() else opened_at end,
       waiting_since = case when $4 and reply then coalesce(waiting_since, sang_now())
         when state = 'open' and $4 then waiting_since end,
       appealed_at = case when $7 then sang_now() when $2 in ('open', 'escalated') then appealed_at end,
       appealed_against = case when $7 and moderator_id is not null and not moderator_id = any(appealed_against)
         then appealed_against || moderator_id else appealed_against end,
       appeals = appeals + case when $7 then 1 else 0 end,
       appeal_wanted_at = null,
       proposed_by = null, proposed_category = null, proposed_at = null, held_by = null, held_until = null
     where id = $1`,
    [row.id, outcome.to, number, reopened, by, moderatorId, outcome.event === 'appeal'],
  );
  await cancelPending(client, row.id);
  if (outcome.event === 'hide' && moderatorId !== null) await takeOver(client, row.id, moderatorId);
  await queueActions(client, row, outcome, number, moderatorId);
  await judge(client, row, outcome, moderatorId);
  await note(
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
 * decided before is carried out in order, and `standing` counts on it.
 */
async function cancelPending(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where case_id = $1 and state in ('pending', 'postponed') and attempted_at is null
       and (lease_until is null or lease_until <= sang_now())
       and kind in ('reply', 'by-hand')`,
    [caseId],
  );
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
  const visibility = outcome.effect.verb === 'none' ? [] : [outcome.effect];
  const actions = [
    ...visibility.map((effect) => ({
      kind: outcome.byHand ? 'by-hand' : effect.verb,
      category: effect.verb === 'hide' ? effect.category : null,
      detail: outcome.byHand ? { verb: effect.verb } : {},
    })),
    ...outcome.further.map((further) => ({
      kind: further.byHand ? 'by-hand' : further.kind,
      category: null,
      detail: further.byHand ? { verb: further.kind, ...further.detail } : further.detail,
    })),
  ];
  for (const action of actions) {
    await client.query(
      `insert into actions (case_id, source_id, number, kind, category, detail, by, moderator_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (case_id, number, kind) do nothing`,
      [
        row.id,
        row.source_id,
        number,
        action.kind,
        action.category,
        JSON.stringify(action.detail),
        by,
        moderatorId,
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
  await client.query(
    `insert into judgements (rule, source_id, revision_id, confirmed, accents, by, moderator_id)
     select rule, $2, $3, $4, $5, $6, $7 from unnest($1::text[]) as r(rule)
     on conflict (rule, revision_id) do update set confirmed = excluded.confirmed, by = excluded.by,
       moderator_id = excluded.moderator_id, at = sang_now()`,
    [
      row.rules,
      row.source_id,
      row.revision_id,
      outcome.judgement === 'confirmed',
      row.accents,
      row.appealed_at === null ? 'case' : 'appeal',
      moderatorId,
    ],
  );
}

async function note(
  client: pg.PoolClient,
  actor: Actor,
  sourceId: string,
  caseId: string,
  what: string,
  why: string | undefined,
  before: unknown,
  after: unknown,
): Promise<void> {
  await client.query(
    `insert into audit (actor, moderator_id, source_id, case_id, what, why, before, after)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      actor.kind,
      actor.kind === 'person' ? actor.moderatorId : null,
      sourceId,
      caseId,
      what,
      actor.kind === 'operator' ? [actor.name, why].filter(Boolean).join(': ') : (why ?? null),
      before === null ? null : JSON.stringify(before),
      JSON.stringify(after),
    ],
  );
}
