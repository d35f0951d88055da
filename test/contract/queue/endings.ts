import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { runScript } from '../../servers/process.ts';
import { startProxy } from '../../servers/proxy.ts';
import { type Bench, until } from './bench.ts';

const WORKER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'worker.ts');

export function endings(bench: Bench): void {
  test('gives the ring of a worker killed with -9 to another one', async () => {
    const queues = bench.open();
    const dying = runScript(WORKER, [bench.database.url, bench.redis?.url ?? '-']);
    await queues.ring('act', { action: 5 });
    await dying.line('heard {"action":5}');
    expect((await queues.counts('act')).active).toBe(1);
    await dying.kill('SIGKILL');
    const { heard } = await bench.hear(queues, 'act');
    await until(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ payload: { action: 5 }, attempt: 1 });
    expect(bench.stalls).toBe(1);
    await until(async () => (await queues.counts('act')).active === 0);
  });

  test('as set for production: standing still for a while costs no ring, a killed worker holds one for 20 s at most', async () => {
    const queues = bench.open({ timing: {} });
    const dying = runScript(WORKER, [bench.database.url, bench.redis?.url ?? '-', '6000']);
    await queues.ring('act', { action: 6 });
    await dying.line('heard {"action":6}');
    const { heard } = await bench.hear(queues, 'act');
    await dying.line('still here');
    await sleep(6_000);
    expect(heard).toEqual([]);
    await dying.kill('SIGKILL');
    const from = performance.now();
    await until(() => heard.length === 1);
    expect(performance.now() - from).toBeLessThan(25_000);
    expect(bench.stalls).toBe(1);
  }, 60_000);

  test('stops when what is in hand is done and takes nothing new', async () => {
    const queues = bench.open();
    const { heard, working } = await bench.hear(queues, 'act', () => sleep(300));
    await queues.ringMany('act', [{ payload: { action: 1 } }, { payload: { action: 2 } }]);
    await until(() => heard.length === 1);
    expect(await working.stop(5_000)).toBe(0);
    expect(heard).toHaveLength(1);
    expect(await queues.counts('act')).toMatchObject({ waiting: 1, active: 0, failed: 0 });
  });

  test('told to stop, work that finds its own next piece learns it at once', async () => {
    const queues = bench.open();
    const { heard, working } = await bench.hear(queues, 'act', async ({ draining, signal }) => {
      while (!draining.aborted) await sleep(20);
      expect(signal.aborted).toBe(false);
    });
    await queues.ring('act', { action: 1 });
    await until(() => heard.length === 1);
    expect(await working.stop(60_000)).toBe(0);
    expect(bench.threw).toEqual([]);
  });

  test('at the deadline interrupts what is in hand and leaves the ring to others', async () => {
    const queues = bench.open();
    const { heard, working } = await bench.hear(queues, 'act', ({ signal }) =>
      sleep(60_000, undefined, { signal }),
    );
    await queues.ring('act', { action: 1 });
    await until(() => heard.length === 1);
    expect(await working.stop(200)).toBe(1);
    expect(bench.threw).toMatchObject([{ code: 'queue.interrupted', next: 'wait' }]);
    const next = await bench.hear(queues, 'act');
    await until(() => next.heard.length === 1);
    expect(next.heard[0]).toMatchObject({ payload: { action: 1 }, attempt: 1 });
  });

  test('closing again, or with nothing to do, is harmless', async () => {
    const queues = bench.open();
    await bench.hear(queues, 'act');
    expect(await queues.close(1_000)).toBe(0);
    expect(await queues.close(1_000)).toBe(0);
  });

  test('drain forgets what waits, waits long or failed; ids and schedules stay usable', async () => {
    const queues = bench.open();
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
    const { heard } = await bench.hear(queues, 'act');
    await queues.resume('act');
    await queues.ringMany('act', [
      { payload: { action: 1 }, options: { dedupe: 'act-1' } },
      { payload: { action: 3 }, options: { dedupe: 'act-3' } },
    ]);
    await until(() => heard.length === 2);
  });

  test('a half-dead connection holds up no caller and work goes on when it is back', async () => {
    const proxy = await startProxy({ path: bench.socket });
    try {
      const queues =
        bench.redis === undefined
          ? bench.open({
              databaseUrl: bench.database.url
                .replace(/@.*\//, `@127.0.0.1:${proxy.port}/`)
                .replace(/\?.*/, ''),
            })
          : bench.open({ redisUrl: `redis://127.0.0.1:${proxy.port}` });
      await queues.ready(5_000);
      const { heard } = await bench.hear(queues, 'act');
      await queues.ring('act', { action: 1 });
      await until(() => heard.length === 1);
      proxy.freeze();
      await queues.ring('act', { action: 2 }); // resolves: told to the observer, rung again by the sweep
      expect(bench.broken.join('\n')).toMatch(/ring act/);
      proxy.thaw();
      proxy.cut();
      await until(async () => {
        await queues.ring('act', { action: 3 });
        return heard.some(({ payload }) => payload.action === 3);
      });
    } finally {
      await bench.closeAll();
      await proxy.stop();
    }
  }, 60_000);

  test('a server that does not answer is told at once, without its password', async () => {
    const queues =
      bench.backend === 'redis'
        ? bench.open({ redisUrl: 'redis://:geheim@127.0.0.1:1/0' })
        : bench.open({ databaseUrl: 'postgres://postgres:geheim@127.0.0.1:1/x' });
    const error = await queues.ready(3_000).catch((caught: unknown) => caught);
    await queues.close(100);
    expect(String(error)).toMatch(/the queue's (Redis|PostgreSQL) server does not answer \([a-zA-Z.-]+\)/);
    expect(`${String(error)} ${bench.broken.join(' ')}`).not.toContain('geheim');
  });
}
