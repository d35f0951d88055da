import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { seeded } from '../../src/simulators/facebook/random.ts';
import { type Bench, bench } from '../adapters/facebook/world.ts';
import { difference, storedOf, Town, truthOf } from '../adapters/facebook/town.ts';
import { type ZaloWorld, zaloWorld } from '../adapters/zalo/world.ts';
import type { MemoryStore } from '../contract/store.ts';
import { type DamagingProxy, startDamagingProxy } from './proxy.ts';
import { RUNS, seedsOf } from './seeds.ts';

const seeds = seedsOf(RUNS);

let proxy: DamagingProxy;
beforeAll(async () => {
  proxy = await startDamagingProxy();
});
afterAll(() => proxy.stop());

/** Whatever came of damaged answers: a known failure at most, and nothing stored that Postgres would refuse. */
async function survives(work: Promise<void>, store: MemoryStore): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    expect(error.code).toMatch(/^[a-z]+\.[\w.-]+$/u);
  }
  for (const comment of store.comments.values()) {
    expect(comment.externalId.length).toBeGreaterThan(0);
    expect(comment.externalId.length).toBeLessThan(1_000);
    expect(Number.isNaN(comment.createdAt.getTime())).toBe(false);
    expect(typeof comment.text).toBe('string');
  }
  expect(() => JSON.stringify(store.cursor)).not.toThrow();
}

describe('Facebook with damaged answers', () => {
  let world: Bench;
  beforeAll(async () => {
    world = await bench({}, { baseUrl: proxy.url });
    proxy.target = world.sim.url;
    new Town(world, 5).settle(10, 200);
  });
  afterAll(() => world.stop());

  test.each(seeds)('seed %i: a poll ends in a known way', async (seed) => {
    proxy.target = world.sim.url;
    proxy.random = seeded(seed);
    proxy.share = seed % 2 === 0 ? 1 : 0.3;
    await survives(world.poll(), world.store);
  });

  test('once the answers are whole again nothing is missing', async () => {
    proxy.share = 0;
    expect(proxy.damaged).toBeGreaterThan(seeds.length / 2);
    for (let round = 0; round < 10; round += 1) {
      world.sim.clock.advance(3_600_000);
      await world.poll();
    }
    expect(difference(truthOf(world), storedOf(world)).missed).toBe(0);
  });
});

describe('Zalo with damaged answers', () => {
  let world: ZaloWorld;
  beforeAll(async () => {
    world = await zaloWorld({}, { apiUrl: proxy.url });
    proxy.target = world.options.apiUrl ?? '';
    const { simulator } = world;
    const [person, other] = [simulator.addUser('Dì Út'), simulator.addUser('Anh Tám', { follower: false })];
    for (let index = 0; index < 12; index += 1)
      simulator.say(index % 3 === 0 ? other : person, `tin thứ ${index}`);
    const group = simulator.addGroup('Nhóm', [person, other]);
    simulator.sayInGroup(group, other, 'nhóm mình ơi');
    simulator.addArticle('Khai trương');
  });
  afterAll(() => world.stop());

  test.each(seeds)('seed %i: a poll ends in a known way', async (seed) => {
    proxy.target = world.simulator.apiUrl;
    proxy.random = seeded(seed);
    proxy.share = seed % 2 === 0 ? 1 : 0.3;
    await survives(world.poll(), world.store);
  });

  test('once the answers are whole again every message is there', async () => {
    proxy.target = world.simulator.apiUrl;
    proxy.share = 0;
    await world.poll();
    await world.poll();
    expect(new Set(world.texts())).toEqual(
      new Set([...Array.from({ length: 12 }, (_, index) => `tin thứ ${index}`), 'nhóm mình ơi']),
    );
  });
});
