import type pg from 'pg';
import type { AuditEntry, AuditStore, By } from '../../pipeline/ports/audit.ts';

interface Row {
  id: string;
  at: Date;
  actor: AuditEntry['actor'];
  who: string | null;
  rule: string | null;
  source_id: string | null;
  source_name: string | null;
  case_id: string | null;
  what: string;
  why: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Columns `actor, moderator_id, why` for whoever caused a change. */
export function actorOf(
  by: By,
  why?: string,
): [actor: string, moderatorId: number | null, why: string | null] {
  if (typeof by !== 'string') return ['person', by.moderatorId, why ?? null];
  return ['operator', null, why === undefined ? by : `${by}: ${why}`];
}

/** The audit over Postgres; every filter walks an index from the newest entry down. */
export function createAuditStore(pool: pg.Pool): AuditStore {
  return {
    async personalShown(memberId, caseId) {
      await pool.query(
        `insert into audit (actor, moderator_id, source_id, case_id, what)
         select 'person', $1, source_id, id, 'case.personal-shown' from cases where id = $2`,
        [memberId, caseId],
      );
    },

    async read(filter, { before, limit, sources }) {
      const where: string[] = [];
      const values: unknown[] = [];
      const add = (condition: (place: string) => string, value: unknown): void => {
        if (value === undefined) return;
        values.push(value);
        where.push(condition(`$${values.length}`));
      };
      add((place) => `a.what = ${place}`, filter.what);
      add((place) => `a.actor = ${place}`, filter.actor);
      add((place) => `a.moderator_id = ${place}`, filter.moderatorId);
      add((place) => `a.source_id = ${place}`, filter.source);
      add((place) => `a.case_id = ${place}`, filter.caseId);
      add((place) => `a.rule = ${place}`, filter.rule);
      add((place) => `a.source_id = any(${place}::bigint[])`, sources);
      add((place) => `a.id < ${place}`, before);
      values.push(limit + 1);
      const { rows } = await pool.query<Row>(
        `select a.id, a.at, a.actor, m.name as who, a.rule, a.source_id, s.name as source_name, a.case_id, a.what,
           a.why, a.before, a.after
         from audit a left join moderators m on m.id = a.moderator_id left join sources s on s.id = a.source_id
         ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
         order by a.id desc limit $${values.length}`,
        values,
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        entries: shown.map(entryFrom),
        ...(rows.length > limit && last !== undefined ? { next: Number(last.id) } : {}),
      };
    },
  };
}

function entryFrom(row: Row): AuditEntry {
  return {
    id: Number(row.id),
    at: row.at,
    actor: row.actor,
    what: row.what,
    ...(row.who === null ? {} : { who: row.who }),
    ...(row.rule === null ? {} : { rule: row.rule }),
    ...(row.source_id === null
      ? {}
      : { source: { id: Number(row.source_id), name: row.source_name ?? `#${row.source_id}` } }),
    ...(row.case_id === null ? {} : { caseId: Number(row.case_id) }),
    ...(row.why === null ? {} : { why: row.why }),
    ...(row.before === null ? {} : { before: row.before }),
    ...(row.after === null ? {} : { after: row.after }),
  };
}
