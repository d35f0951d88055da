import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '../../../src/adapters/postgres/pool.ts';
import { createTokenVault } from '../../../src/adapters/postgres/tokens.ts';
import { ZaloOauth } from '../../../src/adapters/platforms/zalo/oauth.ts';
import type { TokenPair } from '../../../src/pipeline/ports/tokens.ts';
import { createSealer } from '../../../src/adapters/secrets/sealer.ts';
import { createZalo } from '../../../src/adapters/platforms/zalo/platform.ts';
import { MemoryStore, pollInto } from '../../contract/store.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';
import { lifelong, zaloWorld, type ZaloWorld } from './world.ts';
import { failed } from '../../contract/failed.ts';

/** Renewal as it happens in production: tokens in Postgres, each "process" with connections of its own. */
const HOUR = 3_600_000;
const TOKEN = '/v4/oa/access_token';

let database: FreshDatabase;
let world: ZaloWorld;
let source: number;
let pools: Pool[];

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await zaloWorld();
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into sources (platform, external_id, name) values ('zalo', gen_random_uuid()::text, 'OA') returning id`,
  );
  source = Number(rows[0]?.id);
  pools = [];
  await vaultOf(database.pool).write(source, lifelong(world.simulator));
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await world.stop();
});

const vaultOf = (pool: Pool) => createTokenVault(pool, createSealer('s'.repeat(40)), {});
const refreshes = () => world.simulator.calls.filter(({ path }) => path === TOKEN).length;

/** A process of its own: its adapter, its pool, its store. */
function startProcess(more: { statementTimeout?: number } = {}) {
  const pool = openPool(database.url, { roles: ['poll'], max: 3, onError: () => undefined, ...more });
  pools.push(pool);
  const platform = createZalo({ ...world.options, vault: vaultOf(pool) });
  const context = { ...world.context(), access: { ...world.access, id: source } };
  return { pool, poll: () => pollInto(platform, context, new MemoryStore()) };
}

test('four processes meet a token due for renewal: one refresh, one pair, all go on', async () => {
  world.simulator.clock.advance(21 * HOUR);
  world.simulator.faults.add({ path: TOKEN, effect: { delayMs: 100 } });
  await Promise.all([1, 2, 3, 4].map(() => startProcess().poll()));
  expect(refreshes()).toBe(1);
  await startProcess().poll();
  expect(refreshes()).toBe(1);
});

test('four processes meet a token that died: one refresh', async () => {
  world.simulator.clock.advance(30 * HOUR);
  await Promise.all([1, 2, 3, 4].map(() => startProcess().poll()));
  expect(refreshes()).toBe(1);
});

test('the pair is stored before it is used, and nothing of it is readable at rest', async () => {
  world.simulator.clock.advance(21 * HOUR);
  await startProcess().poll();
  const pair = await vaultOf(database.pool).read(source);
  expect(world.simulator.oauth.judge(pair?.accessToken)).toBe('ok');
  const { rows } = await database.pool.query<{ sealed: Buffer }>(
    'select sealed from tokens where source_id = $1',
    [source],
  );
  expect(rows[0]?.sealed.toString('latin1')).not.toContain(pair?.accessToken);
});

test('the database connection breaks while the platform answers: the new pair is not lost', async () => {
  world.simulator.clock.advance(21 * HOUR);
  world.simulator.faults.add({ path: TOKEN, effect: { delayMs: 300 }, times: 1 });
  const { pool, poll } = startProcess();
  const polling = poll().catch(() => undefined);
  await untilWaiting();
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and application_name = $1`,
    ['sang poll'],
  );
  await polling;
  expect(pool.totalCount).toBeLessThanOrEqual(3);
  expect(refreshes()).toBe(1);
  await startProcess().poll();
  expect(refreshes()).toBe(1);
});

test('the database refuses the new pair for a while: it is held until it can be stored', async () => {
  world.simulator.clock.advance(26 * HOUR);
  await database.pool.query(
    `create function full_disk() returns trigger language plpgsql as
       $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
     create trigger full_disk before insert or update on tokens execute function full_disk()`,
  );
  const polling = startProcess().poll();
  await untilWaiting();
  await new Promise((resolve) => {
    setTimeout(resolve, 1_500);
  });
  await database.pool.query('drop trigger full_disk on tokens');
  await polling;
  expect(refreshes()).toBe(1);
  await startProcess().poll();
  expect(refreshes()).toBe(1);
});

test('another process renews for longer than the lock is waited for: the living pair serves, a dead one is tried again later', async () => {
  const other = await database.pool.connect();
  await other.query(`select pg_advisory_lock(hashtext('sang.token'), hashtext($1))`, [String(source)]);
  try {
    world.simulator.clock.advance(21 * HOUR);
    await startProcess({ statementTimeout: 300 }).poll();
    world.simulator.clock.advance(5 * HOUR);
    expect(await failed(startProcess({ statementTimeout: 300 }).poll())).toMatchObject({
      kind: 'retry',
      code: 'token.busy',
    });
    expect(refreshes()).toBe(0);
  } finally {
    await other.query('select pg_advisory_unlock_all()');
    other.release();
  }
});

test('refused with a pair another process has just traded: the pair that process stores is used', async () => {
  world.simulator.clock.advance(26 * HOUR);
  const traded = await consume();
  const polling = startProcess().poll();
  while (refreshes() < 2) await new Promise(setImmediate);
  await vaultOf(database.pool).write(source, traded);
  await polling;
  expect(refreshes()).toBe(2);
});

test('a process dies after the platform consumed the token: the source stops, and says what to do', async () => {
  world.simulator.clock.advance(26 * HOUR);
  // What the dead process got is gone with it.
  await consume();
  expect(await failed(startProcess().poll())).toMatchObject({
    kind: 'stop-source',
    code: 'zalo.oauth.-14014',
  });
});

/** Trades the stored pair as a process would that has yet to store what it gets. */
async function consume(): Promise<TokenPair> {
  const current = await vaultOf(database.pool).read(source);
  return new ZaloOauth(world.options, () => world.simulator.clock.date()).refresh(current ?? world.pair());
}

async function untilWaiting(): Promise<void> {
  while (refreshes() === 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
