import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ActionKind, ActionStore, ClaimedAction } from '../../pipeline/ports/acting.ts';
import type { CommentKind } from '../../domain/comment.ts';
import { failAction, finishAction, LATE_MINUTES } from './action-end.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { dismissFailed, retryFailed } from './failures.ts';
import { SOURCE_COLUMNS, type SourceRecord, sourceFrom } from './source-row.ts';

/** Order of actions: people's first, then what makes visible again, then the rest. `a` is the alias of the action. */
const pressing = (a: string): string =>
  `case when ${a}.by = 'person' then 0 when ${a}.kind = 'unhide' then 1 else 2 end`;

interface Row {
  id: string;
  case_id: string;
  kind: ActionKind;
  by: 'person' | 'rule' | 'sweep';
  detail: Record<string, string>;
  attempts: number;
  attempted_at: Date | null;
  decided_at: Date | null;
  source: SourceRecord;
  comment_id: string;
  external_id: string;
  post_external_id: string;
  comment_kind: CommentKind;
  answer_to: Buffer | null;
  hidden: boolean;
  hidden_by: string | null;
}

/** Actions over Postgres: the outbox that `act` works off. */
export function createActionStore(pool: pg.Pool): ActionStore {
  return {
    now: () => databaseNow(pool),

    async claim(limit, perSource, leaseSeconds) {
      const lease = randomUUID();
      await supersede(pool);
      const { rows } = await pool.query<Row>(
        `with free as (
           -- One worker a source: calls side by side would overrun the last of a budget.
           select s.id, s.mode from sources s
           where s.status in ('active', 'paused', 'removed')
             and (s.writes_not_before is null or s.writes_not_before <= sang_now())
             and exists (select 1 from actions a where a.source_id = s.id and a.state in ('pending', 'postponed')
               and a.kind <> 'by-hand')
             and not exists (select 1 from actions h where h.source_id = s.id
               and h.state in ('pending', 'postponed') and h.lease_until > sang_now())
           for no key update of s skip locked
         ), due as (
           select a.id, a.pressing, a.created_at
           from free s cross join lateral (
             select a.id, ${pressing('a')} as pressing, a.created_at from actions a
             where a.source_id = s.id and a.state in ('pending', 'postponed') and a.kind <> 'by-hand'
               and (a.not_before is null or a.not_before <= sang_now())
               and (a.lease_until is null or a.lease_until <= sang_now())
               and (a.kind = 'unhide' or not exists (
                 select 1 from controls k where k.name = 'stop-actions' and k.value = 'true'::jsonb))
               and not (a.by = 'rule' and s.mode = 'observe')
               and not (a.kind in ('hide', 'reply') and a.by = 'rule' and exists (select 1 from brakes b
                 where b.released_at is null and (b.source_id = a.source_id or b.source_id is null)
                   and (b.rule = a.rule or b.rule is null)))
               -- While people's actions wait for the budget, the machine's do not use it up.
               and (a.by = 'person' or not exists (select 1 from actions h where h.source_id = a.source_id
                 and h.by = 'person' and h.state = 'postponed' and h.code like 'budget.%'))
               -- What makes visible again waits for nothing but a hide that is being sent at this moment.
               and not exists (select 1 from actions e where e.case_id = a.case_id and e.number < a.number
                 and e.state in ('pending', 'postponed') and e.kind <> 'by-hand'
                 and (a.kind <> 'unhide' or e.kind = 'hide'))
             order by ${pressing('a')}, a.created_at, a.id limit $2
           ) a
         ), chosen as (
           select a.id from actions a join due on due.id = a.id
           order by due.pressing, due.created_at, due.id
           limit $1 for update of a skip locked
         ), taken as (
           update actions a set lease = $4, lease_until = sang_now() + make_interval(secs => $3)
           from chosen where a.id = chosen.id
             and (a.lease_until is null or a.lease_until <= sang_now())
             and a.state in ('pending', 'postponed')
           returning a.*
         )
         select t.id, t.case_id, t.kind, t.by, t.detail, t.attempts, t.attempted_at,
           case when t.look_again_at is null then t.created_at end as decided_at,
           (select to_jsonb(x) from (select ${SOURCE_COLUMNS} from sources where id = t.source_id) x) as source,
           c.id as comment_id, c.external_id, p.external_id as post_external_id, c.kind as comment_kind,
           c.answer_to, c.hidden, c.hidden_by
         from taken t join cases k on k.id = t.case_id join comments c on c.id = k.comment_id
           join posts p on p.id = c.post_id
         order by ${pressing('t')}, t.created_at, t.id`,
        [limit, perSource, leaseSeconds, lease],
      );
      return rows.map((row) => claimedFrom(row, lease));
    },

    async attempt(action, leaseSeconds) {
      const { rowCount } = await pool.query(
        `update actions set attempted_at = coalesce(attempted_at, sang_now()),
           lease_until = sang_now() + make_interval(secs => $3),
           not_before = case when kind = 'reply' then sang_now() + make_interval(mins => ${LATE_MINUTES})
             else not_before end
         where id = $1 and lease = $2 and lease_until > sang_now() and state in ('pending', 'postponed')`,
        [action.id, action.lease, leaseSeconds],
      );
      return rowCount === 1;
    },

    async isAnswer(sourceId, externalId) {
      const { rowCount } = await pool.query(
        'select 1 from actions where source_id = $1 and external_id = $2 limit 1',
        [sourceId, externalId],
      );
      return rowCount === 1;
    },

    done: (action, ensured) => transaction(pool, (client) => finishAction(client, action, ensured)),

    failed: (action, failure) => transaction(pool, (client) => failAction(client, action, failure)),

    async release(action) {
      await pool.query('update actions set lease = null, lease_until = null where id = $1 and lease = $2', [
        action.id,
        action.lease,
      ]);
    },

    retry: (actionId, moderatorId) => retryFailed(pool, actionId, moderatorId),
    dismiss: (actionId, moderatorId) => dismissFailed(pool, actionId, moderatorId),
  };
}

/**
 * A hide that has been taken back is not sent any more, also where its fate is open: what makes the comment visible
 * again looks for itself. Otherwise the way back would wait for a hide that a brake or a stop holds up. One that was
 * seen at the platform meanwhile was carried out. One in a worker's hands ends by itself, or with its lease.
 */
async function supersede(pool: pg.Pool): Promise<void> {
  await pool.query(
    `with late as (
       select a.id, a.attempted_at is not null and c.hidden and c.hidden_by = 'us' as seen
       from actions a join cases k on k.id = a.case_id join comments c on c.id = k.comment_id
       where a.kind = 'hide' and a.state in ('pending', 'postponed')
         and (a.lease_until is null or a.lease_until <= sang_now())
         and exists (select 1 from actions l where l.case_id = a.case_id and l.number > a.number
           and l.kind = 'unhide' and l.state in ('pending', 'postponed'))
       order by a.id for update of a skip locked
     ), ended as (
       update actions a set state = case when seen then 'done' else 'cancelled' end,
         done_at = case when seen then sang_now() end, code = case when seen then null else 'superseded' end,
         lease = null, lease_until = null
       from late where late.id = a.id
       returning a.case_id, a.source_id, a.state, a.code
     )
     insert into audit (actor, source_id, case_id, what, why, after)
     select 'service', source_id, case_id, 'action.' || state, code, '{"kind":"hide"}' from ended`,
  );
}

function claimedFrom(row: Row, lease: string): ClaimedAction {
  return {
    id: Number(row.id),
    caseId: Number(row.case_id),
    lease,
    kind: row.kind,
    by: row.by,
    detail: row.detail,
    attempts: row.attempts,
    source: sourceFrom(row.source),
    comment: {
      id: Number(row.comment_id),
      externalId: row.external_id,
      postExternalId: row.post_external_id,
      kind: row.comment_kind,
      hiddenByOther: row.hidden && row.hidden_by === 'other',
      ...(row.answer_to === null ? {} : { answerTo: row.answer_to }),
    },
    ...(row.attempted_at === null ? {} : { attemptedAt: row.attempted_at }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
  };
}
