import type pg from 'pg';

/** The database's clock (`sang_now()`): the one clock of leases, waits and expiries, whatever the machine thinks. */
export async function databaseNow(db: pg.Pool | pg.PoolClient): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('select sang_now() as now');
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('database.no-clock');
  return now;
}
