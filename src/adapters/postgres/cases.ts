import type pg from 'pg';
import type { CaseStore, Proposal } from '../../pipeline/ports/cases.ts';
import { noteCase } from './case-note.ts';
import { writeOutcome } from './case-outcome.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { type CaseRow, lockCase, lockedCase } from './locked-case.ts';

/** Decisions over Postgres: the case's row lock makes them one after the other. */
export function createCaseStore(pool: pg.Pool): CaseStore {
  return {
    decide: (caseId, decide) =>
      transaction(pool, async (client) => {
        const row = await lockCase(client, caseId);
        if (row === undefined) return undefined;
        const { outcome, proposal, result } = decide(lockedCase(row), await databaseNow(client));
        if (proposal !== undefined) await propose(client, row, proposal);
        if (outcome !== undefined) await writeOutcome(client, row, outcome);
        return result;
      }),

    openByHand: (commentId, actor) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string; source_id: string; fresh: boolean }>(
          `insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules,
             language, harm, reply)
           select c.source_id, c.id, v.id, 'flag', 'none', '{}', 'low', '{}', v.language, true, false
           from comments c join lateral (
             select id, language from verdicts where revision_id = c.current_revision order by id desc limit 1) v on true
           where c.id = $1
           on conflict (comment_id) do update set updated_at = sang_now()
           returning id, source_id, xmax = 0 as fresh`,
          [commentId],
        );
        const made = rows[0];
        if (made === undefined) return undefined;
        // Pressed twice, or a rule was faster: the case was opened once.
        if (made.fresh) {
          await noteCase(client, actor, made.source_id, made.id, 'case.opened', 'by hand', null, {
            state: 'open',
          });
        }
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

async function propose(client: pg.PoolClient, row: CaseRow, proposal: Proposal): Promise<void> {
  await client.query(
    `update cases set proposed_by = $2, proposed_category = $3, proposed_at = sang_now(),
       updated_at = sang_now() where id = $1`,
    [row.id, proposal.moderatorId, proposal.category],
  );
  await noteCase(
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
