import type pg from 'pg';
import type { HandStore } from '../../pipeline/ports/hand.ts';
import { doneByHand, reopenByHand } from './failures.ts';

/** Tasks over Postgres, and what else the console writes beside decisions: personal data that was shown. */
export function createHandStore(pool: pg.Pool): HandStore {
  return {
    done: (actionId, memberId) => doneByHand(pool, actionId, memberId),
    reopen: (actionId, memberId) => reopenByHand(pool, actionId, memberId),
    async note(memberId, sourceId, caseId, what) {
      await pool.query(
        `insert into audit (actor, moderator_id, source_id, case_id, what) values ('person', $1, $2, $3, $4)`,
        [memberId, sourceId, caseId, what],
      );
    },
  };
}
