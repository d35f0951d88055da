import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { createPeople } from '../../src/adapters/secrets/people.ts';
import { createPollStore } from '../../src/adapters/postgres/poll.ts';
import { createSourceStore } from '../../src/adapters/postgres/sources.ts';
import { startFacebookSimulator, type FacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { facebookVariables } from '../../src/simulators/variables.ts';
import { sang } from '../e2e/cli.ts';
import { batchOf, seen } from '../pipeline/world.ts';
import { freshFolder } from '../servers/folder.ts';
import { describeWith } from '../servers/describe-with.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { freshRedis, type TestRedis } from '../servers/redis.ts';

const OLD = 'the former secret of this installation';
const NEW = 'the present secret of this installation';
const Checks = z.array(
  z.object({ id: z.string(), ok: z.boolean(), level: z.string(), vi: z.string(), en: z.string() }),
);

let database: FreshDatabase;
let facebook: FacebookSimulator;
let page: number;

beforeAll(async () => {
  database = await freshDatabase();
  facebook = await startFacebookSimulator();
  const sources = createSourceStore(database.pool);
  const draft = {
    platform: 'facebook',
    externalId: facebook.pageId,
    name: 'Trang',
    tokenEnv: 'TOKEN',
  } as const;
  page = (await sources.add(draft, 'test')).id;
});
afterAll(async () => {
  await facebook.stop();
  await database.drop();
});

async function doctor(env: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await sang(['doctor', '--json'], '', {
    DATABASE_URL: database.url,
    SANG_DATA: freshFolder('doctor'),
    SANG_SECRET: OLD,
    ...facebookVariables(facebook),
    TOKEN: facebook.tokens.page,
    ...env,
  });
  const checks = out === '' ? [] : Checks.parse(JSON.parse(out));
  return { code, err, checks, of: (id: string) => checks.filter((check) => check.id.startsWith(id)) };
}

test('a sound installation: everything is ok, and the exit code says so', async () => {
  const { code, checks, of } = await doctor();
  expect(checks.filter((check) => !check.ok && check.level === 'error')).toEqual([]);
  for (const id of [
    'config',
    'folder',
    'digest folder',
    'disk',
    'rules',
    'database',
    'connections',
    'queues',
    'roles',
    'clock',
    'secret',
    `source ${page}`,
  ])
    expect(of(id).length).toBeGreaterThan(0);
  expect(code).toBe(0);
});

test('a dead token and broken rules are each told with what to do', async () => {
  const rules = path.join(freshFolder('rules'), 'rules');
  cpSync('rules', rules, { recursive: true });
  writeFileSync(path.join(rules, 'spam.yaml'), 'id: [');
  const { code, of } = await doctor({ TOKEN: 'EAAGdead', SANG_RULES: rules });
  expect(code).toBe(1);
  expect(of('rules')[0]?.vi).toMatch(/spam\.yaml:1:\d+.*sang rules check/su);
  expect(of(`source ${page}`).some((check) => !check.ok && check.level === 'error')).toBe(true);
});

test('a database that does not answer ends in one line, without its password', async () => {
  const { code, checks, of } = await doctor({ DATABASE_URL: 'postgres://sang:geheim@127.0.0.1:1/sang' });
  expect(code).toBe(1);
  expect(of('database')[0]?.en).toMatch(/ECONNREFUSED.*check DATABASE_URL/u);
  expect(JSON.stringify(checks)).not.toContain('geheim');
});

test('a rotated secret: kept while texts are under it, and missed when it is gone', async () => {
  const old = createPeople(OLD);
  const store = createPollStore(database.pool, old);
  await database.pool.query('update sources set poll_due_at = sang_now() where id = $1', [page]);
  const lease = await store.lease(page, 60);
  if (lease === undefined) throw new Error('no lease');
  await store.keep(lease, batchOf([seen('1', 'chào shop')]), 60);
  const kept = await doctor({ SANG_SECRET: NEW, SANG_SECRET_PREVIOUS: OLD });
  expect(kept.of('secret')[0]).toMatchObject({ ok: true, en: expect.stringContaining('leave') });
  const lost = await doctor({ SANG_SECRET: NEW });
  expect(lost.of('secret')[0]).toMatchObject({ ok: false, level: 'warn' });
  await database.pool.query('update comments set author_key = null');
  const free = await doctor({ SANG_SECRET: NEW, SANG_SECRET_PREVIOUS: OLD });
  expect(free.of('secret')[0]?.en).toContain('may be unset');
}, 120_000);

test('a database of an older version is told and left as it is; so is a machine without any', async () => {
  const empty = await emptyDatabase();
  const { code, of } = await doctor({ DATABASE_URL: empty.url });
  expect([code, of('database')[0]?.en]).toEqual([
    1,
    expect.stringMatching(/^\d+ migrations .*Run: sang migrate$/u),
  ]);
  const { rows } = await empty.pool.query(
    "select 1 from pg_tables where schemaname in ('public', 'drizzle')",
  );
  expect(rows).toEqual([]);
  await empty.drop();
  const data = freshFolder('nothing');
  const none = await doctor({ DATABASE_URL: '', SANG_SECRET: '', SANG_DATA: data });
  expect([none.code, none.of('database')[0]?.en]).toEqual([0, expect.stringContaining('sang start makes')]);
  expect(readdirSync(data)).toEqual([]);
}, 120_000);

test('no secret set beside a database of one’s own is told; none is made', async () => {
  await database.pool.query('update comments set author_key = null');
  const data = freshFolder('secretless');
  const { of } = await doctor({ SANG_SECRET: '', SANG_DATA: data });
  expect(of('secret')[0]).toMatchObject({
    ok: false,
    level: 'warn',
    en: expect.stringContaining('is not set'),
  });
  expect(readdirSync(data)).toEqual([]);
}, 60_000);

test('roles nobody runs, standing brakes, stopped actions, a digest folder that cannot be', async () => {
  const idle = await doctor();
  expect(idle.of('roles')[0]).toMatchObject({ ok: false, en: expect.stringContaining('does not run') });
  expect([...idle.of('brakes'), ...idle.of('stop-actions')]).toEqual([]);
  const running = openPool(database.url, { roles: ['poll', 'screen', 'act'], onError: () => undefined });
  await running.query('select 1');
  const controls = createControlStore(database.pool);
  await controls.pull({ source: page }, 'test', 'thử');
  await controls.stopActions('trực', 'đang kiểm tra');
  const file = path.join(freshFolder('file'), 'file');
  writeFileSync(file, '');
  const { code, of } = await doctor({ SANG_DIGEST_DIR: path.join(file, 'digests') });
  expect(of('roles')[0]?.en).toContain('--roles digest,notify,sweep,console');
  expect(of('brakes')[0]?.en).toContain('1 brakes stand');
  expect(of('stop-actions')[0]?.vi).toContain('trực: đang kiểm tra');
  expect(of('digest folder')[0]).toMatchObject({ ok: false, en: expect.stringContaining('SANG_DIGEST_DIR') });
  expect(code).toBe(0);
  await running.end();
}, 120_000);

test('a PostgreSQL with too few connections', async () => {
  const small = await startEmbedded(freshFolder('small'), { settings: ['max_connections=25', 'fsync=off'] });
  await migrate(small.url);
  const { of } = await doctor({ DATABASE_URL: small.url });
  expect(of('connections')[0]).toMatchObject({
    ok: false,
    en: expect.stringMatching(/takes 22 connections.*up to 40: raise max_connections/u),
  });
  await small.stop();
}, 120_000);

describeWith('redis', 'the doctor and Redis', () => {
  let redis: TestRedis;
  afterEach(() => redis.stop());
  test('its version, and a policy that throws rings out', async () => {
    redis = await freshRedis();
    const deaf = openPool(database.url, { roles: ['act'], queues: 'postgres', onError: () => undefined });
    await deaf.query('select 1');
    const good = await doctor({ REDIS_URL: redis.url });
    expect([good.code, good.of('queues apart')[0]?.en]).toEqual([
      1,
      expect.stringContaining('roles act keep'),
    ]);
    await deaf.end();
    expect(good.of('redis')[0]).toMatchObject({
      ok: true,
      en: expect.stringMatching(/^Redis \d+\.\S+, noeviction$/u),
    });
    const client = new Redis(redis.socket);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    const { of } = await doctor({ REDIS_URL: redis.url });
    expect(of('queues apart')).toEqual([]);
    expect(of('redis')[0]).toMatchObject({ ok: false, en: expect.stringContaining('allkeys-lru') });
  }, 120_000);
});
