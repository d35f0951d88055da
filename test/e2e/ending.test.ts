import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { RULES } from '../pipeline/world.ts';
import { describeWith } from '../servers/describe-with.ts';
import { testFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { freshRedis, type TestRedis } from '../servers/redis.ts';

/** Twenty seconds to finish what is in hand, five to close, and some for a busy machine. */
const LONGEST = 35_000;

describeWith('redis', 'the end of a process', () => {
  let database: FreshDatabase;
  let redis: TestRedis;
  let roads: { readonly postgres: Proxy; readonly redis: Proxy };
  let script: Script;
  beforeAll(async () => {
    database = await freshDatabase();
    redis = await freshRedis();
  });
  afterAll(async () => {
    await redis.stop();
    await database.drop();
  });
  beforeEach(async () => {
    const url = new URL(database.url);
    roads = {
      postgres: await startProxy({ path: path.join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432') }),
      redis: await startProxy({ path: redis.socket }),
    };
    const folder = mkdtempSync(path.join(testFolder(), 'ending-'));
    const rules = path.join(folder, 'rules');
    mkdirSync(rules);
    for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
    script = runScript('src/cli/sang.ts', ['start', '--roles', 'poll,screen,act,digest,sweep'], {
      env: {
        DATABASE_URL: `postgres://${url.username}@127.0.0.1:${roads.postgres.port}${url.pathname}`,
        REDIS_URL: `redis://127.0.0.1:${roads.redis.port}`,
        SANG_DATA: folder,
        SANG_RULES: rules,
        SANG_SECRET: 'a secret of this test alone, long enough',
        SANG_LOG_LEVEL: 'info',
      },
    });
    for (let tries = 0; tries < 600 && !script.output().includes('"msg":"started"'); tries += 1)
      await sleep(100);
    expect(script.output()).toContain('"msg":"started"');
  }, 90_000);
  afterEach(async () => {
    await script.kill('SIGKILL');
    await roads.postgres.stop();
    await roads.redis.stop();
  });

  /** Asks it to end after so many milliseconds. */
  async function endAfter(milliseconds: number): Promise<{ code: number | string; took: number }> {
    await sleep(milliseconds);
    const start = performance.now();
    const code = await script.kill('SIGTERM');
    return { code, took: performance.now() - start };
  }

  test('Redis goes silent without closing: the process ends all the same, and tells whether it left something', async () => {
    roads.redis.freeze();
    const { code, took } = await endAfter(500);
    expect(took).toBeLessThan(LONGEST);
    expect([0, 1]).toContain(code);
  }, 150_000);

  test('the connections to the database lead nowhere: found out, and ended in order', async () => {
    roads.postgres.strand();
    // The next sweep, every five seconds, runs into it.
    const { code, took } = await endAfter(6_000);
    expect({ code, output: script.output() }).toMatchObject({ code: 0 });
    expect(took).toBeLessThan(LONGEST);
    expect(script.output()).toContain('error.ETIMEDOUT');
  }, 150_000);

  test('the database goes silent altogether: the process ends all the same', async () => {
    roads.postgres.freeze();
    const { code, took } = await endAfter(6_000);
    expect(took).toBeLessThan(LONGEST);
    expect([0, 1]).toContain(code);
  }, 150_000);
});
