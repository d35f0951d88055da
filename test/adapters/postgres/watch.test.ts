import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '../../../src/adapters/postgres/pool.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';
import { type Proxy, startProxy } from '../../servers/proxy.ts';

/** Three seconds of silence, and some for a busy machine; without the watch it is 35. */
const NOTICED = 12_000;

let database: FreshDatabase;
let proxy: Proxy;
let pool: Pool;
let told: string[];

beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query('create table doors (id int primary key, open boolean)');
  await database.pool.query('insert into doors values (1, false)');
});
afterAll(() => database.drop());

beforeEach(async () => {
  const url = new URL(database.url);
  proxy = await startProxy({ path: path.join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432') });
  told = [];
  pool = openPool(`postgres://${url.username}@127.0.0.1:${proxy.port}${url.pathname}`, {
    roles: ['test'],
    max: 6,
    onError: (error) => told.push(error.message),
  });
});
afterEach(async () => {
  await proxy.stop();
  await pool.end();
});

const failure = async (what: Promise<unknown>): Promise<string> =>
  what.then(
    () => 'none',
    (error: unknown) => String(error),
  );

/** Opens so many connections, which then lie in the pool. */
async function fill(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => pool.query('select pg_sleep(0.2)')));
  expect(pool.idleCount).toBe(count);
}

test('a lost route is noticed at the first question, for every connection that lay in the pool', async () => {
  await fill(5);
  proxy.strand();
  const start = performance.now();
  expect(await failure(pool.query('select 1'))).toContain('went silent');
  for (let asked = 0; asked < 5; asked += 1) await pool.query('select 1');
  expect(performance.now() - start).toBeLessThan(NOTICED);
  expect(told.length).toBeGreaterThan(0);
}, 60_000);

test('what was held within a transaction is free again, here and at the server', async () => {
  const client = await pool.connect();
  await client.query('begin');
  await client.query('update doors set open = true');
  proxy.strand();
  const start = performance.now();
  expect(await failure(client.query('select 1'))).toContain('went silent');
  // Whoever tidies up is not held up once more.
  expect(await failure(client.query('rollback'))).not.toBe('none');
  client.release();
  await pool.query('update doors set open = false');
  expect(performance.now() - start).toBeLessThan(NOTICED);
}, 60_000);

test('a statement that takes long is waited for', async () => {
  await pool.query('select pg_sleep(8)');
  expect(told).toEqual([]);
}, 60_000);

test('a transaction that does nothing for a while is left alone', async () => {
  const client = await pool.connect();
  await client.query('begin');
  await Promise.all([sleep(8_000), pool.query('select pg_sleep(8)')]);
  await client.query('commit');
  client.release();
  expect(told).toEqual([]);
}, 60_000);

test('a session that only listens is noticed too', async () => {
  const client = await pool.connect();
  const lost = new Promise<string>((resolve) => {
    client.on('error', (error) => resolve(error.message));
  });
  await client.query('listen bells');
  proxy.strand();
  expect(await Promise.race([lost, sleep(40_000, 'nothing')])).toContain('went silent');
  client.release();
}, 60_000);

test('while the server itself is silent, what it owes is waited for', async () => {
  await fill(2);
  proxy.freeze();
  const asked = pool.query('select 1');
  await sleep(6_000);
  proxy.thaw();
  await asked;
  expect(told).toEqual([]);
}, 60_000);
