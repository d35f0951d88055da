import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Blinding, blindingBefore } from '../secrets/people.ts';
import { SealBroken, type Sealer } from '../secrets/sealer.ts';
import { transaction } from './database.ts';

interface Row {
  id: string;
  sealed: Buffer;
  created_at: Date;
}

/**
 * The keys of forgotten texts' hashes, made where there are none yet. They are stored under the secret, not made of it, so
 * that what was forgotten is known again after the secret has changed. Where texts may have been forgotten under the
 * secrets themselves already, the keys made of those are kept. Where none can be opened (the secret is lost), a new one is
 * made, and what was forgotten before is said to be unknown.
 */
export function openBlinding(
  pool: pg.Pool,
  sealer: Pick<Sealer, 'seal' | 'open'>,
  secrets: readonly string[],
): Promise<Blinding> {
  return transaction(pool, async (client) => {
    // Two processes that start together: the second one finds what the first one made.
    await client.query(`select pg_advisory_xact_lock(hashtext('sang.blind'))`);
    const stored = await read(client);
    if (stored.length === 0) {
      const { rows } = await client.query<{ any: boolean }>('select exists (select 1 from comments) as any');
      const used = rows[0]?.any === true;
      await add(client, sealer, used ? secrets.map(blindingBefore) : [randomBytes(32)]);
    } else if (opened(stored, sealer).length === 0) await add(client, sealer, [randomBytes(32)]);
    const all = await read(client);
    const keys = opened(all, sealer);
    const [first] = keys;
    if (first === undefined) throw new SealBroken();
    const lost = all.some((row) => Number(row.id) < Number(first.row.id));
    return { keys: keys.map(({ key }) => key), ...(lost ? { lostBefore: first.row.created_at } : {}) };
  });
}

async function read(client: pg.PoolClient): Promise<Row[]> {
  return (await client.query<Row>('select id, sealed, created_at from blind_keys order by id')).rows;
}

async function add(
  client: pg.PoolClient,
  sealer: Pick<Sealer, 'seal'>,
  keys: readonly Buffer[],
): Promise<void> {
  await client.query('insert into blind_keys (sealed) select unnest($1::bytea[])', [
    keys.map((key) => sealer.seal(key.toString('base64'))),
  ]);
}

function opened(rows: readonly Row[], sealer: Pick<Sealer, 'open'>): { row: Row; key: Buffer }[] {
  return rows.flatMap((row) => {
    try {
      return [{ row, key: Buffer.from(sealer.open(row.sealed), 'base64') }];
    } catch (error) {
      if (error instanceof SealBroken) return [];
      throw error;
    }
  });
}
