import type pg from 'pg';
import type { HandStore } from '../../pipeline/ports/hand.ts';
import { doneByHand, reopenByHand } from './failures.ts';

/** Tasks over Postgres. */
export function createHandStore(pool: pg.Pool): HandStore {
  return {
    done: (actionId, memberId) => doneByHand(pool, actionId, memberId),
    reopen: (actionId, memberId) => reopenByHand(pool, actionId, memberId),
  };
}
