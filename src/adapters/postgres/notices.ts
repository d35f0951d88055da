import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Category, Severity } from '../../domain/categories.ts';
import type {
  Delivery,
  LostNotice,
  NoticeCase,
  NoticeKind,
  NoticeStore,
} from '../../pipeline/ports/notices.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/**
 * The case still wants to be told under this notice: it is as urgent or as handed up as then, and nobody has taken
 * notice since. What was handed up wants notice anew, whoever saw it before.
 */
const WANTED = `(
    (n.kind = 'urgent' and k.state = 'open' and k.decision = 'urgent' and k.acknowledged_at is null)
    or (n.kind = 'escalated' and k.state = 'escalated'
      and (k.acknowledged_at is null or k.acknowledged_at < k.decided_at))
  ) and n.number = k.decision_number and n.revision_id = v.revision_id`;

/** Everybody who is told of a page's pressing cases; `self` is who handed it up and need not be told. */
const RECIPIENTS = `select 'channel:' || c.id as recipient, c.source_id, null::bigint as self
    from channels c where c.disabled_at is null
  union all
  select 'moderator:' || m.id, t.source_id, m.id
    from teams t join moderators m on m.id = t.moderator_id where t.senior and m.disabled_at is null
  union all
  select 'moderator:' || m.id, s.id, m.id from sources s cross join moderators m
    where m.role = 'admin' and m.disabled_at is null
      and not exists (select 1 from channels c where c.source_id = s.id and c.disabled_at is null)
      and not exists (select 1 from teams t join moderators b on b.id = t.moderator_id
        where t.source_id = s.id and t.senior and b.disabled_at is null)`;

/** Cases that press: index cases_told. */
const PRESSING = `((k.state = 'open' and k.decision = 'urgent') or k.state = 'escalated')`;

/** Notices over Postgres. */
export function createNoticeStore(pool: pg.Pool): NoticeStore {
  return {
    now: () => databaseNow(pool),

    raise: () =>
      transaction(pool, async (client) => {
        await client.query(
          `update notices n set state = 'done', lease_until = null, delivery = null
           from cases k join verdicts v on v.id = k.verdict_id
           where n.case_id = k.id and n.state <> 'done' and not (${WANTED})`,
        );
        const { rowCount } = await client.query(
          `with n as (
             select k.id as case_id, k.source_id, k.moderator_id, k.decision_number as number, v.revision_id,
               case k.state when 'escalated' then 'escalated' else 'urgent' end as kind
             from cases k join verdicts v on v.id = k.verdict_id
             where ${PRESSING} and (k.acknowledged_at is null
               or (k.state = 'escalated' and k.acknowledged_at < k.decided_at))
           )
           insert into notices (case_id, recipient, kind, number, revision_id)
           select n.case_id, r.recipient, n.kind, n.number, n.revision_id
           from n join (${RECIPIENTS}) r on r.source_id = n.source_id
           where n.kind = 'urgent' or r.self is distinct from n.moderator_id
           on conflict (case_id, recipient, kind, number, revision_id) do nothing`,
        );
        return rowCount ?? 0;
      }),

    claim: (most, apartSeconds, leaseSeconds) =>
      transaction(pool, (client) => claim(client, most, apartSeconds, leaseSeconds)),

    async told(delivery, next) {
      const ids = delivery.cases.map((each) => each.noticeId);
      await pool.query(
        `update notices n set sent = sent + 1, attempts = 0, code = null, sent_at = sang_now(), lease_until = null,
           delivery = null, next_at = coalesce(t.at, next_at),
           state = case when state <> 'pending' then state when t.at is null then 'unanswered' else 'pending' end
         from unnest($1::bigint[], $2::timestamptz[]) as t(id, at)
         where n.id = t.id and n.delivery = $3`,
        [ids, ids.map((id) => next.get(id) ?? null), delivery.id],
      );
    },

    async postpone(delivery, until) {
      await pool.query(
        `update notices set next_at = $2, lease_until = null, delivery = null where delivery = $1 and state = 'pending'`,
        [delivery.id, until],
      );
    },

    async failed(delivery, code, retryAt) {
      await pool.query(
        `update notices set attempts = attempts + 1, code = $2, lease_until = null,
           next_at = coalesce($3, next_at), delivery = case when $3::timestamptz is null then null else delivery end,
           state = case when $3::timestamptz is null then 'failed' else state end
         where delivery = $1 and state = 'pending'`,
        [delivery.id, code, retryAt ?? null],
      );
    },

    async acknowledge(caseId, memberId) {
      const { rowCount } = await pool.query(
        `with noticed as (
           update cases k set acknowledged_at = sang_now(), acknowledged_by = $2, updated_at = sang_now()
           where k.id = $1 and ${PRESSING} and (k.acknowledged_at is null
             or (k.state = 'escalated' and k.acknowledged_at < k.decided_at))
           returning id, source_id
         ), ended as (
           update notices set state = 'done', lease_until = null, delivery = null
           where case_id in (select id from noticed) and state <> 'done'
         )
         insert into audit (actor, moderator_id, source_id, case_id, what)
         select 'person', $2, source_id, id, 'case.acknowledged' from noticed`,
        [caseId, memberId],
      );
      return rowCount === 1;
    },

    async lost(sources, limit) {
      const { rows } = await pool.query<{
        id: string;
        case_id: string;
        recipient: string;
        name: string | null;
        kind: NoticeKind;
        state: LostNotice['state'];
        code: string | null;
        at: Date;
      }>(
        `select n.id, n.case_id, n.recipient, n.kind, n.state, n.code, coalesce(n.sent_at, n.created_at) as at,
           case split_part(n.recipient, ':', 1)
             when 'channel' then (select name from channels where id = split_part(n.recipient, ':', 2)::bigint)
             else (select name from moderators where id = split_part(n.recipient, ':', 2)::bigint) end as name
         from notices n join cases k on k.id = n.case_id
         where n.state in ('failed', 'unanswered') and ($1::bigint[] is null or k.source_id = any($1))
         order by n.created_at desc limit $2`,
        [sources ?? null, limit],
      );
      return rows.map((row) => ({
        id: Number(row.id),
        caseId: Number(row.case_id),
        recipient: row.recipient,
        name: row.name ?? row.recipient,
        kind: row.kind,
        state: row.state,
        at: row.at,
        ...(row.code === null ? {} : { code: row.code }),
      }));
    },

    async retry(noticeId, sources) {
      const { rowCount } = await pool.query(
        `update notices n set state = 'pending', attempts = 0, sent = 0, next_at = sang_now(), code = null
         from cases k where k.id = n.case_id and n.id = $1 and n.state in ('failed', 'unanswered')
           and ($2::bigint[] is null or k.source_id = any($2))`,
        [noticeId, sources ?? null],
      );
      return rowCount === 1;
    },

    async unheard() {
      const { rows } = await pool.query<{ id: string; name: string }>(
        `select s.id, s.name from sources s where s.status <> 'removed'
           and not exists (select 1 from channels c where c.source_id = s.id and c.disabled_at is null)
           and not exists (select 1 from teams t join moderators m on m.id = t.moderator_id
             where t.source_id = s.id and t.senior and m.disabled_at is null) order by s.id`,
      );
      return rows.map((row) => ({ id: Number(row.id), name: row.name }));
    },
  };
}

interface ClaimRow {
  id: string;
  case_id: string;
  kind: NoticeKind;
  urgent: boolean;
  page: string;
  platform: string;
  categories: Category[];
  severity: Severity;
  why: string[] | null;
  at: Date;
  permalink: string | null;
  sent: number;
  attempts: number;
}

/** One recipient at a time: its lock keeps two processes from telling it side by side. */
async function claim(
  client: pg.PoolClient,
  most: number,
  apartSeconds: number,
  leaseSeconds: number,
): Promise<Delivery | undefined> {
  const { rows: due } = await client.query<{ recipient: string; delivery: string | null }>(
    `select n.recipient, min(n.delivery) as delivery from notices n
     where n.state = 'pending' and n.next_at <= sang_now()
       and (n.lease_until is null or n.lease_until <= sang_now())
       and not exists (select 1 from notices b where b.recipient = n.recipient
         and (b.sent_at > sang_now() - make_interval(secs => $1) or b.lease_until > sang_now()))
     group by n.recipient order by min(n.next_at) limit 20`,
    [apartSeconds],
  );
  for (const { recipient, delivery } of due) {
    const lock = await client.query<{ got: boolean }>(
      'select pg_try_advisory_xact_lock(hashtext($1)) as got',
      [`notice ${recipient}`],
    );
    if (lock.rows[0]?.got !== true) continue;
    const id = delivery ?? randomUUID();
    // What a dead process was telling is told as it was, under the same id; else the oldest due.
    const { rows } = await client.query<{ id: string }>(
      `update notices set delivery = $2, lease_until = sang_now() + make_interval(secs => $4)
       where id in (
         select id from notices where recipient = $1 and state = 'pending' and next_at <= sang_now()
           and (lease_until is null or lease_until <= sang_now()) and delivery is not distinct from $5
           and not exists (select 1 from notices b where b.recipient = $1
             and (b.sent_at > sang_now() - make_interval(secs => $6) or b.lease_until > sang_now()))
         order by kind desc, next_at, id limit $3 for update skip locked)
       returning id`,
      [recipient, id, most, leaseSeconds, delivery, apartSeconds],
    );
    if (rows.length === 0) continue;
    const cases = await told(client, id);
    if (cases.length > 0) return { id, recipient, cases };
  }
  return undefined;
}

async function told(client: pg.PoolClient, delivery: string): Promise<NoticeCase[]> {
  const { rows } = await client.query<ClaimRow>(
    `select n.id, n.case_id, n.kind, k.decision = 'urgent' as urgent, s.name as page, s.platform, k.categories,
       k.severity, coalesce(k.decided_at, k.opened_at) as at, coalesce(c.permalink, p.permalink) as permalink,
       n.sent, n.attempts,
       (select array_agg(distinct f.why) from findings f where f.verdict_id = k.verdict_id
          and f.stage <> 'shadow' and not (f.category = 'abuse' and f.severity = 'low')) as why
     from notices n join cases k on k.id = n.case_id join sources s on s.id = k.source_id
     join comments c on c.id = k.comment_id join posts p on p.id = c.post_id
     where n.delivery = $1 order by (k.decision = 'urgent') desc, n.id`,
    [delivery],
  );
  return rows.map((row) => ({
    noticeId: Number(row.id),
    caseId: Number(row.case_id),
    kind: row.kind,
    urgent: row.urgent,
    page: row.page,
    platform: row.platform,
    categories: row.categories,
    severity: row.severity,
    why: row.why ?? [],
    openedAt: row.at,
    sent: row.sent,
    attempts: row.attempts,
    ...(row.permalink === null ? {} : { permalink: row.permalink }),
  }));
}
