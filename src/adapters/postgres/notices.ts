import type pg from 'pg';
import type { LostNotice, NoticeKind, NoticeStore } from '../../pipeline/ports/notices.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';
import { claimNotices } from './notice-claims.ts';

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

/** Cases that press: indexes cases_urgent and cases_escalated. */
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
           where n.case_id = k.id and n.state <> 'done' and (not (${WANTED})
             or not exists (select from (${RECIPIENTS}) r
               where r.recipient = n.recipient and r.source_id = k.source_id))`,
        );
        await client.query(
          `update notices set state = 'pending' where state = 'failed' and next_at <= sang_now()`,
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
      transaction(pool, (client) => claimNotices(client, most, apartSeconds, leaseSeconds)),

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

    async failed(delivery, code, { lost, again }) {
      await pool.query(
        `update notices set attempts = attempts + 1, code = $2, lease_until = null,
           next_at = coalesce($3::timestamptz, 'infinity'), delivery = case when $3::timestamptz is null then null else delivery end,
           state = case when $4 then 'failed' else state end
         where delivery = $1 and state = 'pending'`,
        [delivery.id, code, again ?? null, lost],
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
