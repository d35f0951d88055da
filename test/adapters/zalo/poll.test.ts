import { afterEach, describe, expect, test } from '@jest/globals';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { zaloWorld, type ZaloWorld } from './world.ts';

const HOUR = 3_600_000;
const CHAT = '/v2.0/oa/listrecentchat';

let world: ZaloWorld;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}): Promise<User> {
  world = await zaloWorld(options);
  return world.simulator.addUser('Chị Tư');
}

const called = (path: string) => world.simulator.calls.filter((call) => call.path === path).length;

describe('overlapping windows', () => {
  test('messages that arrive between two pages are neither lost nor stored twice', async () => {
    const person = await start();
    const sent = Array.from({ length: 35 }, (_, i) => world.simulator.say(person, `trước ${i}`).id);
    // Each page served pushes the rows three places on.
    const seen = new Set<number>();
    world.simulator.faults.strike = (path) => {
      const page = called(CHAT);
      if (path === CHAT && page < 6 && !seen.has(page)) {
        seen.add(page);
        for (let i = 0; i < 3; i++) sent.push(world.simulator.say(person, `giữa ${page}.${i}`).id);
      }
      return undefined;
    };
    await world.poll();
    await world.poll();
    expect([...world.store.comments.keys()].sort()).toEqual([...sent].sort());
    expect(world.store.inserted).toBe(sent.length);
  });

  test('a quiet OA costs one call of the message list a poll', async () => {
    const person = await start();
    for (let i = 0; i < 30; i++) {
      world.simulator.say(person, `câu ${i}`);
      world.simulator.clock.advance(60_000);
    }
    await world.poll();
    const before = called(CHAT);
    await world.poll();
    await world.poll();
    expect(called(CHAT) - before).toBe(2);
  });

  test('nothing new yields no batch', async () => {
    const person = await start();
    for (let i = 0; i < 15; i++) {
      world.simulator.say(person, `câu ${i}`);
      world.simulator.clock.advance(60_000);
    }
    await world.poll();
    const before = world.store.batches;
    await world.poll();
    expect(world.store.batches).toBe(before);
  });

  test('a message that appears late, behind newer ones, is still taken in', async () => {
    const person = await start();
    world.simulator.say(person, 'mới');
    await world.poll();
    const late = {
      id: 'abc123',
      time: world.simulator.clock.now() - 60_000,
      src: 1 as const,
      from: person.id,
    };
    world.simulator.world.messages.unshift({ ...late, user: person.id, text: 'đến muộn' });
    await world.poll();
    expect(world.texts()).toContain('đến muộn');
  });

  test('batches are stored oldest first, so that a poll cut short goes on where it stopped', async () => {
    const person = await start();
    const sent = Array.from({ length: 230 }, (_, i) => {
      world.simulator.clock.advance(30_000);
      return world.simulator.say(person, `câu ${i}`).id;
    });
    for await (const batch of world.platform.poll(world.context(), world.store)) {
      world.store.store(batch);
      break;
    }
    expect([...world.store.comments.keys()]).toEqual(sent.slice(0, 100));
    await world.poll();
    expect([...world.store.comments.keys()].sort()).toEqual([...sent].sort());
    expect(world.store.largestBatch).toBeLessThanOrEqual(100);
  });
});

describe('gaps', () => {
  const burst = (people: readonly User[], each: number) =>
    people.flatMap((person) =>
      Array.from({ length: each }, (_, i) => {
        world.simulator.clock.advance(1_000);
        return world.simulator.say(person, `câu ${i} của ${person.name}`).id;
      }),
    );

  test.each([
    { readableDepth: 10, beyondDepth: 'empty' },
    { readableDepth: 10, beyondDepth: 'error' },
    { readableDepth: 50, beyondDepth: 'empty' },
    { readableDepth: 50, beyondDepth: 'error' },
  ] as const)('a burst deeper than the list is filled conversation by conversation (%j)', async (modes) => {
    const first = await start({ modes });
    world.simulator.say(first, 'trước');
    await world.poll();
    const people = [first, ...Array.from({ length: 20 }, (_, i) => world.simulator.addUser(`Người ${i}`))];
    const sent = burst(people, 4);
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
    expect(world.store.inserted).toBe(sent.length + 1);
    const before = called('/v2.0/oa/conversation');
    expect(before).toBeGreaterThan(0);
    await world.poll();
    expect(called('/v2.0/oa/conversation')).toBe(before);
  });

  test('an outage of three days is filled from the days people wrote on', async () => {
    const person = await start({ modes: { readableDepth: 10 } });
    world.simulator.say(person, 'trước');
    await world.poll();
    const sent: string[] = [];
    for (let day = 0; day < 3; day++) {
      world.simulator.clock.advance(24 * HOUR);
      sent.push(...burst([world.simulator.addUser(`Người ngày ${day}`)], 9));
    }
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
  });

  test('filling cut short goes on with the next person, not from the start', async () => {
    const first = await start({ modes: { readableDepth: 10 } });
    world.simulator.say(first, 'trước');
    await world.poll();
    const people = Array.from({ length: 12 }, (_, i) => world.simulator.addUser(`Người ${i}`));
    const sent = burst(people, 3);
    let calls = 0;
    world.budget.spend = () =>
      ++calls > 8 ? Promise.reject(new Error('the process dies')) : Promise.resolve();
    await expect(world.poll()).rejects.toThrow('the process dies');
    expect(world.store.cursor).toMatchObject({ chat: { gap: { after: expect.any(String) } } });
    expect(JSON.stringify(world.store.cursor)).not.toMatch(new RegExp(people.map(({ id }) => id).join('|')));
    const before = called('/v2.0/oa/conversation');
    world.budget.spend = () => Promise.resolve();
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
    expect(called('/v2.0/oa/conversation') - before).toBeLessThan(12);
    expect(world.store.cursor).toMatchObject({ chat: { gap: null } });
  });

  test('an OA without any message at first: a burst after that is known as one', async () => {
    const person = await start({ modes: { readableDepth: 10 } });
    await world.poll();
    const sent = burst([person, world.simulator.addUser('Anh Sáu')], 8);
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
  });

  test('more people than one page of the user list', async () => {
    const first = await start({ modes: { readableDepth: 10 } });
    world.simulator.say(first, 'trước');
    await world.poll();
    const people = Array.from({ length: 120 }, (_, i) => world.simulator.addUser(`Người ${i}`));
    const sent = people.map((person) => world.simulator.say(person, 'alo').id);
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
  });

  test('without the permission to list users the persons at hand are read and the rest is told', async () => {
    const first = await start({ modes: { readableDepth: 10 } });
    world.simulator.say(first, 'trước');
    await world.poll();
    world.simulator.world.scopes.delete('oa');
    const sent = burst([first], 9);
    world.simulator.addUser('Người chìm');
    const flood = burst([world.simulator.addUser('Người nói nhiều')], 8);
    const unread: unknown[] = [];
    for await (const batch of world.platform.poll(world.context(), world.store)) {
      world.store.store(batch);
      unread.push(...(batch.unread ?? []));
    }
    for (const id of [...flood, ...sent]) expect(world.store.comments.has(id)).toBe(true);
    expect(unread).toHaveLength(1);
  });
});
