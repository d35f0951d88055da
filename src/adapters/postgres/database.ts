import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * A statement that is planned once for each connection and not at every call: of those with many joins and indexes
 * the planning costs more than the reading. Its text must be one of few.
 */
export function prepared(text: string, values: unknown[]): pg.QueryConfig {
  return { name: createHash('sha256').update(text).digest('base64url'), text, values };
}

/** Runs `work` in one transaction on one client: committed when it resolves, rolled back when it throws. */
export function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'begin', work);
}

/**
 * Does not wait for the disk, and is planned for tables that grow: right after a start the planner knows nothing of them, takes
 * them for small and would read the whole of what waits for every batch (a third of the time a comment took).
 */
const REPEATABLE = `begin; set local synchronous_commit to off;
  set local enable_seqscan to off; set local enable_bitmapscan to off`;

/**
 * The same for what can be made again from what is stored or at the platform: does not wait for the disk. A server that
 * crashes may lose the last second of such transactions, each whole, never one in the middle; and whatever is committed
 * with waiting takes all before it along, so that nothing done upon them outlives them. What it asks must have an index.
 */
export function repeatable<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, REPEATABLE, work);
}

async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is of no use to anyone else.
    await client.query('rollback').then(
      () => client.release(),
      (broken: unknown) => client.release(broken instanceof Error ? broken : true),
    );
    throw error;
  }
}
