import { afterEach, expect, test } from '@jest/globals';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import { difference, storedOf, Town, truthOf } from './town.ts';
import { type Bench, bench } from './world.ts';

let world: Bench | undefined;
afterEach(() => world?.stop());

/** Five calls of a hundred go wrong, each in its own way. */
function trouble(at: Bench): void {
  const { faults } = at.sim;
  faults.add({ kind: 'error', code: 2, probability: 0.03 });
  faults.add({ kind: 'null-item', probability: 0.02 });
  faults.add({ kind: 'html', probability: 0.01 });
  faults.add({ kind: 'drop', probability: 0.005 });
  faults.add({ kind: 'cut', probability: 0.005 });
  faults.add({ kind: 'drop-after', probability: 0.005 });
}

/** One cycle; now and then the comment a cursor points at is deleted between two pages. */
async function cycle(at: Bench, town: Town, deleteEvery = 0): Promise<void> {
  let batches = 0;
  try {
    for await (const batch of at.facebook.poll(at.context(), at.store)) {
      at.store.store(batch);
      batches += 1;
      const last = batch.comments.at(-1);
      if (deleteEvery > 0 && batches % deleteEvery === 0 && last) town.removeOne(last.externalId);
    }
  } catch (error) {
    // What is left to the next cycle is exactly what the pipeline would try again.
    if (!(error instanceof PlatformFailure) || error.kind !== 'retry') throw error;
  }
}

/** Every post, every page, every cycle: complete, and dear. Returns the calls it makes. */
async function naivePoll(at: Bench): Promise<number> {
  const before = at.sim.usage.total;
  for (const post of at.sim.world.posts.keys()) {
    let after: string | undefined = '';
    while (after !== undefined) {
      const query = new URLSearchParams({
        access_token: at.sim.tokens.page,
        filter: 'stream',
        limit: '100',
        fields: 'id,message,is_hidden',
        ...(after !== '' && { after }),
      });
      const answer = await fetch(`${at.sim.url}/v26.0/${post}/comments?${query.toString()}`);
      const body: unknown = await answer.json();
      after = /"next":"[^"]*after=([^"&]+)/.exec(JSON.stringify(body))?.[1];
    }
  }
  return at.sim.usage.total - before;
}

test('400 posts, 30,000 comments, everything that can happen, 5% of calls failing: nothing missed, nothing twice', async () => {
  world = await bench(
    { modes: { emptyPages: 0.05, shortPages: 0.1 }, seed: 11 },
    {
      poll: { lookBackDays: 30, sweepEvery: 10, deepEvery: 5, pageSize: 100, batchSize: 25, strayPosts: 10 },
    },
  );
  const town = new Town(world, 5);
  town.settle(400, 30_000);
  trouble(world);
  for (let i = 0; i < 3; i += 1) await cycle(world, town, 9);
  for (let i = 0; i < 40; i += 1) {
    town.minute(20);
    if (i % 10 === 3) world.sim.rank(town.posts[100 + i] ?? '', false);
    await cycle(world, town, 4);
  }
  // Then the page falls silent, and the sweeps have the time they need.
  for (let i = 0; i < 130; i += 1) await cycle(world, town);
  const stored = storedOf(world);
  expect(difference(truthOf(world), stored)).toEqual({ missed: 0, stale: 0, ghosts: 0 });
  expect(world.store.inserted).toBe(world.store.comments.size);
  expect(new Set(stored.keys()).size).toBe(stored.size);
  expect(stored.size).toBeGreaterThan(29_500);
  const { faults, usage } = world.sim;
  expect(faults.struck / usage.total).toBeGreaterThan(0.05);
  console.info(`${usage.total} calls, ${faults.struck} of them failed`);
}, 180_000);

test('in steady state at least ten times fewer calls for a new comment than asking every post every time', async () => {
  world = await bench({ seed: 3 });
  const town = new Town(world, 8);
  town.settle(400, 30_000);
  await cycle(world, town);
  const naive = await naivePoll(world);
  const start = world.sim.usage.total;
  const cycles = 60;
  for (let i = 0; i < cycles; i += 1) {
    town.minute(20);
    await cycle(world, town);
  }
  // Nothing new is missing at the end of a cycle but what came under posts that are listed in turn.
  await Array.from({ length: 10 }).reduce<Promise<void>>(async (before) => {
    await before;
    if (world) await cycle(world, town);
  }, Promise.resolve());
  const calls = world.sim.usage.total - start;
  expect(difference(truthOf(world), storedOf(world)).missed).toBe(0);
  const ours = calls / town.added;
  const theirs = (naive * (cycles + 10)) / town.added;
  console.info(
    `calls for a new comment: ${ours.toFixed(2)}; a naive poller: ${theirs.toFixed(2)} ` +
      `(${(theirs / ours).toFixed(1)} times as many); ${town.added} new comments in ${cycles} cycles`,
  );
  expect(theirs / ours).toBeGreaterThanOrEqual(10);
}, 180_000);

test.each([
  ['honoured', 'honoured'],
  ['honoured', 'ignored'],
  ['ignored', 'honoured'],
  ['ignored', 'ignored'],
] as const)(
  'complete with `since` %s and reversed streams %s',
  async (since, streamReverse) => {
    world = await bench(
      { modes: { since, streamReverse, emptyPages: 0.1, shortPages: 0.2 }, seed: 2 },
      {
        poll: { lookBackDays: 30, sweepEvery: 5, deepEvery: 3, pageSize: 20, batchSize: 10, strayPosts: 10 },
      },
    );
    const town = new Town(world, 21);
    town.settle(30, 2000);
    trouble(world);
    await cycle(world, town, 5);
    for (let i = 0; i < 20; i += 1) {
      town.minute(10);
      await cycle(world, town, 3);
    }
    for (let i = 0; i < 60; i += 1) await cycle(world, town);
    expect(difference(truthOf(world), storedOf(world))).toEqual({ missed: 0, stale: 0, ghosts: 0 });
  },
  120_000,
);

test('complete where new comments do not move updated_time', async () => {
  world = await bench({ seed: 6 });
  world.sim.world.commentsTouchPosts = false;
  const town = new Town(world, 9);
  town.settle(40, 1500);
  await cycle(world, town);
  for (let i = 0; i < 15; i += 1) {
    town.minute(5);
    await cycle(world, town);
  }
  for (let i = 0; i < 10; i += 1) await cycle(world, town);
  expect(difference(truthOf(world), storedOf(world)).missed).toBe(0);
}, 60_000);
