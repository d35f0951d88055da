import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { facebookConfig } from '../../../src/adapters/platforms/facebook/config.ts';
import { pagesOf } from '../../../src/adapters/platforms/facebook/token.ts';
import { adoptToken } from '../../../src/pipeline/adopt-token.ts';
import type { TokenPair } from '../../../src/pipeline/ports/tokens.ts';
import type { Ensured, Order } from '../../../src/pipeline/ports/platform.ts';
import { type Bench, bench } from './world.ts';
import { failed } from '../../contract/failed.ts';

const AN = { id: '77001122334455667', name: 'An' };

let world: Bench;
let post: string;
let id: string;
beforeEach(async () => {
  world = await bench();
  post = world.sim.addPost({ text: 'Hàng mới về' });
  id = world.sim.addComment({ post, text: 'Còn hàng không shop?', by: AN });
});
afterEach(() => world.stop());

const ensure = (order: Order): Promise<Ensured> => world.facebook.ensure(world.context(), order);
const hide = (): Promise<Ensured> => ensure({ verb: 'hide', comment: world.key(id), post });
const reply = (text: string, attemptedAt?: Date, comment = id): Promise<Ensured> =>
  ensure({
    verb: 'reply',
    comment: world.key(comment),
    kind: 'comment',
    text,
    post,
    ...(attemptedAt && { attemptedAt }),
  });
const verbs = () => world.sim.log.map((write) => write.verb);

test.each(['drop-after', 'slow', 'cut'] as const)(
  'a hide whose answer is lost (%s) is looked up, not sent again',
  async (kind) => {
    world.sim.faults.add({ kind, method: 'POST' });
    expect(await hide()).toEqual({ already: false });
    expect(verbs()).toEqual(['hide']);
  },
);

test('a hide that never arrived is reported as such and may be repeated', async () => {
  world.sim.faults.add({ kind: 'drop', method: 'POST' });
  expect(await failed(hide())).toMatchObject({ kind: 'retry', code: 'http.dropped', maybeApplied: true });
  expect(await hide()).toEqual({ already: false });
  expect(verbs()).toEqual(['hide']);
});

test('hidden by somebody else between our look and our call: fine, whatever the platform answers', async () => {
  world.sim.modes.rehide = 'error';
  const key = world.key(id);
  const context = world.context();
  // The simulator hides it when the call arrives: the fault strikes first, as a plain refusal.
  world.sim.faults.add({ kind: 'error', code: 100, method: 'POST' });
  const spend = world.budget.spend.bind(world.budget);
  let calls = 0;
  world.budget.spend = (count) => {
    calls += 1;
    if (calls === 2) world.sim.hideByOther(id);
    return spend(count);
  };
  expect(await world.facebook.ensure(context, { verb: 'hide', comment: key, post })).toEqual({
    already: false,
  });
});

test('no answer about the state is no proof: it is read back', async () => {
  const before = world.budget.spent;
  expect(await hide()).toEqual({ already: false });
  // One look before, one write that returns the node.
  expect(world.budget.spent - before).toBe(2);
});

test('showing again what somebody hid works, and only that', async () => {
  await hide();
  expect(await ensure({ verb: 'unhide', comment: world.key(id), post })).toEqual({ already: false });
  expect(verbs()).toEqual(['hide', 'unhide']);
});

test('a reply stands under the comment, and the comment keeps its words', async () => {
  const made = await reply('Dạ còn ạ.');
  expect(verbs()).toEqual(['reply']);
  expect(world.sim.world.findComment(id)?.message).toBe('Còn hàng không shop?');
  const answer = [...world.sim.world.comments.values()].find((comment) => comment.byPage);
  expect(answer?.parent?.tail).toBe(id.replace(/.*_/, ''));
  expect(made.externalId).toBe(world.key(answer?.tail ?? ''));
});

test('a reply to a reply is found again although the platform hangs it on the top comment', async () => {
  const under = world.sim.addComment({ post, text: 'mình cũng hỏi', parent: id, by: AN });
  const attemptedAt = world.sim.clock.now();
  const made = await reply('Dạ còn ạ.', undefined, under);
  expect(await reply('Dạ còn ạ.', attemptedAt, under)).toEqual({
    already: true,
    externalId: made.externalId,
  });
  expect(verbs()).toEqual(['reply']);
});

test.each(['drop-after', 'slow', 'cut'] as const)(
  'a reply whose answer is lost (%s) is found, never sent twice',
  async (kind) => {
    world.sim.faults.add({ kind, method: 'POST' });
    expect(await reply('Dạ còn ạ.')).toMatchObject({ already: false });
    expect(verbs()).toEqual(['reply']);
  },
);

test('a reply lost on the way in both directions is sent again only after looking', async () => {
  const attemptedAt = world.sim.clock.now();
  world.sim.faults.add({ kind: 'drop', method: 'POST' });
  expect(await failed(reply('Dạ còn ạ.'))).toMatchObject({ kind: 'retry', maybeApplied: true });
  expect(await reply('Dạ còn ạ.', attemptedAt)).toMatchObject({ already: false });
  expect(verbs()).toEqual(['reply']);
});

test('the same words of a year ago under the same comment are not our reply of today', async () => {
  world.sim.modes.duplicates = 'accepted';
  await reply('Dạ còn ạ.');
  world.sim.clock.advance(365 * 86_400_000);
  expect(await reply('Dạ còn ạ.', world.sim.clock.now())).toMatchObject({ already: false });
  expect(verbs()).toEqual(['reply', 'reply']);
});

test('a repeat looks first, and does not count on the platform to refuse duplicates', async () => {
  world.sim.modes.duplicates = 'accepted';
  const attemptedAt = world.sim.clock.now();
  const first = await reply('Dạ  còn\nạ. ');
  for (let i = 0; i < 120; i += 1) world.sim.addComment({ post, text: `câu ${i}`, parent: id, by: AN });
  expect(await reply('Dạ  còn\nạ. ', attemptedAt)).toEqual({ already: true, externalId: first.externalId });
  expect(verbs()).toEqual(['reply']);
});

test('what somebody else wrote in the same words is not our reply', async () => {
  const attemptedAt = world.sim.clock.now();
  world.sim.addComment({ post, text: 'Dạ còn ạ.', parent: id, by: AN });
  expect(await reply('Dạ còn ạ.', attemptedAt)).toMatchObject({ already: false });
  expect(verbs()).toEqual(['reply']);
});

test('a duplicate refused with 506 is found and counts as already there', async () => {
  const first = await reply('Dạ còn ạ.');
  expect(await reply('Dạ còn ạ.')).toEqual({ already: true, externalId: first.externalId });
  expect(verbs()).toEqual(['reply']);
});

test('the same words that answered another question under it are not the answer to this one', async () => {
  const under = world.sim.addComment({ post, text: 'mình cũng hỏi', parent: id, by: AN });
  const first = await reply('Dạ còn ạ.');
  const isTaken = async (other: string) => other === first.externalId;
  const second = (attemptedAt?: Date) =>
    ensure({
      verb: 'reply',
      comment: world.key(under),
      kind: 'comment',
      text: 'Dạ còn ạ.',
      post,
      isTaken,
      ...(attemptedAt && { attemptedAt }),
    });
  // Refused as said already: it was not said to this one.
  expect(await failed(second())).toMatchObject({ kind: 'give-up', code: 'facebook.506' });
  world.sim.modes.duplicates = 'accepted';
  const made = await second(world.sim.clock.now());
  expect(made.already).toBe(false);
  expect(await second(world.sim.clock.now())).toEqual({ already: true, externalId: made.externalId });
  expect(verbs()).toEqual(['reply', 'reply']);
});

test('under a comment with more answers than can be read a person looks, and nothing is sent twice', async () => {
  world.sim.modes.duplicates = 'accepted';
  const attemptedAt = world.sim.clock.now();
  await reply('Dạ còn ạ.');
  for (let i = 0; i < 2_000; i += 1) world.sim.addComment({ post, text: `câu ${i}`, parent: id, by: AN });
  expect(await failed(reply('Dạ còn ạ.', attemptedAt))).toMatchObject({
    kind: 'give-up',
    code: 'reply.unseen',
    byHand: true,
  });
  expect(verbs()).toEqual(['reply']);
});

test('a reply to a comment that is gone says so', async () => {
  world.sim.remove(id);
  expect(await failed(reply('Dạ còn ạ.'))).toMatchObject({
    kind: 'give-up',
    code: 'facebook.gone',
    gone: true,
  });
});

test('a platform that blocks our writes stops the writes for a day; reading goes on', async () => {
  world.sim.faults.add({ kind: 'error', code: 368, method: 'POST', path: /_/, times: 2 });
  expect(await failed(hide())).toMatchObject({ kind: 'stop-writes' });
  await world.poll();
  expect(world.store.comments.size).toBe(1);
});

test('no line of the adapter can post a message to a comment itself', () => {
  const folder = new URL('../../../src/adapters/platforms/facebook/', import.meta.url);
  const source = readFileSync(new URL('ensure.ts', folder), 'utf8');
  const posts = [...source.matchAll(/graph\.post\(session, ([^,]+), \{([^}]*)\}/g)];
  expect(posts).toHaveLength(2);
  for (const [, path, form] of posts) {
    if (form?.includes('message:')) expect(path).toMatch(/\/comments`$/);
  }
  for (const other of ['poll.ts', 'walk.ts', 'check.ts', 'token.ts', 'index.ts', 'listing.ts']) {
    expect(readFileSync(new URL(other, folder), 'utf8')).not.toContain('.post(session');
  }
});

test("a person's token is traded for the pages' own", async () => {
  const { sim } = world;
  const config = facebookConfig.parse({ baseUrl: sim.url, appId: sim.appId, appSecret: sim.appSecret });
  const pages = await pagesOf(config, sim.tokens.user, sim.clock.now());
  expect(pages).toMatchObject([{ id: sim.pageId, name: sim.pageName }]);
  expect(pages[0]?.tasks).toContain('MODERATE');
  world.token = pages[0]?.accessToken;
  await world.poll();
  expect(world.store.comments.size).toBe(1);
  expect(await failed(pagesOf(config, 'nonsense', sim.clock.now()))).toMatchObject({
    code: 'facebook.190',
  });
});

test("what an operator pastes becomes the Page's own token, is stored and checked", async () => {
  const { sim, access, facebook } = world;
  let stored: TokenPair | undefined;
  const deps = {
    platforms: new Map([['facebook', facebook]] as const),
    tokens: {
      write: async (_: number, pair: TokenPair) => {
        stored = pair;
        world.token = pair.accessToken;
      },
    },
    budget: () => world.budget,
  };
  const adopt = (token: string) => adoptToken(deps, access, { accessToken: token });
  expect(await adopt(sim.tokens.page)).toEqual([]);
  expect(stored).toEqual({ accessToken: sim.tokens.page });
  expect(await adopt(sim.tokens.user)).toEqual([]);
  expect(stored?.accessToken).not.toBe(sim.tokens.user);
  // A token that opens nothing is kept, and the check says what to do about it.
  expect(await adopt('nonsense')).toMatchObject([{ level: 'error', id: 'facebook.190' }]);
  // Facebook out of reach: nothing is stored, nothing concluded.
  sim.faults.add({ kind: 'html', times: 9 });
  expect(await failed(adopt(sim.tokens.page))).toMatchObject({ kind: 'retry' });
  expect(stored).toEqual({ accessToken: 'nonsense' });
});
