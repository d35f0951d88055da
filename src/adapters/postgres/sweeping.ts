import type pg from 'pg';
import type { SweepStore } from '../../pipeline/ports/sweeping.ts';
import { leaveRemoved, withdrawObserved } from './leaving.ts';

/** The sweep over Postgres. */
export function createSweepStore(pool: pg.Pool): SweepStore {
  const count = async (text: string): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(text);
    return rows[0]?.count ?? 0;
  };
  return {
    actionsDue: () =>
      count(`select count(*)::int as count from (
        select 1 from actions where state in ('pending', 'postponed') and kind <> 'by-hand'
          and (not_before is null or not_before <= sang_now())
          and (lease_until is null or lease_until <= sang_now()) limit 1000) a`),
    noticesDue: () =>
      count(`select ((select count(*) from (
          select 1 from notices where state in ('pending', 'failed') and next_at <= sang_now()
            and (lease_until is null or lease_until <= sang_now()) limit 1000) due)
        + (select count(*) from (
          select 1 from cases k join verdicts v on v.id = k.verdict_id
          where ((k.state = 'open' and k.decision = 'urgent') or k.state = 'escalated')
            and (k.acknowledged_at is null or (k.state = 'escalated' and k.acknowledged_at < k.decided_at))
            and not exists (select 1 from notices n where n.case_id = k.id and n.number = k.decision_number
              and n.revision_id = v.revision_id) limit 1000) unraised))::int as count`),
    withdraw: () => withdrawObserved(pool),
    leave: (limit) => leaveRemoved(pool, limit),
    async expire(limit) {
      // One statement: the case, its unhide and the audit change together or not at all.
      const { rowCount } = await pool.query(
        `with over as (
           select k.id, k.source_id, k.decision_number, k.state,
             -- What nobody has decided still waits for a person, visible again, unless there is nothing left to decide.
             case when k.state = 'escalated' then k.state
               when k.decision = 'none' or c.purged_at is not null or s.status = 'removed' then 'expired'
               else 'open' end as next
           from cases k join comments c on c.id = k.comment_id join sources s on s.id = k.source_id
           where k.expires_at <= sang_now() order by k.expires_at limit $1 for update of k skip locked
         ), ended as (
           update cases k set expires_at = null, decision_number = k.decision_number + 1, updated_at = sang_now(),
             state = over.next,
             -- Visible again is news: the next digest tells of it.
             opened_at = case when over.next = 'open' then sang_now() else k.opened_at end,
             decided_by = case over.next when 'escalated' then k.decided_by when 'expired' then 'sweep' end,
             decided_at = case over.next when 'escalated' then k.decided_at when 'expired' then sang_now() end
           from over where k.id = over.id
           returning k.id, k.source_id, k.decision_number, over.state as before, k.state as after
         ), undone as (
           insert into actions (case_id, source_id, number, kind, by)
           select id, source_id, decision_number, 'unhide', 'sweep' from ended
           on conflict do nothing
         ), overtaken as (
           update actions a set state = 'cancelled', code = 'superseded'
           from ended where a.case_id = ended.id and a.state = 'failed'
         )
         insert into audit (actor, source_id, case_id, what, why, before, after)
         select 'sweep', source_id, id, 'case.expired', 'provisional hide not confirmed in time',
           jsonb_build_object('state', before), jsonb_build_object('state', after) from ended`,
        [limit],
      );
      return rowCount ?? 0;
    },
    async lookAgain(limit) {
      const { rowCount } = await pool.query(
        // Once for each; what a later hide or unhide has overtaken is only ticked off.
        `with due as (
           select a.id, exists (select 1 from actions l where l.case_id = a.case_id and l.number > a.number
             and l.kind in ('hide', 'unhide')) as overtaken
           from actions a where a.look_again_at <= sang_now() and a.state = 'done'
           order by a.look_again_at limit $1 for update skip locked
         ), ticked as (
           update actions a set look_again_at = 'infinity' from due where a.id = due.id and due.overtaken
         )
         update actions a set state = 'pending', look_again_at = 'infinity', attempts = 0, not_before = null
         from due where a.id = due.id and not due.overtaken`,
        [limit],
      );
      return rowCount ?? 0;
    },
    async forgetPrints() {
      const { rowCount } = await pool.query(
        `delete from prints where ctid in (
           select ctid from prints where at < sang_now() - interval '24 hours' limit 10000)`,
      );
      return rowCount ?? 0;
    },
  };
}
