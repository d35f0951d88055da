import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import { plantFixtures } from '../../../src/simulators/facebook/fixtures.ts';
import { canonical } from '../../../src/adapters/platforms/facebook/ids.ts';
import { type Bench, bench } from './world.ts';

// The twenty quirks of the platform, one by one.
const AN = { id: '77001122334455667', name: 'An' };
const DAY_MS = 86_400_000;

let world: Bench;
let post: string;
beforeEach(async () => {
  world = await bench();
  post = world.sim.addPost({ text: 'Hàng mới về' });
});
afterEach(() => world.stop());

const stored = (id: string) => world.store.comments.get(world.key(id));
const say = (text: string, more: object = {}) => world.sim.addComment({ post, text, by: AN, ...more });

async function codeOf(call: Promise<unknown>): Promise<string> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  return failure instanceof PlatformFailure ? `${failure.kind} ${failure.code}` : String(failure);
}

test('1. `from` is absent', async () => {
  world.sim.modes.authors = 'absent';
  const id = say('ẩn danh');
  const nobody = say('không ai', { by: undefined });
  await world.poll();
  expect(stored(id)?.authorId).toBeUndefined();
  expect(stored(id)?.byPage).toBe(false);
  expect(stored(nobody)?.text).toBe('không ai');
});

test('2. an empty message with an attachment', async () => {
  const id = say('', { attachment: { type: 'sticker' } });
  await world.poll();
  expect(stored(id)).toMatchObject({ text: '', attachment: 'sticker' });
});

test('3. an edited text with id and time unchanged', async () => {
  const id = say('giá nhiêu');
  await world.poll();
  world.sim.edit(id, 'giá bao nhiêu');
  say('câu khác');
  await world.poll();
  expect(stored(id)?.texts).toEqual(['giá nhiêu', 'giá bao nhiêu']);
});

test('3b. an edit that moves nothing else is found by the sweep', async () => {
  const id = say('giá nhiêu');
  await world.poll();
  world.sim.edit(id, 'giá bao nhiêu');
  for (let cycle = 0; cycle < 62; cycle += 1) await world.poll();
  expect(stored(id)?.text).toBe('giá bao nhiêu');
});

test('4. a comment on a year-old post', async () => {
  const old = world.sim.addPost({
    text: 'năm ngoái',
    createdAt: new Date(world.sim.clock.now().getTime() - 365 * DAY_MS),
  });
  await world.poll();
  const id = world.sim.addComment({ post: old, text: 'còn bán không?', by: AN });
  for (let cycle = 0; cycle < 10; cycle += 1) await world.poll();
  expect(stored(id)?.text).toBe('còn bán không?');
});

test('4b. a comment on an old post that the feed leaves out', async () => {
  const old = world.sim.addPost({ createdAt: new Date(world.sim.clock.now().getTime() - 200 * DAY_MS) });
  world.sim.addComment({ post: old, text: 'trước kia', by: AN });
  await world.poll();
  world.sim.rank(old, false);
  const id = world.sim.addComment({ post: old, text: 'bây giờ', by: AN });
  for (let cycle = 0; cycle < 31; cycle += 1) await world.poll();
  expect(stored(id)?.text).toBe('bây giờ');
});

test('5. an answer under an old comment', async () => {
  const first = say('câu đầu', { createdAt: new Date(world.sim.clock.now().getTime() - 20 * DAY_MS) });
  for (let i = 0; i < 150; i += 1) say(`câu ${i}`);
  await world.poll();
  world.sim.clock.advance(60_000);
  const answer = say('trả lời muộn', { parent: first });
  const deeper = say('trả lời của trả lời', { parent: answer });
  await world.poll();
  expect(stored(answer)?.parentExternalId).toBe(world.key(first));
  // The platform flattens threads: the answer to the answer hangs on the top-level comment.
  expect(stored(deeper)?.parentExternalId).toBe(world.key(first));
});

test('6. the first page is the oldest: new comments on a busy post are found all the same', async () => {
  world.sim.modes.streamReverse = 'ignored';
  world.sim.modes.since = 'ignored';
  for (let i = 0; i < 260; i += 1) {
    world.sim.clock.advance(60_000);
    say(`câu ${i}`);
  }
  await world.poll();
  world.sim.clock.advance(60_000);
  const id = say('mới nhất');
  await world.poll();
  expect(stored(id)?.text).toBe('mới nhất');
});

test('7. an empty page with a `next`', async () => {
  for (let i = 0; i < 130; i += 1) say(`câu ${i}`);
  world.sim.modes.emptyPages = 0.5;
  world.sim.modes.shortPages = 0.5;
  await world.poll();
  await world.poll();
  expect(world.store.comments.size).toBe(130);
});

test('8. a cursor dies when its comment is deleted', async () => {
  for (let i = 0; i < 350; i += 1) say(`câu ${i}`);
  let deleted = 0;
  for await (const batch of world.facebook.poll(world.context(), world.store)) {
    world.store.store(batch);
    const last = batch.comments.at(-1);
    if (last && deleted < 2) {
      world.sim.remove(last.externalId);
      deleted += 1;
    }
  }
  await world.poll();
  expect(deleted).toBe(2);
  expect(world.store.present()).toHaveLength(348);
});

test('9. `total_count` is larger than the rows', async () => {
  const busy = world.sim.addPost({ unlisted: 40 });
  for (let i = 0; i < 120; i += 1) world.sim.addComment({ post: busy, text: `câu ${i}` });
  await world.poll();
  const before = world.sim.usage.total;
  await world.poll();
  // Unchanged counts are no reason to read the post again and again.
  expect(world.sim.usage.total - before).toBeLessThanOrEqual(6);
  expect(world.store.present()).toHaveLength(120);
});

test('10. a user token answers with an empty list and status 200: the source stops instead', async () => {
  say('một');
  world.token = world.sim.tokens.user;
  expect(await codeOf(world.poll())).toBe('stop-source facebook.not-page-token');
  const [check] = await world.facebook.check(world.context());
  expect(check).toMatchObject({ ok: false, level: 'error' });
  expect(check?.vi).toContain('mã của Trang');
});

test('11. deleted and forbidden look the same: only a readable post makes a comment gone', async () => {
  const id = say('một');
  const target = { comment: world.key(id), post };
  await world.poll();
  world.sim.forbid(post);
  expect(await world.facebook.read(world.context(), target)).toMatchObject({ text: 'một' });
  world.sim.token(world.sim.tokens.page).scopes.delete('pages_read_user_content');
  world.sim.forbid(id.replace(/.*_/, ''));
  expect(await codeOf(world.facebook.read(world.context(), target))).toBe('stop-source facebook.unreadable');
  await world.poll();
  expect(stored(id)?.gone).toBe(false);
});

test('12. two prefixes name one comment', async () => {
  const reel = world.sim.addPost({ kind: 'reel', sharesCommentsOf: post });
  const id = say('thấy ở hai nơi');
  const other = `${reel}_${id.replace(/.*_/, '')}`;
  await world.poll();
  expect(world.store.comments.size).toBe(1);
  expect(canonical(world.sim.pageId, other)).toBe(world.key(id));
  expect(await world.facebook.read(world.context(), { comment: world.key(id), post: reel })).toMatchObject({
    text: 'thấy ở hai nơi',
  });
});

test('13. hidden by Facebook itself: seen as hidden, and hiding it is already done', async () => {
  const id = say('xem tại đây', { hidden: true });
  await world.poll();
  expect(stored(id)?.hidden).toBe(true);
  expect(
    await world.facebook.ensure(world.context(), { verb: 'hide', comment: world.key(id), post }),
  ).toEqual({
    already: true,
  });
  expect(world.sim.log).toEqual([]);
});

test('13b. hidden by somebody else meanwhile is found by the sweep', async () => {
  const id = say('xem tại đây');
  await world.poll();
  world.sim.hideByOther(id);
  for (let cycle = 0; cycle < 62; cycle += 1) await world.poll();
  expect(stored(id)?.hidden).toBe(true);
});

test("14. an admin's comment cannot be hidden: said before it is tried", async () => {
  const id = say('thông báo', { canHide: false });
  await world.poll();
  expect(stored(id)?.canHide).toBe(false);
  const order = { verb: 'hide', comment: world.key(id), post } as const;
  expect(await codeOf(world.facebook.ensure(world.context(), order))).toBe('give-up facebook.cannot-hide');
  expect(world.sim.log).toEqual([]);
});

test('15. an expired version is answered by another: the operator is told', async () => {
  const old = await bench({}, { version: 'v19.0' });
  try {
    old.sim.addComment({ post: old.sim.addPost(), text: 'một' });
    await old.poll();
    expect(old.store.comments.size).toBe(1);
    expect(old.warnings).toEqual([
      { code: 'facebook.version', fields: { asked: 'v19.0', answered: 'v21.0' } },
    ]);
    const checks = await old.facebook.check(old.context());
    expect(checks.find((check) => check.id === 'facebook.version')).toMatchObject({
      ok: false,
      level: 'warn',
    });
  } finally {
    await old.stop();
  }
});

test('16. a batch item comes back as null: it is asked again', async () => {
  const id = say('một');
  world.sim.faults.add({ kind: 'null-item', times: 2 });
  await world.poll();
  expect(stored(id)?.text).toBe('một');
});

test('16b. one item of a batch fails, the others count', async () => {
  const id = say('một');
  const second = world.sim.addPost();
  const other = world.sim.addComment({ post: second, text: 'hai' });
  const path = new RegExp(`^/${second}/comments`);
  world.sim.faults.add({ kind: 'error', code: 2, path, times: 9 });
  await world.poll();
  expect(stored(id)?.text).toBe('một');
  expect(stored(other)).toBeUndefined();
  world.sim.faults.clear();
  await world.poll();
  expect(stored(other)?.text).toBe('hai');
});

test('17. throttling comes as status 400 or 403, not 429', async () => {
  say('một');
  for (const status of [400, 403, 429]) {
    world.sim.faults.add({ kind: 'error', code: 80001, status });
    expect(await codeOf(world.poll())).toBe('wait facebook.80001');
  }
});

test('18. an HTML page with status 502', async () => {
  const id = say('một');
  world.sim.faults.add({ kind: 'html', times: 2 });
  await world.poll();
  expect(stored(id)?.text).toBe('một');
  world.sim.faults.add({ kind: 'html', times: 3 });
  expect(await codeOf(world.poll())).toBe('retry facebook.http.502');
});

test('19. decomposed, composed and zero-width Vietnamese comes through unit for unit', async () => {
  const texts = [
    'tiếng Việt'.normalize('NFC'),
    'tiếng Việt'.normalize('NFD'),
    'ti\u200bếng\u200d Việt \ufeff',
  ];
  const ids = texts.map((text) => say(text));
  await world.poll();
  expect(ids.map((id) => stored(id)?.text)).toEqual(texts);
});

test('19b. every way of writing that the simulator knows arrives unit for unit', async () => {
  const planted = plantFixtures(world.sim);
  await world.poll();
  expect(planted.size).toBeGreaterThan(15);
  for (const { id, text } of planted.values()) expect(stored(id)?.text).toBe(text);
  const of = (name: string) => stored(planted.get(name)?.id ?? '');
  expect(of('nfd')?.text.normalize('NFC')).not.toBe(of('nfd')?.text);
  expect([of('sticker'), of('photo'), of('gif')].map((each) => each?.attachment)).toEqual([
    'sticker',
    'photo',
    'animated_image_share',
  ]);
  expect(of('anonymous')?.authorId).toBeUndefined();
});

test('20. ids beyond 2^53 keep every digit', async () => {
  const id = say('một');
  await world.poll();
  expect(BigInt(id.replace(/.*_/, ''))).toBeGreaterThan(2n ** 53n);
  expect(stored(id)?.externalId).toBe(`${world.sim.pageId}_${id.replace(/.*_/, '')}`);
  expect(stored(id)?.authorId).toBe(AN.id);
});
