import { afterEach, describe, expect, test } from '@jest/globals';
import type { Order } from '../../../src/pipeline/ports/platform.ts';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { zaloWorld, type ZaloWorld } from './world.ts';
import { failed } from '../../contract/failed.ts';

let world: ZaloWorld;
let person: User;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}, follower = true): Promise<void> {
  world = await zaloWorld(options);
  person = world.simulator.addUser('Anh Tám', { follower });
}

const ensure = (order: Order) => world.platform.ensure(world.context(), order);
const verbs = () => world.simulator.log.map(({ verb }) => verb);

describe('tags', () => {
  const tag = () => ensure({ verb: 'tag', answerTo: person.id, tag: 'sàng: cần xem' });
  const untag = () => ensure({ verb: 'untag', answerTo: person.id, tag: 'sàng: cần xem' });

  test('a missing tag is made; tagging twice is tagging once; untagging what is not there is done', async () => {
    await start();
    expect(await untag()).toEqual({ already: true });
    await tag();
    await tag();
    expect([...person.tags]).toEqual(['sàng: cần xem']);
    expect([...world.simulator.world.tags]).toEqual(['sàng: cần xem']);
    await untag();
    expect([...person.tags]).toEqual([]);
  });

  test.each([true, false])('somebody who never followed (allowed: %s)', async (tagStrangers) => {
    await start({ modes: { tagStrangers } }, false);
    if (tagStrangers) {
      await tag();
      expect(person.tags.size).toBe(1);
    } else {
      expect(await failed(tag())).toMatchObject({ kind: 'give-up', code: 'zalo.-213' });
    }
  });
});

describe('removing a member of a group', () => {
  test('is done once; somebody who is not there any more is done already', async () => {
    await start();
    const group = world.simulator.addGroup('Nhóm', [person, world.simulator.addUser('Người khác')]);
    const remove: Order = { verb: 'remove-member', post: group.id, answerTo: person.id };
    expect(await ensure(remove)).toEqual({ already: false });
    expect(await ensure(remove)).toEqual({ already: true });
    expect(group.members.size).toBe(1);
    expect(verbs()).toEqual(['remove-member']);
  });

  test('in a group of others: given up', async () => {
    await start();
    const group = world.simulator.addGroup('Nhóm', [person], { own: false });
    const remove: Order = { verb: 'remove-member', post: group.id, answerTo: person.id };
    expect(await failed(ensure(remove))).toMatchObject({ kind: 'give-up', code: 'zalo.-403' });
    expect(group.members.size).toBe(1);
  });
});

describe('the comment switch of an article', () => {
  const body = [
    { type: 'text', content: 'Nguyên liệu: bột, trứng.' },
    { type: 'image', url: 'https://photo.example/1', caption: 'Bánh' },
  ];
  const cover = { cover_type: 'photo', photo_url: 'https://photo.example/c', status: 'show' };

  test.each([0, 1, 3])(
    'is off and on again, the rest of the article unchanged (verify busy %i times)',
    async (verifyBusy) => {
      await start({ modes: { verifyBusy } });
      const article = world.simulator.addArticle('Bánh mì', { body, cover, related_medias: ['a1'] });
      const before = { ...article.fields };
      const off: Order = { verb: 'comments-off', post: article.id };
      expect(await ensure(off)).toEqual({ already: false });
      expect(article.fields).toMatchObject({ ...before, comment: 'hide' });
      expect(await ensure(off)).toEqual({ already: true });
      expect(await ensure({ verb: 'comments-on', post: article.id })).toEqual({ already: false });
      expect(article.fields).toMatchObject(before);
      expect(verbs()).toEqual(['article-update', 'article-update']);
    },
  );

  test('still being processed: tried again later, which then finds it done', async () => {
    await start({ modes: { verifyBusy: 20 } });
    const article = world.simulator.addArticle('Bánh mì');
    const off: Order = { verb: 'comments-off', post: article.id };
    expect(await failed(ensure(off))).toMatchObject({
      kind: 'retry',
      code: 'zalo.-214',
      maybeApplied: true,
    });
    world.simulator.world.modes.verifyBusy = 0;
    await ensure(off);
    expect(await ensure(off)).toEqual({ already: true });
  });

  test('the misspelt label of a citation is sent back in the right spelling', async () => {
    await start();
    const article = world.simulator.addArticle('Bánh mì', {
      cite: { url: 'https://a.example', lablel: 'Báo A' },
    });
    await ensure({ verb: 'comments-off', post: article.id });
    expect(article.fields['cite']).toEqual({ url: 'https://a.example', label: 'Báo A' });
  });

  test('a video whose comment value is neither show nor hide', async () => {
    await start();
    const video = world.simulator.addArticle('Video', {
      type: 'video',
      comment: 'unknown',
      status: 1,
      video_id: 'v1',
    });
    await ensure({ verb: 'comments-off', post: video.id });
    expect(video.fields).toMatchObject({ comment: 'hide', video_id: 'v1' });
    expect(video.fields['status']).toBeUndefined();
  });

  test('a detail without title (the other shape of videos) is never sent back: by hand', async () => {
    await start();
    const video = world.simulator.addArticle('Video', {
      type: 'video',
      title: undefined,
      convert_percent: 100,
    });
    expect(await failed(ensure({ verb: 'comments-off', post: video.id }))).toMatchObject({
      kind: 'give-up',
      code: 'zalo.article.unreadable',
    });
    expect(verbs()).toEqual([]);
  });

  test('an update that eats the publishing quota tells so', async () => {
    await start({ modes: { updateEatsQuota: true } });
    world.simulator.world.articleQuota = 0;
    const article = world.simulator.addArticle('Bánh mì');
    expect(await failed(ensure({ verb: 'comments-off', post: article.id }))).toMatchObject({
      kind: 'give-up',
      code: 'zalo.-223.quota',
    });
  });
});

test.each(['hide', 'unhide'] as const)('%s is not known to Zalo: by hand', async (verb) => {
  await start();
  const message = world.simulator.say(person, 'xấu');
  expect(await failed(ensure({ verb, comment: message.id, post: 'p' }))).toMatchObject({
    kind: 'give-up',
    code: 'unsupported',
  });
});
