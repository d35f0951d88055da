import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ActionFailure, ActionKind, ActionStore, ClaimedAction } from '../../pipeline/ports/acting.ts';
import type { CommentKind, Ensured } from '../../pipeline/ports/platform.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { SOURCE_COLUMNS, type SourceRecord, sourceFrom } from './source-row.ts';

/** Pauses between tries: 10, 20, 40 … seconds, at most an hour. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 3600;
/** A platform that refuses our actions without naming a time is left alone this long. */
const REFUSED_HOURS = 24;

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
           select s.id from sources s
           where s.status in ('active', 'paused')
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
               and not (a.kind in ('hide', 'reply') and a.by = 'rule' and exists (select 1 from brakes b
                 where b.released_at is null and (b.source_id = a.source_id or b.source_id is null)
                   and (b.rule = a.rule or b.rule is null)))
               -- While people's actions wait for the budget, the machine's do not use it up.
               and (a.by = 'person' or not exists (select 1 from actions h where h.source_id = a.source_id
                 and h.by = 'person' and h.state = 'postponed' and h.code like 'budget.%'))
               and not exists (select 1 from actions e where e.case_id = a.case_id and e.number < a.number
                 and e.state in ('pending', 'postponed') and e.kind <> 'by-hand')
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
           lease_until = sang_now() + make_interval(secs => $3)
         where id = $1 and lease = $2 and lease_until > sang_now() and state in ('pending', 'postponed')`,
        [action.id, action.lease, leaseSeconds],
      );
      return rowCount === 1;
    },

    done: (action, ensured) => transaction(pool, (client) => finish(client, action, ensured)),

    failed: (action, failure) => transaction(pool, (client) => fail(client, action, failure)),

    async release(action) {
      await pool.query('update actions set lease = null, lease_until = null where id = $1 and lease = $2', [
        action.id,
        action.lease,
      ]);
    },

    async retry(actionId, moderatorId) {
      const { rowCount } = await pool.query(
        `with again as (
           update actions set state = 'pending', attempts = 0, not_before = null, code = null
           where id = $1 and state = 'failed' returning case_id, source_id, kind
         )
         insert into audit (actor, moderator_id, source_id, case_id, what, after)
         select case when $2::bigint is null then 'operator' else 'person' end, $2, source_id, case_id,
           'action.retried', jsonb_build_object('kind', kind) from again`,
        [actionId, moderatorId ?? null],
      );
      return rowCount === 1;
    },
  };
}

/** A hide that was never sent and has already been taken back needs no call at all. */
async function supersede(pool: pg.Pool): Promise<void> {
  await pool.query(
    `update actions set state = 'cancelled', code = 'superseded'
     where id in (select a.id from actions a join actions l on l.case_id = a.case_id and l.number > a.number
       where l.kind = 'unhide' and l.state in ('pending', 'postponed')
         and a.kind = 'hide' and a.state in ('pending', 'postponed') and a.attempted_at is null
         and (a.lease_until is null or a.lease_until <= sang_now())
       order by a.id for update of a skip locked)`,
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
  };
}

async function finish(client: pg.PoolClient, action: ClaimedAction, ensured: Ensured): Promise<void> {
  const { rowCount } = await client.query(
    `update actions set state = 'done', done_at = sang_now(), external_id = $3, code = null,
       attempts = attempts + 1, lease = null, lease_until = null
     where id = $1 and lease = $2 and state in ('pending', 'postponed')`,
    [action.id, action.lease, ensured.externalId ?? null],
  );
  // The lease ran out during the call and another process ended it: its word stands.
  if (rowCount === 0) return;
  if (action.kind === 'hide') {
    // Hidden before our first call = somebody else's hide, which we shall never take back.
    const byOther = ensured.already && action.attemptedAt === undefined;
    await client.query(
      `update comments set hidden = true,
         hidden_by = case when $2 or (hidden and hidden_by = 'other') then 'other' else 'us' end where id = $1`,
      [action.comment.id, byOther],
    );
  } else if (action.kind === 'unhide') {
    await client.query('update comments set hidden = false, hidden_by = null where id = $1', [
      action.comment.id,
    ]);
  }
  await note(client, action, 'action.done', undefined, { kind: action.kind, already: ensured.already });
  if (action.kind === 'reply' && action.by === 'rule') await closeAnswered(client, action);
}

/** An answer that went out by itself ends the waiting, unless a person has decided meanwhile. */
async function closeAnswered(client: pg.PoolClient, action: ClaimedAction): Promise<void> {
  await client.query(
    `with closed as (
       update cases k set state = 'replied', decided_by = 'rule', decided_at = sang_now(), waiting_since = null,
         updated_at = sang_now()
       from actions a where a.id = $1 and k.id = a.case_id and k.state = 'open'
         and k.decision_number = a.number
       returning k.id, k.source_id, a.rule
     )
     insert into audit (actor, rule, source_id, case_id, what, before, after)
     select 'rule', rule, source_id, id, 'case.answered', '{"state":"open"}', '{"state":"replied"}' from closed`,
    [action.id],
  );
}

async function fail(client: pg.PoolClient, action: ClaimedAction, failure: ActionFailure): Promise<void> {
  const state =
    failure.kind === 'give-up' ? 'failed' : failure.kind === 'cancelled' ? 'cancelled' : 'postponed';
  const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** action.attempts, LONGEST_PAUSE_SECONDS);
  const counts = failure.kind === 'retry' || failure.kind === 'give-up';
  const { rowCount } = await client.query(
    `update actions set state = $3, code = $4, lease = null, lease_until = null,
       attempts = attempts + case when $5 then 1 else 0 end,
       not_before = case when $3 = 'postponed' then coalesce($6, sang_now() + make_interval(secs => $7)) end
     where id = $1 and lease = $2 and state in ('pending', 'postponed')`,
    [action.id, action.lease, state, failure.code, counts, failure.until ?? null, counts ? pause : 30],
  );
  if (rowCount === 0) return;
  if (failure.kind === 'stop-writes') {
    await client.query(
      `update sources set writes_not_before = coalesce($2, sang_now() + make_interval(hours => ${REFUSED_HOURS})),
         last_failure = $3 where id = $1`,
      [action.source.id, failure.until ?? null, failure.code],
    );
  } else if (failure.kind === 'wait' && failure.code.startsWith('budget.')) {
    // The budget is full for this lane, a person's or the machine's: what else waits in it need not ask again.
    await client.query(
      `update actions set state = 'postponed', code = $4, not_before = greatest(not_before, $3)
       where id in (select id from actions
         where source_id = $1 and (by = 'person') = $2 and state in ('pending', 'postponed')
           and kind <> 'by-hand' and (lease_until is null or lease_until <= sang_now())
           and (not_before is null or not_before < $3)
         order by id for update skip locked)`,
      [action.source.id, action.by === 'person', failure.until ?? null, failure.code],
    );
  } else if (failure.kind === 'wait') {
    // The platform itself said so: it holds for everyone. A full budget holds for this lane alone.
    await client.query(
      `update sources set writes_not_before = greatest(writes_not_before, $2) where id = $1`,
      [action.source.id, failure.until ?? null],
    );
  } else if (failure.kind === 'stop-source') {
    await client.query(
      `update sources set status = 'stopped', stopped_code = $2, last_failure = $2
       where id = $1 and status <> 'stopped'`,
      [action.source.id, failure.code],
    );
    await note(client, action, 'source.stopped', failure.code, { status: 'stopped' });
  }
  if (state !== 'postponed') {
    await note(client, action, `action.${state}`, failure.code, { kind: action.kind });
  }
}

async function note(
  client: pg.PoolClient,
  action: ClaimedAction,
  what: string,
  why: string | undefined,
  after: unknown,
): Promise<void> {
  await client.query(
    `insert into audit (actor, source_id, case_id, what, why, after)
     values ('service', $1, $2, $3, $4, $5)`,
    [action.source.id, action.caseId, what, why ?? null, JSON.stringify(after)],
  );
}
