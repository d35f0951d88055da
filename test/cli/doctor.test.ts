import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createPeople } from '../../src/adapters/secrets/people.ts';
import { createPollStore } from '../../src/adapters/postgres/poll.ts';
import { createSourceStore } from '../../src/adapters/postgres/sources.ts';
import { startFacebookSimulator, type FacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { sang } from '../e2e/cli.ts';
import { batchOf, seen } from '../pipeline/world.ts';
import { freshFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

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
    FACEBOOK_BASE_URL: facebook.url,
    FACEBOOK_APP_ID: facebook.appId,
    FACEBOOK_APP_SECRET: facebook.appSecret,
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
    'disk',
    'rules',
    'database',
    'queues',
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
