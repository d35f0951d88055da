import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import { type Bench, until } from './bench.ts';

export function schedules(bench: Bench): void {
  test('rings a schedule at once and then each period, once however many processes set it', async () => {
    const [one, two] = [bench.open(), bench.open()];
    const { heard } = await bench.hear(one, 'sweep');
    await Promise.all([
      one.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' }),
      two.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' }),
    ]);
    await one.schedule('sweep', 'stranded', { every: 300 }, { task: 'stranded' });
    expect([...(await one.schedules('sweep')).keys()]).toEqual(['stranded']);
    await until(() => heard.length >= 4);
    expect(heard[0]?.payload).toEqual({ task: 'stranded' });
    const span = (heard[3]?.at ?? 0) - (heard[0]?.at ?? 0);
    expect(span).toBeGreaterThan(400); // two schedules would have rung twice as often, in some 300
    await one.unschedule('sweep', 'stranded');
    expect((await one.schedules('sweep')).size).toBe(0);
    await until(async () => (await one.counts('sweep')).active === 0);
    const after = heard.length;
    await sleep(700);
    expect(heard.length).toBe(after);
  });

  test('a schedule goes on after its ring failed', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'sweep', (_, count) => {
      if (count === 1) throw new PlatformFailure('give-up', 'sweep.first');
    });
    await queues.schedule('sweep', 'stranded', { every: 200 }, { task: 'stranded' });
    await until(() => heard.length >= 3);
  });

  test('keeps a cron schedule in its time zone', async () => {
    const queues = bench.open();
    const when = { cron: '30 7 * * *', timezone: 'Asia/Ho_Chi_Minh' };
    await queues.schedule('digest', 'morning', when, { audience: 'moderator:3' });
    const next = (await queues.schedules('digest')).get('morning');
    // Viet Nam is UTC+7 all year.
    expect(next?.toISOString()).toMatch(/T00:30:00\.000Z$/);
    await queues.schedule('digest', 'morning', { ...when, cron: '0 16 * * *' }, { audience: 'moderator:3' });
    expect((await queues.schedules('digest')).get('morning')?.toISOString()).toMatch(/T09:00:00\.000Z$/);
  });

  test('puts back schedules when the server lost everything, in every process', async () => {
    if (bench.redis === undefined) return; // the tables of a database do not vanish by themselves
    const [one, two] = [bench.open(), bench.open()];
    await one.schedule('sweep', 'stranded', { every: 60_000 }, { task: 'stranded' });
    await two.schedule('digest', 'morning', { cron: '30 7 * * *', timezone: 'Asia/Ho_Chi_Minh' }, {});
    await bench.redis.flush();
    expect((await one.schedules('sweep')).size).toBe(0);
    await until(async () => (await one.schedules('sweep')).has('stranded'));
    await until(async () => (await one.schedules('digest')).has('morning'));
    await one.unschedule('sweep', 'stranded');
    await sleep(600);
    expect((await two.schedules('sweep')).size).toBe(0);
  });

  test('sets a schedule going again that lost its next ring', async () => {
    const queues = bench.open();
    await queues.schedule('sweep', 'stranded', { every: 700 }, { task: 'stranded' });
    const sweep = queues.bull.find(({ name }) => name === 'sweep');
    const long = Date.now() - 3_600_000;
    if (bench.redis === undefined) {
      await bench.database.pool.query('delete from bullmq.job');
      await bench.database.pool.query('update bullmq.scheduler set next_run_ms = $1', [long]);
    } else {
      const client = new Redis(bench.redis.socket);
      await client.del(await client.keys('{sang}:sweep:repeat:stranded:*'));
      await client.del('{sang}:sweep:wait', '{sang}:sweep:delayed', '{sang}:sweep:marker');
      await client.zadd('{sang}:sweep:repeat', long, 'stranded');
      client.disconnect();
    }
    expect(await sweep?.getJobCounts('waiting', 'delayed')).toEqual({ waiting: 0, delayed: 0 });
    const { heard } = await bench.hear(queues, 'sweep');
    await until(() => heard.length >= 2);
  });
}
