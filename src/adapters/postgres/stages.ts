import type pg from 'pg';
import type { Stage } from '../../domain/verdict.ts';
import type {
  RuleLine,
  RuleStanding,
  StageChange,
  StageEvent,
  StageStore,
} from '../../pipeline/ports/stages.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/** The latest judgements that count: a rule is as good as it is now, and counting stays cheap. */
const JUDGEMENTS = 1_000;
const HITS = 10_000;

interface StandingRow {
  rule: string;
  fingerprint: string;
  earned: Stage;
  held: Stage | null;
  judged: number;
  confirmed: number;
  below_since: Date | null;
  below: number;
  proposed_by: string | null;
  proposer: string | null;
  proposed_at: Date | null;
  agreed_by: string | null;
  lapsed: string | null;
}

const STANDING = `s.rule, s.fingerprint, s.earned, s.held, s.below_since, s.proposed_by, m.name as proposer,
  s.proposed_at, s.agreed_by, s.lapsed, c.judged, c.confirmed, c.below`;

/**
 * Judgements of findings that this very version of the rule made, under whichever rulebooks it stood in. Copies of one
 * text are one: a text posted a hundred times shows no more than once that the rule is right.
 */
const COUNTED = `from stages s
  left join moderators m on m.id = s.proposed_by
  cross join lateral (
    select count(*)::int as judged, count(*) filter (where l.confirmed)::int as confirmed,
      count(*) filter (where l.at > s.below_since)::int as below
    from (
      select distinct on (r.hash) j.confirmed, j.at from (
        select j.revision_id, j.confirmed, j.at from judgements j
        where j.rule = s.rule and exists (
          select 1 from verdicts v
          join rule_versions x on x.rulebook_id = v.rulebook_id and x.rule = s.rule and x.fingerprint = s.fingerprint
          join findings f on f.verdict_id = v.id and f.rule = s.rule
          where v.revision_id = j.revision_id)
        order by j.at desc limit ${JUDGEMENTS}
      ) j
      join revisions r on r.id = j.revision_id
      order by r.hash, j.at desc
    ) l
  ) c`;

const ACTIVE = `join rule_versions a on a.rule = s.rule and a.fingerprint = s.fingerprint
  join rulebooks b on b.id = a.rulebook_id and b.active`;

/** What rules have earned, over Postgres. */
export function createStageStore(pool: pg.Pool): StageStore {
  return {
    now: () => databaseNow(pool),

    async due() {
      const { rows } = await pool.query<{
        rule: string;
        fingerprint: string;
        due: boolean;
        lapsed: string | null;
      }>({
        name: 'stages.due',
        text: `select s.rule, s.fingerprint, s.lapsed,
            s.reviewed_at < sang_now() - interval '1 hour'
              or exists (select 1 from judgements j where j.rule = s.rule and j.at >= s.reviewed_at) as due
          from stages s ${ACTIVE} order by s.rule`,
      });
      return rows.map(({ lapsed, ...row }) => ({ ...row, ...(lapsed === null ? {} : { lapsed }) }));
    },

    change: (rule, fingerprint, decide) =>
      transaction(pool, async (client) => {
        // Locked first and counted after: the count must see what the one before us wrote.
        await client.query('select 1 from stages where rule = $1 and fingerprint = $2 for update', [
          rule,
          fingerprint,
        ]);
        const { rows } = await client.query<StandingRow>(
          `select ${STANDING} ${COUNTED} where s.rule = $1 and s.fingerprint = $2`,
          [rule, fingerprint],
        );
        const row = rows[0];
        if (row === undefined) return undefined;
        const { change, result } = decide(standingFrom(row), await databaseNow(client));
        if (change !== undefined) await write(client, row, change);
        return result;
      }),

    async lines(hitsSince) {
      const { rows } = await pool.query<
        StandingRow & { hits: number; what: StageEvent | null; at: Date | null; by: string | null }
      >(
        `select ${STANDING}, h.hits, e.what, e.at, e.by ${COUNTED} ${ACTIVE}
         cross join lateral (select count(*)::int as hits from (
           select 1 from findings f where f.rule = s.rule and f.at >= $1 limit ${HITS}) h) h
         left join lateral (
           select l.what, l.at, coalesce(p.name, case when l.actor = 'operator' then l.why end) as by
           from audit l left join moderators p on p.id = l.moderator_id
           where l.rule = s.rule and (l.what like 'stage.%' or l.what = 'rule.changed')
           order by l.at desc, l.id desc limit 1
         ) e on true
         order by s.rule`,
        [hitsSince],
      );
      return rows.map(lineFrom);
    },
  };
}

function lineFrom(
  row: StandingRow & { hits: number; what: StageEvent | null; at: Date | null; by: string | null },
): RuleLine {
  return {
    ...standingFrom(row),
    hits: row.hits,
    ...(row.what === null || row.at === null
      ? {}
      : { changed: { what: row.what, at: row.at, ...(row.by === null ? {} : { by: row.by }) } }),
  };
}

function standingFrom(row: StandingRow): RuleStanding {
  return {
    rule: row.rule,
    fingerprint: row.fingerprint,
    earned: row.earned,
    judged: row.judged,
    confirmed: row.confirmed,
    judgedBelow: row.below,
    agreed: row.agreed_by !== null,
    ...(row.held === null ? {} : { held: row.held }),
    ...(row.below_since === null ? {} : { belowSince: row.below_since }),
    ...(row.lapsed === null ? {} : { lapsed: row.lapsed }),
    ...(row.proposed_by === null || row.proposed_at === null
      ? {}
      : {
          proposal: { moderatorId: Number(row.proposed_by), name: row.proposer ?? '', at: row.proposed_at },
        }),
  };
}

async function write(client: pg.PoolClient, row: StandingRow, change: StageChange): Promise<void> {
  const kept = <T>(wanted: T | null | undefined, present: T | null): T | null =>
    wanted === undefined ? present : wanted;
  const proposedBy = kept(change.proposedBy, row.proposed_by === null ? null : Number(row.proposed_by));
  await client.query(
    `update stages set earned = $3, held = $4, below_since = $5, agreed_by = $7, lapsed = $8,
       proposed_at = case when $6::bigint is null then null when proposed_by is distinct from $6 then sang_now()
         else proposed_at end,
       proposed_by = $6, reviewed_at = sang_now(), changed_at = case when $9 then sang_now() else changed_at end
     where rule = $1 and fingerprint = $2`,
    [
      row.rule,
      row.fingerprint,
      change.earned ?? row.earned,
      kept(change.held, row.held),
      kept(change.belowSince, row.below_since),
      proposedBy,
      kept(change.agreedBy, row.agreed_by === null ? null : Number(row.agreed_by)),
      kept(change.lapsed, row.lapsed),
      change.event !== undefined || change.held !== undefined,
    ],
  );
  const { event } = change;
  if (event === undefined) return;
  const { actor } = event;
  await client.query(
    `insert into audit (actor, moderator_id, rule, what, why, before, after) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      actor.kind,
      actor.kind === 'person' ? actor.moderatorId : null,
      row.rule,
      event.what,
      actor.kind === 'operator' ? [actor.name, event.why].filter(Boolean).join(': ') : (event.why ?? null),
      JSON.stringify({ stage: event.before }),
      JSON.stringify({ stage: event.after }),
    ],
  );
}
