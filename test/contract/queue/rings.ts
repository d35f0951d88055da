import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Bench, PLANTED, until } from './bench.ts';

export function rings(bench: Bench): void {
  test('says which backend it is and answers', async () => {
    const queues = bench.open();
    expect(queues.backend).toBe(bench.backend);
    await queues.ready(5_000);
  });

  test('hears a ring with its ids and nothing stays behind', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'act');
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
    const queues = bench.open();
    const seen = new Map<unknown, number>();
    let inside = 0;
    let most = 0;
    const { heard } = await bench.hear(
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
    const queues = bench.open();
    await queues.pause('act');
    await queues.ring('act', { action: 'later-1' }, { priority: 9 });
    await queues.ring('act', { action: 'soon-1' }, { priority: 2 });
    await queues.ring('act', { action: 'later-2' }, { priority: 9 });
    await queues.ring('act', { action: 'first' });
    await queues.ring('act', { action: 'soon-2' }, { priority: 2 });
    const before = Date.now();
    await queues.ring('notify', {}, { delay: 86_400_000 });
    expect(await queues.oldest('notify')).toBeUndefined();
    await sleep(20);
    expect((await queues.oldest('act'))?.getTime()).toBeLessThanOrEqual(before);
    await queues.resume('act');
    const { heard } = await bench.hear(queues, 'act');
    await until(() => heard.length === 5);
    const order = heard.map(({ payload }) => payload.action);
    expect(order).toEqual(['first', 'soon-1', 'soon-2', 'later-1', 'later-2']);
  });

  test('holds a delayed ring back until it is due', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'notify');
    const rung = Date.now();
    await queues.ring('notify', { notice: 1 }, { delay: 400 });
    expect((await queues.counts('notify')).delayed).toBe(1);
    await until(() => heard.length === 1);
    expect((heard[0]?.at ?? 0) - rung).toBeGreaterThanOrEqual(390);
  });

  test('counts rings with one deduplication id as one while the first waits', async () => {
    const queues = bench.open();
    await queues.pause('screen');
    for (let times = 0; times < 5; times += 1)
      await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await queues.ringMany('screen', [
      { payload: { source: 1 }, options: { dedupe: 'screen-1' } },
      { payload: { source: 2 }, options: { dedupe: 'screen-2' } },
    ]);
    expect((await queues.counts('screen')).waiting).toBe(2);
    const { heard } = await bench.hear(queues, 'screen');
    await queues.resume('screen');
    await until(() => heard.length === 2);
    await until(async () => (await queues.counts('screen')).active === 0);
    await queues.ring('screen', { source: 1 }, { dedupe: 'screen-1' });
    await until(() => heard.length === 3);
  });

  test('rings once more for news that came while the same ring was being worked on', async () => {
    const queues = bench.open();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { heard } = await bench.hear(queues, 'screen', (_, count) => (count === 1 ? held : undefined));
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
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'poll');
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1', delay: 60_000 });
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1', delay: 90_000 });
    expect((await queues.counts('poll')).delayed).toBe(1);
    await queues.ring('poll', { source: 1 }, { dedupe: 'poll-1' });
    await until(() => heard.length === 1);
    await until(async () => (await queues.counts('poll')).active === 0);
    expect((await queues.counts('poll')).delayed).toBe(0);
  });

  test('pauses for all processes and counts what waits', async () => {
    const queues = bench.open();
    const other = bench.open();
    const { heard } = await bench.hear(other, 'act');
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

  test('takes ids only', async () => {
    const queues = bench.open();
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
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what types would not let through
      const payload = { action: value as string };
      await expect(queues.ring('act', payload)).rejects.toThrow(/action is not an id/);
      await expect(queues.ringMany('act', [{ payload }])).rejects.toThrow(/action is not an id/);
      await expect(queues.schedule('act', 'x', { every: 1_000 }, payload)).rejects.toThrow(/not an id/);
    }
    await expect(queues.ring('act', { action: 1 }, { dedupe: PLANTED })).rejects.toThrow(/dedupe/);
    await expect(queues.schedule('act', 'a:b:c:d:e:f', { every: 1_000 }, {})).rejects.toThrow(/schedule id/);
    expect((await queues.counts('act')).waiting).toBe(0);
  });
}
