import { afterEach, describe, expect, test } from '@jest/globals';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { byHand } from '../../../src/adapters/platforms/zalo/by-hand.ts';
import { zaloWorld, type ZaloWorld } from './world.ts';
import { failed } from '../../contract/failed.ts';

const HOUR = 3_600_000;

let world: ZaloWorld;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}): Promise<User> {
  world = await zaloWorld(options);
  return world.simulator.addUser('Chị Tư');
}

const called = (path: string) => world.simulator.calls.filter((call) => call.path === path).length;
const stored = (id: string) => world.store.comments.get(id);

describe('groups', () => {
  test("messages of the OA's own groups come with their group and its name", async () => {
    const person = await start();
    const group = world.simulator.addGroup('Hội mê bánh', [person]);
    const message = world.simulator.sayInGroup(group, person, 'nhóm mình ơi');
    await world.poll();
    expect(stored(message.id)).toMatchObject({
      kind: 'group-message',
      postExternalId: group.id,
      authorId: person.id,
      byPage: false,
    });
    expect(world.store.known.get(group.id)).toMatchObject({ kind: 'group', text: 'Hội mê bánh' });
  });

  test.each([50, 5])('lists that serve at most %i rows', async (groupCount) => {
    const person = await start({ modes: { groupCount } });
    const groups = Array.from({ length: 12 }, (_, i) => world.simulator.addGroup(`Nhóm ${i}`, [person]));
    await world.poll();
    const sent = groups.flatMap((group) =>
      [1, 2, 3].map((i) => world.simulator.sayInGroup(group, person, `câu ${i}`).id),
    );
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
  });

  test('a burst deeper than the list is filled group by group; closed groups are passed over', async () => {
    const person = await start({ modes: { readableDepth: 10 } });
    const groups = Array.from({ length: 4 }, (_, i) => world.simulator.addGroup(`Nhóm ${i}`, [person]));
    const [closing] = groups;
    if (closing === undefined) throw new Error('no group');
    world.simulator.sayInGroup(closing, person, 'trước');
    await world.poll();
    const sent: string[] = [];
    for (const group of groups.slice(1)) {
      for (let i = 0; i < 8; i++) {
        world.simulator.clock.advance(1_000);
        sent.push(world.simulator.sayInGroup(group, person, `câu ${i}`).id);
      }
    }
    closing.status = 'disabled';
    await world.poll();
    for (const id of sent) expect(world.store.comments.has(id)).toBe(true);
  });

  test('groups of others are out of reach and do no harm', async () => {
    const person = await start();
    const foreign = world.simulator.addGroup('Nhóm riêng', [person], { own: false });
    const message = world.simulator.sayInGroup(foreign, person, 'riêng tư');
    world.simulator.say(person, 'alo');
    await world.poll();
    expect(world.store.comments.has(message.id)).toBe(false);
    expect(world.texts()).toEqual(['alo']);
  });

  test.each([-212, -221, -223, -224, -235])(
    'an OA without groups (%i) is read all the same, and groups are left alone for a day',
    async (error) => {
      const person = await start();
      const path = '/v3.0/oa/group/getgroupsofoa';
      world.simulator.faults.add({ path, effect: { error } });
      world.simulator.say(person, 'alo');
      await world.poll();
      await world.poll();
      expect(world.texts()).toEqual(['alo']);
      expect(called(path)).toBe(1);
      world.simulator.clock.advance(24 * HOUR);
      await world.poll();
      expect(called(path)).toBe(2);
    },
  );
});

describe('articles', () => {
  test('are listed with title and link, for people to look at by hand', async () => {
    await start();
    const article = world.simulator.addArticle('Bánh trung thu 2026');
    const video = world.simulator.addArticle('Cách làm bánh', { type: 'video' });
    await world.poll();
    expect(world.store.known.get(article.id)).toMatchObject({
      kind: 'article',
      text: 'Bánh trung thu 2026',
      permalink: expect.stringMatching(/^https:\/\//),
    });
    expect(world.store.known.get(video.id)?.kind).toBe('article');
  });

  test('are looked for once an hour, new ones alone', async () => {
    await start();
    const path = '/v2.0/article/getslice';
    for (let i = 0; i < 25; i++) {
      world.simulator.clock.advance(1_000);
      world.simulator.addArticle(`Bài ${i}`);
    }
    await world.poll();
    expect([...world.store.known.values()].filter(({ kind }) => kind === 'article')).toHaveLength(25);
    const before = called(path);
    await world.poll();
    expect(called(path)).toBe(before);
    world.simulator.clock.advance(2 * HOUR);
    const late = world.simulator.addArticle('Bài mới');
    await world.poll();
    expect(world.store.known.has(late.id)).toBe(true);
    expect(called(path) - before).toBe(2);
  });

  test('without the permission messages are read all the same', async () => {
    const person = await start();
    world.simulator.world.scopes.delete('articles');
    world.simulator.say(person, 'alo');
    await world.poll();
    expect(world.texts()).toEqual(['alo']);
  });
});

test('without the permission for messages the source stops with words', async () => {
  await start();
  world.simulator.world.scopes.delete('messages');
  expect(await failed(world.poll())).toMatchObject({ kind: 'stop-source', code: 'zalo.-223' });
  const checks = await world.platform.check(world.context());
  expect(checks.find(({ id }) => id === 'zalo.messages')).toMatchObject({ ok: false, level: 'error' });
});

test('the check tells which extras are closed, and a token of another OA', async () => {
  await start();
  world.simulator.world.scopes.delete('groups');
  const checks = await world.platform.check(world.context());
  expect(checks.find(({ id }) => id === 'zalo.groups')).toMatchObject({ ok: false, level: 'warn' });
  expect(checks.find(({ id }) => id === 'zalo.articles')).toMatchObject({ ok: true });
  const other = { ...world.context(), access: { ...world.access, externalId: '1' } };
  const [wrong] = await world.platform.check(other);
  expect(wrong).toMatchObject({ ok: false, level: 'error' });
});

describe('what is to be done by hand', () => {
  test('never is to delete: what nobody could undo is no task', () => {
    for (const verb of ['hide', 'unhide'] as const) {
      expect(byHand(verb, 'message')).toBeUndefined();
      expect(byHand(verb, 'group-message')).toBeUndefined();
    }
    expect(byHand('hide', 'article')?.vi).toContain('ẩn nó');
    for (const kind of ['comment', 'article', 'message', 'group-message'] as const) {
      for (const verb of ['hide', 'unhide', 'reply'] as const) {
        const { vi = '', en = '' } = byHand(verb, kind) ?? {};
        expect(`${vi} ${en}`).not.toMatch(/xoá|delete/iu);
      }
      expect(byHand('reply', kind)).toMatchObject({ url: expect.stringContaining('oa.zalo.me') });
    }
  });
});
