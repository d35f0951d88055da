import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Category, Severity } from '../../domain/categories.ts';
import type { Delivery, NoticeCase, NoticeKind } from '../../pipeline/ports/notices.ts';

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

/** The notices of the recipient that waits longest. One recipient at a time: its lock keeps two processes from telling it side by side. */
export async function claimNotices(
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
