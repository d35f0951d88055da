import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { RULES } from '../pipeline/world.ts';
import { describeWith } from '../servers/describe-with.ts';
import { testFolder } from '../servers/folder.ts';
import { freshDatabase } from '../servers/postgres.ts';
import { runScript } from '../servers/process.ts';
import { startProxy } from '../servers/proxy.ts';
import { freshRedis } from '../servers/redis.ts';

/** Twenty seconds to finish what is in hand, five to close, and some for a busy machine. */
const LONGEST = 35_000;

describeWith('redis', 'the end of a process', () => {
  test('Redis goes silent without closing: the process ends all the same, and tells whether it left something', async () => {
    const database = await freshDatabase();
    const redis = await freshRedis();
    const proxy = await startProxy({ path: redis.socket });
    const folder = mkdtempSync(path.join(testFolder(), 'ending-'));
    const rules = path.join(folder, 'rules');
    mkdirSync(rules);
    for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      SANG_DATA: folder,
      SANG_RULES: rules,
      SANG_SECRET: 'a secret of this test alone, long enough',
      SANG_LOG_LEVEL: 'info',
    };
    const script = runScript('src/cli/sang.ts', ['start', '--roles', 'poll,screen,act,digest,sweep'], {
      env,
    });
    for (let tries = 0; tries < 600 && !script.output().includes('"msg":"started"'); tries += 1)
      await sleep(100);
    expect(script.output()).toContain('"msg":"started"');
    proxy.freeze();
    await sleep(500);
    const start = performance.now();
    const code = await script.kill('SIGTERM');
    expect(performance.now() - start).toBeLessThan(LONGEST);
    expect([0, 1]).toContain(code);
    await proxy.stop();
    await redis.stop();
    await database.drop();
  }, 150_000);
});
