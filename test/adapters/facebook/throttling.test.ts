import { afterEach, expect, test } from '@jest/globals';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import type { CallBudget, Usage } from '../../../src/pipeline/ports/budget.ts';
import { contextOf, MemoryStore, pollInto } from '../../contract/store.ts';
import { difference, storedOf, Town, truthOf } from './town.ts';
import { type Bench, bench } from './world.ts';

const HOUR_MS = 3_600_000;

let world: Bench | undefined;
afterEach(() => world?.stop());

/** The policy of the budget in short: polls rest above 90%, people's actions only while the platform refuses. */
class SteeredBudget implements CallBudget {
  readonly #poll: boolean;
  readonly #now: () => Date;
  readonly #shared: { percent: number; until: number };

  constructor(lane: 'poll' | 'human', now: () => Date, shared: { percent: number; until: number }) {
    this.#poll = lane === 'poll';
    this.#now = now;
    this.#shared = shared;
  }

  spend(): Promise<void> {
    const now = this.#now().getTime();
    const shared = this.#shared;
    if (now < shared.until) {
      return Promise.reject(new PlatformFailure('wait', 'budget', { until: new Date(shared.until) }));
    }
    if (this.#poll && shared.percent >= 90) {
      shared.percent = 0;
      const until = new Date(now + HOUR_MS / 2);
      return Promise.reject(new PlatformFailure('wait', 'budget', { until }));
    }
    return Promise.resolve();
  }

  observe(usage: Usage): Promise<void> {
    this.#shared.percent = usage.percent;
    if (usage.regainAt) this.#shared.until = usage.regainAt.getTime();
    return Promise.resolve();
  }
}

test('a budget of a tenth of the wish: no storm of errors, people come first, and it still gets there', async () => {
  world = await bench();
  const { sim, facebook, access } = world;
  const town = new Town(world, 4);
  town.settle(400, 6000);
  // The wish: what a full first reading costs.
  const wish = new MemoryStore();
  const before = sim.usage.total;
  await pollInto(
    facebook,
    contextOf(access, () => sim.clock.now()),
    wish,
  );
  const calls = sim.usage.total - before;
  sim.usage.page = { calls: Math.floor(calls / 10), windowMs: HOUR_MS };

  const shared = { percent: 0, until: 0 };
  const lane = (of: 'poll' | 'human') =>
    contextOf(access, () => sim.clock.now(), new SteeredBudget(of, () => sim.clock.now(), shared));
  const started = sim.usage.total;
  let hidden = 0;
  const hours = 30;
  for (let hour = 0; hour < hours; hour += 1) {
    // A moderator hides something every hour, first thing or while the polls have to rest.
    const target = [...sim.world.comments.values()].find((comment) => !comment.hidden && comment.canHide);
    if (!target) throw new Error('nothing to hide');
    const order = { comment: world.key(target.tail), post: target.thread.posts[0]?.id ?? '' };
    await pollInto(facebook, lane('poll'), world.store).catch((error: unknown) => {
      if (!(error instanceof PlatformFailure) || error.kind !== 'wait') throw error;
    });
    await facebook.ensure(lane('human'), { verb: 'hide', ...order });
    hidden += 1;
    sim.clock.advance(HOUR_MS);
  }
  expect(sim.usage.refused).toBe(0);
  expect(sim.usage.total - started).toBeLessThanOrEqual(hours * Math.floor(calls / 10));
  expect(sim.log.filter((write) => write.verb === 'hide')).toHaveLength(hidden);
  expect(difference(truthOf(world), storedOf(world)).missed).toBe(0);
}, 60_000);

test('without any steering the throttle itself ends the poll: one refused batch at most, never a storm', async () => {
  world = await bench();
  const { sim } = world;
  new Town(world, 4).settle(200, 3000);
  sim.usage.page = { calls: 40, windowMs: HOUR_MS };
  const failure = await world.poll().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ kind: 'wait', code: 'facebook.80001' });
  expect(sim.usage.refused).toBeLessThanOrEqual(2);
});

test('a reading broken off by the budget goes on where it stopped', async () => {
  world = await bench(
    {},
    { poll: { lookBackDays: 30, sweepEvery: 60, deepEvery: 10, pageSize: 10, batchSize: 5, strayPosts: 5 } },
  );
  const { sim, facebook, access } = world;
  const post = sim.addPost();
  for (let i = 0; i < 400; i += 1) sim.addComment({ post, text: `câu ${i}` });
  let left = 0;
  const budget: CallBudget = {
    spend(calls) {
      left -= calls;
      return left < 0 ? Promise.reject(new PlatformFailure('wait', 'budget')) : Promise.resolve();
    },
    observe: () => Promise.resolve(),
  };
  let polls = 0;
  while (world.store.comments.size < 400 && polls < 12) {
    left = 12;
    await pollInto(
      facebook,
      contextOf(access, () => sim.clock.now(), budget),
      world.store,
    ).catch(() => undefined);
    polls += 1;
  }
  // Forty pages at about six a poll; begun anew each time it would never end.
  expect(world.store.comments.size).toBe(400);
});

test('what was not stored is read again, however often storing fails', async () => {
  world = await bench(
    {},
    { poll: { lookBackDays: 30, sweepEvery: 60, deepEvery: 10, pageSize: 10, batchSize: 5, strayPosts: 5 } },
  );
  const { sim, facebook, store } = world;
  const post = sim.addPost();
  for (let i = 0; i < 60; i += 1) sim.addComment({ post, text: `câu ${i}` });
  for (let broken = 1; broken <= 8; broken += 1) {
    let batches = 0;
    for await (const batch of facebook.poll(world.context(), store)) {
      batches += 1;
      if (batches > broken) break;
      store.store(batch);
    }
  }
  await world.poll();
  expect(store.comments.size).toBe(60);
});
