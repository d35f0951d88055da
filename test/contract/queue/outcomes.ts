import { expect, test } from '@jest/globals';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import { type Bench, PLANTED, until } from './bench.ts';

export function outcomes(bench: Bench): void {
  test('frees the deduplication id after the last failure too', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'act', (_, count) => {
      if (count === 1) throw new PlatformFailure('give-up', 'facebook.100');
    });
    await queues.ring('act', { action: 1 }, { dedupe: 'act-1' });
    await until(async () => (await queues.counts('act')).failed === 1);
    await queues.ring('act', { action: 1 }, { dedupe: 'act-1' });
    await until(() => heard.length === 2);
    expect((await queues.counts('act')).failed).toBe(1);
  });

  test('tries again with growing pauses, tells the last try, then counts it as failed', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'act', () => {
      throw new PlatformFailure('retry', 'http.timeout');
    });
    await queues.ring('act', { action: 1 });
    await until(async () => (await queues.counts('act')).failed === 1);
    expect(heard.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(heard.map(({ last }) => last)).toEqual([false, false, false, false, true]);
    expect(bench.threw.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'http.timeout'));
    const pauses = heard.slice(1).map(({ at }, index) => at - (heard[index]?.at ?? 0));
    // With full jitter of a half the n-th pause is at least half of 50 ms doubled n times.
    pauses.forEach((pause, index) => expect(pause).toBeGreaterThanOrEqual(25 * 2 ** index - 5));
  });

  test.each(['give-up', 'stop-writes', 'stop-source'] as const)('does not try a %s again', async (kind) => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'act', () => {
      throw new PlatformFailure(kind, 'facebook.190');
    });
    await queues.ring('act', { action: 1 });
    await until(async () => (await queues.counts('act')).failed === 1);
    expect(heard).toHaveLength(1);
    expect(bench.threw).toMatchObject([
      { code: 'facebook.190', next: 'fail', attempt: 1, payload: { action: 1 } },
    ]);
  });

  test('waits until the moment a platform names, seven times over, without using up an attempt', async () => {
    const queues = bench.open();
    const untils: number[] = [];
    const { heard } = await bench.hear(queues, 'act', (_, count) => {
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
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'poll', ({ payload }) => {
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

  test('of what a processor throws only a code is stored, in no key and no table a text', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(
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
    const everything = await bench.stored();
    expect(everything).toContain('facebook.368');
    expect(everything).toContain('error.ECONNRESET');
    expect(everything).toContain('error.TypeError');
    expect(everything).not.toContain('planted');
    expect(everything).not.toContain('khoản');
    expect(everything).not.toContain('.ts:'); // no stacks
    expect(new Set(bench.threw.map(({ code }) => code))).toEqual(
      new Set(['facebook.368', 'error.ECONNRESET', 'facebook.4', 'error.TypeError', 'error.unknown']),
    );
  });

  test('a ring of a newer version is left alone', async () => {
    const queues = bench.open();
    const { heard } = await bench.hear(queues, 'act');
    const bull = queues.bull.find(({ name }) => name === 'act');
    await bull?.add('act', { v: 2, action: 1 });
    await until(async () => (await queues.counts('act')).delayed === 1);
    expect(heard).toHaveLength(0);
  });
}
