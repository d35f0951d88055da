import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type BullQueues, openQueues } from '../../src/adapters/queue/queues.ts';
import type { QueueObserver } from '../../src/adapters/queue/work.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { Heard, QueueName } from '../../src/pipeline/ports/queue.ts';
import { describeWith } from '../servers/describe-with.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript } from '../servers/process.ts';
import { startProxy } from '../servers/proxy.ts';
import { freshRedis, type TestRedis } from '../servers/redis.ts';

const WORKER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'queue-worker.ts');
const PLANTED = 'chuyển khoản cọc EAAG1planted';

/** Waits for something to become true; the test's own timeout ends a wait in vain. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(20);
}

function contract(backend: 'postgres' | 'redis'): void {
  let database: FreshDatabase;
  let redis: TestRedis | undefined;
  const opened: BullQueues[] = [];
  const threw: Parameters<QueueObserver['threw']>[0][] = [];
  const broken: string[] = [];
  let stalls = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    if (backend === 'redis') redis = await freshRedis();
  });
  afterAll(async () => {
    await redis?.stop();
    await database.drop();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queues) => queues.close(1_000)));
    const cleaner = open();
    await Promise.all(cleaner.bull.map((queue) => queue.obliterate({ force: true })));
    await cleaner.close(1_000);
    opened.length = 0;
    threw.length = 0;
    broken.length = 0;
    stalls = 0;
  });

  function open(redisUrl = redis?.url, databaseUrl = database.url): BullQueues {
    const queues = openQueues({
      databaseUrl,
      redisUrl,
      observer: {
        threw: (event) => threw.push(event),
        stalled: () => {
          stalls += 1;
        },
        broken: (where, error) => broken.push(`${where}: ${String(error)}`),
      },
      timing: { lock: 1_000, stalledCheck: 500, backoff: 50, restore: 200 },
    });
    opened.push(queues);
    return queues;
  }

  /** Hears everything on a queue; `answer` decides what each hearing does. */
  async function hear<Q extends QueueName>(
    queues: BullQueues,
    queue: Q,
    answer: (heard: Heard<Q>, count: number) => unknown = () => undefined,
    concurrency = 1,
  ) {
    const heard: { payload: unknown; attempt: number; last: boolean; at: number }[] = [];
    const working = await queues.work(
      queue,
      async (one) => {
        heard.push({ payload: one.payload, attempt: one.attempt, last: one.last, at: Date.now() });
        await answer(one, heard.length);
      },
      { concurrency },
    );
    return { heard, working };
  }

  /** Everything the backend stores, as one text. */
  async function stored(): Promise<string> {
    if (redis === undefined) return dumpTables(database);
    return dumpKeys(redis.url);
  }

  test('says which backend it is and answers', async () => {
    const queues = open();
    expect(queues.backend).toBe(backend);
    await queues.ready(5_000);
  });

  test('hears a ring with its ids and nothing stays behind', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'act');
    await queues.ring('act', { source: 7, action: '42' });
    await until(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ payload: { source: 7, action: '42' }, attempt: 1, last: false });
    await until(async () => (await queues.counts('act')).active === 0);
    expect(await queues.counts('act')).toEqual({
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
      paused: false,
    });
  });

  test('hears five hundred rings of one bulk, each once, many at a time', async () => {
    const queues = open();
    const seen = new Map<unknown, number>();
    let inside = 0;
    let most = 0;
    const { heard } = await hear(
      queues,
      'act',
      async ({ payload }) => {
        inside += 1;
        most = Math.max(most, inside);
        seen.set(payload.action, (seen.get(payload.action) ?? 0) + 1);
        await sleep(5);
        inside -= 1;
      },
      8,
    );
    await queues.ringMany(
      'act',
      Array.from({ length: 500 }, (_, action) => ({ payload: { action } })),
    );
    await until(() => heard.length >= 500);
    await until(async () => (await queues.counts('act')).active === 0);
    expect(seen.size).toBe(500);
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  test('hears the lower priority number first, and in order within one', async () => {
    const queues = open();
    await queues.pause('act');
    await queues.ring('act', { action: 'later-1' }, { priority: 9 });
    await queues.ring('act', { action: 'soon-1' }, { priority: 2 });
    await queues.ring('act', { action: 'later-2' }, { priority: 9 });
    await queues.ring('act', { action: 'first' });
    await queues.ring('act', { action: 'soon-2' }, { priority: 2 });
    await queues.resume('act');
    const { heard } = await hear(queues, 'act');
    await until(() => heard.length === 5);
    const order = heard.map(({ payload }) => (payload as { action: string }).action);
    expect(order).toEqual(['first', 'soon-1', 'soon-2', 'later-1', 'later-2']);
  });

  test('holds a delayed ring back until it is due', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'notify');
    const rung = Date.now();
    await queues.ring('notify', { notice: 1 }, { delay: 400 });
    expect((await queues.counts('notify')).delayed).toBe(1);
    await until(() => heard.length === 1);
    expect((heard[0]?.at ?? 0) - rung).toBeGreaterThanOrEqual(390);
  });

  test('counts rings with one deduplication id as one while the first waits', async () => {
    const queues = open();
    await queues.pause('screen');
    for (let times = 0; times < 5; times += 1)
      await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await queues.ringMany('screen', [
      { payload: { source: 1 }, options: { dedupe: 'screen-1' } },
      { payload: { source: 2 }, options: { dedupe: 'screen-2' } },
    ]);
    expect((await queues.counts('screen')).waiting).toBe(2);
    const { heard } = await hear(queues, 'screen');
    await queues.resume('screen');
    await until(() => heard.length === 2);
    await until(async () => (await queues.counts('screen')).active === 0);
    await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await until(() => heard.length === 3);
  });

  test('rings once more for news that came while the same ring was being worked on', async () => {
    const queues = open();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { heard } = await hear(queues, 'screen', (_, count) => (count === 1 ? held : undefined));
    await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await until(() => heard.length === 1);
    for (let times = 0; times < 3; times += 1)
      await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await sleep(100);
    expect(heard).toHaveLength(1);
    release();
    await until(() => heard.length === 2);
    await sleep(200);
    expect(heard).toHaveLength(2);
  });

  test('brings a waiting ring forward when the same one is rung without delay', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'poll');
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1', delay: 60_000 });
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1', delay: 90_000 });
    expect((await queues.counts('poll')).delayed).toBe(1);
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1' });
    await until(() => heard.length === 1);
    await until(async () => (await queues.counts('poll')).active === 0);
    expect((await queues.counts('poll')).delayed).toBe(0);
  });

  test('frees the deduplication id after the last failure too', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'act', (_, count) => {
      if (count === 1) throw new PlatformFailure('give-up', 'facebook.100');
    });
    await queues.ring('act', { action: 1 }, { dedupe: 'act-1' });
    await until(async () => (await queues.counts('act')).failed === 1);
    await queues.ring('act', { action: 1 }, { dedupe: 'act-1' });
    await until(() => heard.length === 2);
    expect((await queues.counts('act')).failed).toBe(1);
  });

  test('tries again with growing pauses, tells the last try, then counts it as failed', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'act', () => {
      throw new PlatformFailure('retry', 'http.timeout');
    });
    await queues.ring('act', { action: 1 });
    await until(async () => (await queues.counts('act')).failed === 1);
    expect(heard.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(heard.map(({ last }) => last)).toEqual([false, false, false, false, true]);
    expect(threw.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'http.timeout'));
    const pauses = heard.slice(1).map(({ at }, index) => at - (heard[index]?.at ?? 0));
    // With full jitter of a half the n-th pause is at least half of 50 ms doubled n times.
    pauses.forEach((pause, index) => expect(pause).toBeGreaterThanOrEqual(25 * 2 ** index - 5));
  });

  test.each(['give-up', 'stop-writes', 'stop-source'] as const)('does not try a %s again', async (kind) => {
    const queues = open();
    const { heard } = await hear(queues, 'act', () => {
      throw new PlatformFailure(kind, 'facebook.190');
    });
    await queues.ring('act', { action: 1 });
    await until(async () => (await queues.counts('act')).failed === 1);
    expect(heard).toHaveLength(1);
    expect(threw).toMatchObject([{ code: 'facebook.190', next: 'fail', attempt: 1, payload: { action: 1 } }]);
  });

  test('waits until the moment a platform names, seven times over, without using up an attempt', async () => {
    const queues = open();
    const untils: number[] = [];
    const { heard } = await hear(queues, 'act', (_, count) => {
      if (count > 7) return;
      const at = Date.now() + 60;
      untils.push(at);
      throw new PlatformFailure('wait', 'facebook.4', { until: new Date(at) });
    });
    await queues.ring('act', { action: 1 });
    await until(() => heard.length === 8);
    expect(heard.every(({ attempt }) => attempt === 1)).toBe(true);
    untils.forEach((at, index) => expect(heard[index + 1]?.at).toBeGreaterThanOrEqual(at - 5));
    await until(async () => (await queues.counts('act')).active === 0);
    expect((await queues.counts('act')).failed).toBe(0);
  });

  test('a source that must wait does not hold up the others', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'poll', ({ payload }) => {
      if (payload.source === 1)
        throw new PlatformFailure('wait', 'facebook.4', { until: new Date(Date.now() + 60_000) });
    });
    await queues.ring('poll', { source: 1 });
    await queues.ring('poll', { source: 2 });
    await queues.ring('poll', { source: 3 });
    await until(() => heard.length === 3);
    await until(async () => (await queues.counts('poll')).active === 0);
    expect(await queues.counts('poll')).toMatchObject({ waiting: 0, delayed: 1, failed: 0 });
  });

  test('pauses for all processes and counts what waits', async () => {
    const queues = open();
    const other = open();
    const { heard } = await hear(other, 'act');
    await queues.pause('act');
    await queues.ring('act', { action: 1 });
    await queues.ring('act', { action: 2 }, { priority: 3 });
    await sleep(300);
    expect(heard).toHaveLength(0);
    expect(await other.counts('act')).toMatchObject({ waiting: 2, paused: true });
    await queues.resume('act');
    await until(() => heard.length === 2);
    expect((await other.counts('act')).paused).toBe(false);
  });

  test('rings a schedule at once and then each period, once however many processes set it', async () => {
    const [one, two] = [open(), open()];
    const { heard } = await hear(one, 'sweep');
    await Promise.all([
      one.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' }),
      two.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' }),
    ]);
    await one.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' });
    expect([...(await one.schedules('sweep')).keys()]).toEqual(['stranded']);
    await until(() => heard.length >= 4);
    expect(heard[0]?.payload).toEqual({ task: 'stranded' });
    const span = (heard[3]?.at ?? 0) - (heard[0]?.at ?? 0);
    expect(span).toBeGreaterThan(500); // two schedules would have rung twice as often
    await one.unschedule('sweep', 'stranded');
    expect((await one.schedules('sweep')).size).toBe(0);
    await until(async () => (await one.counts('sweep')).active === 0);
    const after = heard.length;
    await sleep(700);
    expect(heard.length).toBe(after);
  });

  test('a schedule goes on after its ring failed', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'sweep', (_, count) => {
      if (count === 1) throw new PlatformFailure('give-up', 'sweep.first');
    });
    await queues.schedule('sweep', 'stranded', { every: 200 }, { task: 'stranded' });
    await until(() => heard.length >= 3);
  });

  test('keeps a cron schedule in its time zone', async () => {
    const queues = open();
    const when = { cron: '30 7 * * *', timezone: 'Asia/Ho_Chi_Minh' };
    await queues.schedule('digest', 'morning', when, { moderator: 3 });
    const next = (await queues.schedules('digest')).get('morning');
    // Viet Nam is UTC+7 all year.
    expect(next?.toISOString()).toMatch(/T00:30:00\.000Z$/);
    await queues.schedule('digest', 'morning', { ...when, cron: '0 16 * * *' }, { moderator: 3 });
    expect((await queues.schedules('digest')).get('morning')?.toISOString()).toMatch(/T09:00:00\.000Z$/);
  });

  test('puts back schedules when the server lost everything, in every process', async () => {
    if (redis === undefined) return; // the tables of a database do not vanish by themselves
    const [one, two] = [open(), open()];
    await one.schedule('sweep', 'stranded', { every: 60_000 }, { task: 'stranded' });
    await two.schedule('digest', 'morning', { cron: '30 7 * * *', timezone: 'Asia/Ho_Chi_Minh' }, {});
    await redis.flush();
    expect((await one.schedules('sweep')).size).toBe(0);
    await until(async () => (await one.schedules('sweep')).has('stranded'));
    await until(async () => (await one.schedules('digest')).has('morning'));
    await one.unschedule('sweep', 'stranded');
    await sleep(600);
    expect((await two.schedules('sweep')).size).toBe(0);
  });

  test('sets a schedule going again that lost its next ring', async () => {
    const queues = open();
    await queues.schedule('sweep', 'stranded', { every: 700 }, { task: 'stranded' });
    const sweep = queues.bull.find(({ name }) => name === 'sweep');
    const long = Date.now() - 3_600_000;
    if (redis === undefined) {
      await database.pool.query('delete from bullmq.job');
      await database.pool.query('update bullmq.scheduler set next_run_ms = $1', [long]);
    } else {
      const client = new Redis(redis.socket);
      await client.del(await client.keys('{sang}:sweep:repeat:stranded:*'));
      await client.del('{sang}:sweep:wait', '{sang}:sweep:delayed', '{sang}:sweep:marker');
      await client.zadd('{sang}:sweep:repeat', long, 'stranded');
      client.disconnect();
    }
    expect(await sweep?.getJobCounts('waiting', 'delayed')).toEqual({ waiting: 0, delayed: 0 });
    const { heard } = await hear(queues, 'sweep');
    await until(() => heard.length >= 2);
  });

  test('gives the ring of a worker killed with -9 to another one', async () => {
    const queues = open();
    const dying = runScript(WORKER, [database.url, redis?.url ?? '-']);
    await queues.ring('act', { action: 5 });
    await dying.line('heard {"action":5}');
    expect((await queues.counts('act')).active).toBe(1);
    await dying.kill('SIGKILL');
    const { heard } = await hear(queues, 'act');
    await until(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ payload: { action: 5 }, attempt: 1 });
    expect(stalls).toBe(1);
    await until(async () => (await queues.counts('act')).active === 0);
  });

  test('stops when what is in hand is done and takes nothing new', async () => {
    const queues = open();
    const { heard, working } = await hear(queues, 'act', () => sleep(300));
    await queues.ringMany('act', [{ payload: { action: 1 } }, { payload: { action: 2 } }]);
    await until(() => heard.length === 1);
    expect(await working.stop(5_000)).toBe(0);
    expect(heard).toHaveLength(1);
    expect(await queues.counts('act')).toMatchObject({ waiting: 1, active: 0, failed: 0 });
  });

  test('at the deadline interrupts what is in hand and leaves the ring to others', async () => {
    const queues = open();
    const { heard, working } = await hear(queues, 'act', ({ signal }) =>
      sleep(60_000, undefined, { signal }),
    );
    await queues.ring('act', { action: 1 });
    await until(() => heard.length === 1);
    expect(await working.stop(200)).toBe(1);
    expect(threw).toMatchObject([{ code: 'queue.interrupted', next: 'wait' }]);
    const next = await hear(queues, 'act');
    await until(() => next.heard.length === 1);
    expect(next.heard[0]).toMatchObject({ payload: { action: 1 }, attempt: 1 });
  });

  test('closing again, or with nothing to do, is harmless', async () => {
    const queues = open();
    await hear(queues, 'act');
    expect(await queues.close(1_000)).toBe(0);
    expect(await queues.close(1_000)).toBe(0);
  });

  test('drain forgets what waits, waits long or failed; ids and schedules stay usable', async () => {
    const queues = open();
    await queues.pause('act');
    await queues.schedule('act', 'tick', { cron: '0 0 1 1 *', timezone: 'UTC' }, { source: 1 });
    await queues.ring('act', { action: 1 }, { dedupe: 'act-1' });
    await queues.ring('act', { action: 2 }, { priority: 4 });
    await queues.ring('act', { action: 3 }, { delay: 60_000, dedupe: 'act-3' });
    await queues.drain('act');
    expect([...(await queues.schedules('act')).keys()]).toEqual(['tick']);
    await queues.unschedule('act', 'tick');
    await queues.drain('act');
    expect(await queues.counts('act')).toMatchObject({ waiting: 0, delayed: 0, failed: 0 });
    const { heard } = await hear(queues, 'act');
    await queues.resume('act');
    await queues.ringMany('act', [
      { payload: { action: 1 }, options: { dedupe: 'act-1' } },
      { payload: { action: 3 }, options: { dedupe: 'act-3' } },
    ]);
    await until(() => heard.length === 2);
  });

  test('takes ids only', async () => {
    const queues = open();
    for (const value of [
      PLANTED,
      'a b',
      '',
      'x'.repeat(201),
      '\0',
      '\ud800',
      1.5,
      Number.NaN,
      null,
      {},
      ['a'],
    ]) {
      const payload = { action: value } as unknown as { action: string };
      await expect(queues.ring('act', payload)).rejects.toThrow(/action is not an id/);
      await expect(queues.ringMany('act', [{ payload }])).rejects.toThrow(/action is not an id/);
      await expect(queues.schedule('act', 'x', { every: 1_000 }, payload)).rejects.toThrow(/not an id/);
    }
    await expect(queues.ring('act', { action: 1 }, { dedupe: PLANTED })).rejects.toThrow(/dedupe/);
    await expect(queues.schedule('act', 'a:b:c:d:e:f', { every: 1_000 }, {})).rejects.toThrow(/schedule id/);
    expect((await queues.counts('act')).waiting).toBe(0);
  });

  test('of what a processor throws only a code is stored, in no key and no table a text', async () => {
    const queues = open();
    const { heard } = await hear(
      queues,
      'act',
      ({ payload, attempt }) => {
        const text = `could not store "${PLANTED}"`;
        if (payload.action === 1)
          throw new PlatformFailure('give-up', 'facebook.368', { cause: new Error(text) });
        if (payload.action === 2) throw Object.assign(new Error(text), { code: 'ECONNRESET' });
        if (payload.action === 3 && attempt === 1)
          throw new PlatformFailure('wait', 'facebook.4', {
            until: new Date(Date.now() + 60_000),
            cause: text,
          });
        if (payload.action === 4) throw new TypeError(text, { cause: { text: PLANTED } });
        // eslint-disable-next-line typescript/only-throw-error -- anything may be thrown at us
        if (payload.action === 5) throw PLANTED;
        return PLANTED;
      },
      6,
    );
    await queues.ringMany(
      'act',
      [1, 2, 3, 4, 5, 6].map((action) => ({ payload: { action } })),
    );
    await until(async () => (await queues.counts('act')).failed === 4);
    expect(heard.length).toBeGreaterThanOrEqual(6);
    const everything = await stored();
    expect(everything).toContain('facebook.368');
    expect(everything).toContain('error.ECONNRESET');
    expect(everything).toContain('error.TypeError');
    expect(everything).not.toContain('planted');
    expect(everything).not.toContain('khoản');
    expect(everything).not.toContain('.ts:'); // no stacks
    expect(new Set(threw.map(({ code }) => code))).toEqual(
      new Set(['facebook.368', 'error.ECONNRESET', 'facebook.4', 'error.TypeError', 'error.unknown']),
    );
  });

  test('a ring of a newer version is left alone', async () => {
    const queues = open();
    const { heard } = await hear(queues, 'act');
    const bull = queues.bull.find(({ name }) => name === 'act');
    await bull?.add('act', { v: 2, action: 1 });
    await until(async () => (await queues.counts('act')).delayed === 1);
    expect(heard).toHaveLength(0);
  });

  test('a half-dead connection holds up no caller and work goes on when it is back', async () => {
    const proxy = await startProxy({ path: redis?.socket ?? socketOf(database.url) });
    try {
      const queues =
        redis === undefined
          ? open(undefined, `postgres://postgres@127.0.0.1:${proxy.port}/${nameOf(database.url)}`)
          : open(`redis://127.0.0.1:${proxy.port}`);
      await queues.ready(5_000);
      const { heard } = await hear(queues, 'act');
      await queues.ring('act', { action: 1 });
      await until(() => heard.length === 1);
      proxy.freeze();
      await queues.ring('act', { action: 2 }); // resolves: told to the observer, rung again by the sweep
      expect(broken.join('\n')).toMatch(/ring act/);
      proxy.thaw();
      proxy.cut();
      await until(async () => {
        await queues.ring('act', { action: 3 });
        return heard.some(({ payload }) => (payload as { action: number }).action === 3);
      });
    } finally {
      await Promise.all(opened.splice(0).map((queues) => queues.close(1_000)));
      await proxy.stop();
    }
  }, 60_000);

  test('a server that does not answer is told at once, without its password', async () => {
    const queues =
      backend === 'redis'
        ? open('redis://:geheim@127.0.0.1:1/0')
        : open(undefined, 'postgres://postgres:geheim@127.0.0.1:1/x');
    opened.length = 0;
    const error = await queues.ready(3_000).catch((caught: unknown) => caught);
    await queues.close(100);
    expect(String(error)).toMatch(/the queue's (redis|postgres) server does not answer \([a-zA-Z.-]+\)/);
    expect(`${String(error)} ${broken.join(' ')}`).not.toContain('geheim');
  });
}

const socketOf = (url: string): string =>
  path.join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function dumpTables({ pool }: FreshDatabase): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'bullmq'",
  );
  expect(rows.length).toBeGreaterThan(3);
  const parts: string[] = [];
  for (const { name } of rows) {
    const found = await pool.query<{ line: string }>(`select t::text as line from ${name} t`);
    parts.push(name, ...found.rows.map(({ line }) => line));
  }
  return parts.join('\n');
}

async function dumpKeys(url: string): Promise<string> {
  const client = new Redis(new URL(url).pathname);
  const parts: string[] = [];
  for (const key of await client.keys('*')) {
    expect(key.startsWith('{sang}:')).toBe(true);
    const type = await client.type(key);
    const value =
      type === 'hash'
        ? await client.hgetall(key)
        : type === 'stream'
          ? await client.xrange(key, '-', '+')
          : type === 'zset'
            ? await client.zrange(key, '0', '-1')
            : type === 'list'
              ? await client.lrange(key, 0, -1)
              : type === 'set'
                ? await client.smembers(key)
                : await client.get(key);
    parts.push(key, JSON.stringify(value));
  }
  client.disconnect();
  return parts.join('\n');
}

describe('queues on PostgreSQL', () => contract('postgres'));
describeWith('redis', 'queues on Redis', () => contract('redis'));
