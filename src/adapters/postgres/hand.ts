import type pg from 'pg';

/** What the console writes beside decisions: by-hand tasks that were done, personal data that was shown. */
export interface HandStore {
  /** Marks a by-hand task as done by a person; false when it was not pending. */
  done(actionId: number, memberId: number): Promise<boolean>;
  /** Writes down that a person did something with a case. */
  note(memberId: number, sourceId: number, caseId: number, what: string): Promise<void>;
}

export function createHandStore(pool: pg.Pool): HandStore {
  return {
    async done(actionId, memberId) {
      const { rowCount } = await pool.query(
        `with done as (
           update actions set state = 'done', done_at = sang_now()
           where id = $1 and kind = 'by-hand' and state = 'pending' returning case_id, source_id, detail
         )
         insert into audit (actor, moderator_id, source_id, case_id, what, after)
         select 'person', $2, source_id, case_id, 'action.done-by-hand', jsonb_build_object('verb', detail->'verb')
         from done`,
        [actionId, memberId],
      );
      return rowCount === 1;
    },
    async note(memberId, sourceId, caseId, what) {
      await pool.query(
        `insert into audit (actor, moderator_id, source_id, case_id, what) values ('person', $1, $2, $3, $4)`,
        [memberId, sourceId, caseId, what],
      );
    },
  };
}
