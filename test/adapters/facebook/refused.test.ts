import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { failed } from '../../contract/failed.ts';
import { type Bench, bench } from './world.ts';

// One object that is refused costs itself: the page, its other posts and the cycle go on.
const AN = { id: '77001122334455667', name: 'An' };

let world: Bench;
let post: string;
beforeEach(async () => {
  world = await bench();
  post = world.sim.addPost({ text: 'Hàng mới về' });
});
afterEach(() => world.stop());

const stored = (id: string) => world.store.comments.get(world.key(id));
const say = (text: string, more: object = {}) => world.sim.addComment({ post, text, by: AN, ...more });

/** No list shows the comment any more, and asked by itself it is refused with this code. */
function refuse(id: string, code: number): void {
  const digits = id.replace(/.*_/, '');
  const thread = world.sim.world.posts.get(post)?.thread;
  const comment = world.sim.world.comments.get(digits);
  if (!thread || !comment) throw new Error('no comment');
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  world.sim.faults.add({ kind: 'error', code, path: new RegExp(`_${digits}$`), probability: 1 });
}

test.each([210, 200, 3, 100, 987654, 10, 1])(
  'a comment that no list shows and code %s refuses by itself stays, and the cycle goes on',
  async (code) => {
    const id = say('một');
    const later = Array.from({ length: 30 }, (_, i) => world.sim.addPost({ text: `bài ${i}` }));
    for (const each of later) world.sim.addComment({ post: each, text: 'hai', by: AN });
    await world.poll();
    refuse(id, code);
    world.sim.clock.advance(60_000);
    const fresh = [post, ...later].map((each) => world.sim.addComment({ post: each, text: 'ba', by: AN }));
    await world.poll();
    await world.poll();
    expect(fresh.filter((each) => stored(each) === undefined)).toEqual([]);
    expect(stored(id)?.gone).toBe(false);
    expect(world.store.cursor).toMatchObject({ cycle: 3 });
    expect(world.warnings).toEqual([
      { code: 'facebook.comment-unread', fields: { source: 7, post, code: `facebook.${code}` } },
    ]);
    // Asked again when the post is next read whole, and gone by then.
    world.sim.faults.clear();
    world.sim.world.comments.delete(id.replace(/.*_/, ''));
    world.sim.clock.advance(60_000);
    say('bốn');
    await world.poll();
    expect(stored(id)?.gone).toBe(true);
  },
);

test('a dead token still stops the page, also where it shows at a single comment', async () => {
  const id = say('một');
  await world.poll();
  refuse(id, 190);
  expect(await failed(world.poll())).toMatchObject({ kind: 'stop-source', code: 'facebook.190' });
});

test('a post that only tags the page, a stray and a list refused with code 10 cost themselves, not the page', async () => {
  const tagging = world.sim.addPost({ text: 'bài của trang khác' });
  const foreign = world.sim.addComment({ post: tagging, text: 'không đọc được' });
  const id = say('một');
  world.sim.faults.add({
    kind: 'error',
    code: 10,
    path: new RegExp(`^/${tagging}/comments`),
    probability: 1,
  });
  world.sim.faults.add({ kind: 'error', code: 10, path: /ads_posts$/, probability: 1 });
  await world.poll();
  expect([stored(id)?.text, stored(foreign)]).toEqual(['một', undefined]);
  const [edge, unread] = world.warnings;
  expect(edge).toEqual({
    code: 'facebook.edge',
    fields: { source: 7, edge: 'ads_posts', code: 'facebook.10' },
  });
  expect(unread).toEqual({
    code: 'facebook.post-unread',
    fields: { source: 7, post: tagging, end: 'refused' },
  });
  // No list shows it any more, and asked by itself it is somebody else's.
  world.sim.faults.add({ kind: 'error', code: 10, path: new RegExp(`^/${tagging}$`), probability: 1 });
  world.sim.rank(tagging, false);
  for (let cycle = 0; cycle < 31; cycle += 1) await world.poll();
  expect(world.store.cursor).toMatchObject({ cycle: 32 });
});

test('a permission lost while something is to be hidden lets the writes rest; nothing is given up', async () => {
  const target = { comment: world.key(say('một')), post };
  for (const code of [10, 200]) {
    world.sim.faults.add({ kind: 'error', code, method: 'GET', times: 1 });
    const failure = await failed(world.facebook.ensure(world.context(), { verb: 'unhide', ...target }));
    expect(failure).toMatchObject({ kind: 'stop-writes', code: `facebook.${code}`, maybeApplied: false });
  }
});
