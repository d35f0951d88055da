import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMetrics, type Metrics } from '../../src/adapters/metrics/metrics.ts';
import type { RunningProbes } from '../../src/adapters/metrics/server.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import type { PlatformContext, PollBatch } from '../../src/pipeline/ports/platform.ts';
import type { Processor, QueueName, Queues, Working } from '../../src/pipeline/ports/queue.ts';
import { openLogger } from '../../src/logging/logger.ts';
import { pollProcessor } from '../../workers/poll.ts';
import { healthOf, startProbes } from '../../workers/probes.ts';
import { Progress } from '../../workers/progress.ts';
import { batchOf, MemoryPlatform, openWorld, seen, type World } from '../pipeline/world.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

const MINUTE = 60_000;

let database: FreshDatabase;
let world: World;
beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
}, 60_000);
afterAll(async () => {
  await database.drop();
});

/** What one process has of real workers, with a clock of its own to see minutes go by. */
let clock: number;
let progress: Progress;
let queues: ReturnType<typeof openQueues>;
let metrics: Metrics;
let probes: RunningProbes;
let workings: Working[];
let free: (() => void)[];
let over: boolean;
beforeEach(async () => {
  clock = 0;
  workings = [];
  free = [];
  over = false;
  progress = new Progress(() => clock);
  metrics = createMetrics();
  const observer = { threw: () => undefined, stalled: () => undefined, broken: () => undefined };
  queues = openQueues({ databaseUrl: database.url, observer });
  const { pool } = database;
  const log = await openLogger({ level: 'silent', readable: false });
  const service = { pool, queues, metrics, log, rulebook: world.rulebook };
  const health = healthOf(service, ['poll'], progress);
  probes = await startProbes(service, health, { host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  over = true;
  for (const end of free) end();
  await probes.stop();
  await Promise.all(workings.map((working) => working.stop(1_000)));
  for (const queue of ['poll', 'screen'] as const) await queues.drain(queue);
  await queues.close(0);
});

async function get(path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`http://127.0.0.1:${probes.port}${path}`);
  return { status: response.status, body: await response.text() };
}

/** What both ways of asking say; they always agree. */
async function life(): Promise<string> {
  const { status, body } = await get('/livez');
  const { body: figures } = await get('/metrics');
  expect(figures).toContain(`\nsang_alive ${status === 200 ? 1 : 0}\n`);
  return body.trim();
}

/** Until the test is over, or frees it. */
const hung = (): Promise<void> => (over ? Promise.resolve() : new Promise((resolve) => free.push(resolve)));

async function work<Q extends QueueName>(queue: Q, processor: Processor<Q>, among: Queues = queues) {
  workings.push(await among.work(queue, progress.watch(queue, processor), { concurrency: 2 }));
}

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await sleep(10);
}

test('one job that hangs is seen, however many move beside it; a quiet page is nothing', async () => {
  let moved = 0;
  await work('poll', async ({ payload }) => {
    if (payload.source === 1) await hung();
    moved += 1;
  });
  clock += 60 * MINUTE;
  expect(await life()).toBe('ok');
  await queues.ring('poll', { source: 1 });
  await until(() => free.length === 1);
  for (let minute = 1; minute <= 5; minute += 1) {
    expect(await life()).toBe('ok');
    clock += MINUTE;
    await queues.ring('poll', { source: 2 });
    await until(() => moved === minute);
  }
  clock += 1;
  expect(await life()).toBe('stuck: poll');
  free.pop()?.();
  await until(() => moved === 6);
  expect(await life()).toBe('ok');
}, 60_000);

test('rings that nobody takes are seen, unless they are held back or another process is at them', async () => {
  await work('screen', hung);
  await workings.pop()?.stop(1_000);
  await queues.ring('screen', {});
  clock += MINUTE;
  expect(await life()).toBe('ok');
  clock += 1;
  expect(await life()).toBe('stuck: screen');
  await queues.pause('screen');
  expect(await life()).toBe('ok');
  await queues.resume('screen');
  expect(await life()).toBe('stuck: screen');
  workings.push(await queues.work('screen', hung));
  await until(() => free.length === 1);
  await queues.ring('screen', {});
  expect(await life()).toBe('ok');
}, 60_000);

test('a first reading of half an hour is alive from call to call and from batch to batch; one that hangs is not', async () => {
  const heard: string[] = [];
  class Slow extends MemoryPlatform {
    override async *poll(context?: PlatformContext): AsyncGenerator<PollBatch> {
      for (let page = 0; page < 4; page += 1) {
        clock += 4 * MINUTE;
        heard.push(await life());
        await context?.budget.spend(1);
      }
      for (let page = 0; page < 4; page += 1) {
        clock += 4 * MINUTE;
        heard.push(await life());
        yield batchOf([seen(`slow-${page}`, 'đẹp quá')]);
      }
      await hung();
    }
  }
  const source = await world.addPage();
  const platforms = new Map([['facebook', new Slow()]] as const);
  const log = await openLogger({ level: 'silent', readable: false });
  const service = { polls: world.polls, platforms, budget: world.budget, queues, log, metrics };
  await work('poll', pollProcessor(service, progress));
  await queues.ring('poll', { source });
  await until(() => free.length === 1);
  expect(heard).toEqual(Array.from({ length: 8 }, () => 'ok'));
  // Counted with each batch, not when the cycle ends.
  expect(await metrics.registry.metrics()).toContain(`sang_comments_total{source="${source}",what="new"} 4`);
  clock += 5 * MINUTE + 1;
  expect(await life()).toBe('stuck: poll');
  const whole = { pool: database.pool, queues, rulebook: world.rulebook };
  expect(await healthOf(whole, ['poll'], progress).stuck()).toBe('stuck: poll');
}, 60_000);

test('a database that does not answer is named', async () => {
  const pool = openPool('postgres://nobody@127.0.0.1:1/none', { roles: [], onError: () => undefined });
  const away = { pool, queues, rulebook: world.rulebook };
  expect(await healthOf(away, [], progress).alive()).toMatch(/^database: /u);
  expect(await healthOf(away, [], progress).stuck()).toBeUndefined();
  await pool.end();
});

test('queues that do not answer are named', async () => {
  progress.watch('poll', hung);
  clock += MINUTE + 1;
  const counts = async () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
  const away = { pool: database.pool, queues: { ...queues, counts }, rulebook: world.rulebook };
  expect(await healthOf(away, [], progress).alive()).toMatch(/^queues: /u);
  expect(await healthOf(away, [], progress).stuck()).toBeUndefined();
});
