import type pg from 'pg';
import { transaction } from './database.ts';
import { withdrawHides } from './brakes.ts';

/**
 * Takes back what rules wanted of sources that only observe (by now, or because they were removed). Sent or not, an
 * answer is not tried again: one that went out all the same is seen at the platform. A hide that was tried ends in time
 * like one that stands.
 */
export function withdrawObserved(pool: pg.Pool): Promise<void> {
  return transaction(pool, async (client) => {
    await withdrawHides(client, { observing: true });
    await client.query(
      `with withdrawn as (
         update actions a set state = 'cancelled', code = 'observe', lease = null, lease_until = null
         from sources s where s.id = a.source_id and s.mode = 'observe' and a.kind = 'reply' and a.by = 'rule'
           and a.state in ('pending', 'postponed') and (a.lease_until is null or a.lease_until <= sang_now())
         returning a.case_id, a.source_id, a.rule
       )
       insert into audit (actor, rule, source_id, case_id, what, why, after)
       select 'service', rule, source_id, case_id, 'action.cancelled', 'observe', '{"kind":"reply"}' from withdrawn`,
    );
  });
}

/**
 * One step further for sources that were removed: what stands hidden for a while ends now, what waits for a decision is
 * closed, and the token goes when nothing is to be done with it any more.
 */
export async function leaveRemoved(pool: pg.Pool, limit: number): Promise<void> {
  await pool.query(
    `update cases set expires_at = sang_now() where id in (
       select k.id from sources s join cases k on k.source_id = s.id
       where s.status = 'removed' and k.expires_at > sang_now() limit $1 for update of k skip locked)`,
    [limit],
  );
  await pool.query(
    `with over as (
       select k.id, k.source_id, k.state from cases k
       where k.id in (
           -- Each state by an index of its own.
           select o.id from sources s cross join lateral (
             select id from cases where source_id = s.id and state = 'open' and expires_at is null
             union all select id from cases where source_id = s.id and state = 'escalated' and expires_at is null) o
           where s.status = 'removed' limit $1)
         and k.state in ('open', 'escalated') and k.expires_at is null
       for update skip locked
     ), closed as (
       update cases k set state = 'expired', decided_by = 'sweep', decided_at = sang_now(), waiting_since = null,
         updated_at = sang_now()
       from over where k.id = over.id returning k.id, k.source_id, over.state as before
     )
     insert into audit (actor, source_id, case_id, what, why, before, after)
     select 'sweep', source_id, id, 'case.closed', 'source removed', jsonb_build_object('state', before),
       '{"state":"expired"}' from closed`,
    [limit],
  );
  await pool.query(
    `with gone as (
       delete from tokens t using sources s where s.id = t.source_id and s.status = 'removed'
         and not exists (select 1 from cases k where k.source_id = s.id and k.expires_at is not null)
         and not exists (select 1 from actions a where a.source_id = s.id and a.kind <> 'by-hand'
           and a.state in ('pending', 'postponed'))
         and not exists (select 1 from actions a where a.source_id = s.id and a.state = 'done'
           and a.look_again_at < 'infinity')
       returning t.source_id
     )
     insert into audit (actor, source_id, what) select 'sweep', source_id, 'source.token-deleted' from gone`,
  );
}
