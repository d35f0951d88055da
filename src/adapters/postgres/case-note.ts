import type pg from 'pg';
import type { Actor } from '../../pipeline/ports/cases.ts';

/** What somebody did to a case, into the audit. */
export async function noteCase(
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
