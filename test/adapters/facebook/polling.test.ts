import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listed } from '../../../src/adapters/platforms/facebook/listing.ts';
import { nextQuery } from '../../../src/adapters/platforms/facebook/paging.ts';
import { type Bench, bench } from './world.ts';

// How polling copes with what is not among the twenty quirks.
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

test('a comment that becomes visible late, dated before what is known, is found when the count moves', async () => {
  for (let i = 0; i < 150; i += 1) say(`câu ${i}`);
  await world.poll();
  world.sim.clock.advance(3_600_000);
  const id = say('đã chờ duyệt', { createdAt: new Date(world.sim.clock.now().getTime() - 5 * 86_400_000) });
  await world.poll();
  expect(stored(id)?.text).toBe('đã chờ duyệt');
});

test('one comment gone and another come on a busy post: both are found although the count stands still', async () => {
  const ids = Array.from({ length: 150 }, (_, i) => say(`câu ${i}`));
  await world.poll();
  world.sim.clock.advance(3_600_000);
  world.sim.remove(ids[3] ?? '');
  const fresh = say('mới');
  await world.poll();
  expect([stored(fresh)?.text, stored(ids[3] ?? '')?.gone]).toEqual(['mới', true]);
});

test('of what visitors post at the wall only the comments are kept; the texts of the Page’s own posts are', async () => {
  const theirs = world.sim.addPost({ kind: 'visitor', text: 'Tôi là Lan, số 0905 111 222' });
  const id = world.sim.addComment({ post: theirs, text: 'Trang xem giúp', by: AN });
  const [reel, ad] = (['reel', 'ad'] as const).map((kind) => world.sim.addPost({ kind, text: kind }));
  world.sim.addComment({ post: ad ?? '', text: 'dưới quảng cáo' });
  await world.poll();
  const text = (post: string) => world.store.known.get(post)?.text;
  expect(stored(id)?.text).toBe('Trang xem giúp');
  expect([text(post), text(reel ?? ''), text(ad ?? '')]).toEqual(['Hàng mới về', 'reel', 'ad']);
  expect(text(theirs)).toBe('');
  // Whom the platform does not name may be anybody.
  expect(listed({ id: '1', message: 'ai đó' }, 'feed', world.sim.pageId).text).toBe('');
});

test('rows that make no sense are dropped and counted, not the page', async () => {
  const good = say('một');
  const bad = say('hai');
  const broken = world.sim.world.comments.get(bad.replace(/.*_/, ''));
  if (!broken) throw new Error('no comment');
  Object.defineProperty(broken, 'createdAt', { value: { toISOString: () => 'hôm qua', getTime: () => 0 } });
  await world.poll();
  expect(stored(good)?.text).toBe('một');
  expect(world.warnings).toContainEqual({ code: 'facebook.rows-dropped', fields: { source: 7, count: 1 } });
});

test('"reduce the amount of data": smaller pages until it works', async () => {
  for (let i = 0; i < 70; i += 1) say(`câu ${i}`);
  world.sim.modes.heavyAbove = 20;
  await world.poll();
  expect(world.store.comments.size).toBe(70);
});

test('"reduce the amount of data" on a list of posts, and a post that is deleted while its list is paged', async () => {
  const ids = Array.from({ length: 130 }, (_, i) =>
    world.sim.addComment({ post: world.sim.addPost({ kind: 'ad' }), text: `câu ${i}` }),
  );
  world.sim.faults.add({ kind: 'error', code: 1, subcode: 2446079, path: /feed$/ });
  world.sim.faults.add({ kind: 'error', code: 1, subcode: 2446079, path: /ads_posts$/, times: 2 });
  // A dead cursor: whichever page is asked third begins anew.
  let asked = 0;
  const spend = world.budget.spend.bind(world.budget);
  world.budget.spend = (calls) => {
    asked += 1;
    if (asked === 7) world.sim.faults.add({ kind: 'error', code: 100, path: /ads_posts$/ });
    return spend(calls);
  };
  await world.poll();
  expect(ids.filter((id) => stored(id) === undefined)).toEqual([]);
});

test('a list that is broken for the moment costs its posts of this cycle, not the page', async () => {
  const id = say('một');
  world.sim.addPost({ kind: 'video' });
  world.sim.faults.add({ kind: 'error', code: 2, path: /\/videos$/, times: 3 });
  await world.poll();
  expect(stored(id)?.text).toBe('một');
  expect(world.warnings).toContainEqual({
    code: 'facebook.edge',
    fields: { source: 7, edge: 'videos', code: 'facebook.2' },
  });
});

test('a refused list is asked again only in its turn, and told once', async () => {
  world.sim.token(world.sim.tokens.page).scopes.delete('pages_manage_ads');
  for (let cycle = 0; cycle < 21; cycle += 1) await world.poll();
  expect(world.sim.usage.byPath.get('GET */ads_posts')).toBe(3);
  expect(world.warnings).toHaveLength(1);
  world.sim.token(world.sim.tokens.page).scopes.add('pages_manage_ads');
  const id = world.sim.addComment({ post: world.sim.addPost({ kind: 'ad' }), text: 'dưới quảng cáo' });
  for (let cycle = 0; cycle < 10; cycle += 1) await world.poll();
  expect(stored(id)?.text).toBe('dưới quảng cáo');
});

test('a post whose comments are refused is not asked in every cycle', async () => {
  const closed = world.sim.addPost();
  const id = world.sim.addComment({ post: closed, text: 'một' });
  world.sim.faults.add({ kind: 'error', code: 210, path: new RegExp(`^/${closed}/comments`), times: 3 });
  for (let cycle = 0; cycle < 5; cycle += 1) await world.poll();
  expect(world.sim.usage.byPath.get('GET */comments')).toBe(1);
  // It is asked again when something moves.
  world.sim.faults.clear();
  world.sim.clock.advance(60_000);
  world.sim.addComment({ post: closed, text: 'hai' });
  await world.poll();
  expect(stored(id)?.text).toBe('một');
});

test('a comment on a reel that a webhook brought first is found gone by the poll', async () => {
  const page = world.sim.world.pages.get(world.sim.pageId);
  if (page) page.subscribed = ['feed'];
  const reel = world.sim.addPost({ kind: 'reel' });
  await world.poll();
  const id = world.sim.addComment({ post: reel, text: 'qua webhook', by: AN });
  for (const { body } of world.sim.webhooks.take()) {
    for (const news of world.facebook.webhook?.read(body) ?? []) {
      const posts = news.comments.map((each) => ({ externalId: each.postExternalId, kind: 'post' }) as const);
      world.store.store({ posts, comments: news.comments, gone: [], cursor: world.store.cursor });
    }
  }
  expect(stored(id)?.postExternalId).toBe(`${world.sim.pageId}_${reel}`);
  await world.poll();
  expect(world.store.comments.size).toBe(1);
  world.sim.remove(id);
  world.sim.clock.advance(60_000);
  for (let cycle = 0; cycle < 31; cycle += 1) await world.poll();
  expect(stored(id)?.gone).toBe(true);
});

test('deleted comments and the answers under them are gone; a deleted post takes all along', async () => {
  const top = say('một');
  const answer = say('hai', { parent: top });
  const doomed = world.sim.addPost();
  const last = world.sim.addComment({ post: doomed, text: 'ba' });
  await world.poll();
  world.sim.remove(top);
  world.sim.removePost(doomed);
  for (let cycle = 0; cycle < 31; cycle += 1) await world.poll();
  expect([top, answer, last].map((id) => stored(id)?.gone)).toEqual([true, true, true]);
});

test('a comment the list leaves out although it is there does not count as gone', async () => {
  const id = say('một');
  say('hai');
  await world.poll();
  // Gone from the list for a while (the author deactivated, a filter), and still readable by its id.
  const comment = world.sim.world.comments.get(id.replace(/.*_/, ''));
  const thread = world.sim.world.posts.get(post)?.thread;
  if (!comment || !thread) throw new Error('no comment');
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  await world.poll();
  expect(stored(id)?.gone).toBe(false);
});

test('reels, videos, lives, ads and visitor posts are found; spam on a live video too', async () => {
  const ids = (['reel', 'video', 'live', 'ad', 'visitor'] as const).map((kind) =>
    world.sim.addComment({
      post: world.sim.addPost({ kind, text: kind }),
      text: `dưới ${kind}`,
      lowQuality: true,
    }),
  );
  await world.poll();
  expect(ids.map((id) => stored(id)?.text)).toEqual([
    'dưới reel',
    'dưới video',
    'dưới live',
    'dưới ad',
    'dưới visitor',
  ]);
  expect([...world.store.known.values()].map((each) => each.kind).sort()).toEqual(
    ['ad', 'live', 'post', 'post', 'reel', 'video'].sort(),
  );
});

test("the page's own answers are known as such", async () => {
  const id = say('một');
  const own = say('cảm ơn bạn', { parent: id, byPage: true, by: undefined });
  await world.poll();
  expect(stored(own)).toMatchObject({ byPage: true, parentExternalId: world.key(id) });
});

test('an unchanged list costs a call but no bytes', async () => {
  say('một');
  await world.poll();
  const before = world.budget.spent;
  await world.poll();
  // Five lists, nothing moved: five calls without content, and nothing was read again.
  expect(world.budget.spent - before).toBe(5);
  expect(world.sim.usage.unchanged).toBe(5);
});

test('next links are followed on our own host only', () => {
  const query = nextQuery(
    'https://evil.test/v26.0/1_2/comments?access_token=SECRET&limit=5&after=abc&until=7',
  );
  expect(query).toEqual({ after: 'abc', until: '7' });
  expect(nextQuery('not a link')).toBeUndefined();
});
