import { createHmac } from 'node:crypto';
import http from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Webhook, WebhookNews } from '../../../src/pipeline/ports/platform.ts';
import { type Bench, bench, VERIFY_TOKEN } from './world.ts';

const AN = { id: '77001122334455667', name: 'An' };

let world: Bench;
let webhook: Webhook;
let post: string;
beforeEach(async () => {
  world = await bench();
  if (!world.facebook.webhook) throw new Error('no webhook');
  webhook = world.facebook.webhook;
  post = world.sim.addPost({ text: 'Hàng mới về' });
  const page = world.sim.world.pages.get(world.sim.pageId);
  if (page) page.subscribed = ['feed'];
});
afterEach(() => world.stop());

/** Everything waiting, delivered and read. */
function news(): WebhookNews[] {
  return world.sim.webhooks.take().flatMap(({ body, headers }) => {
    expect(webhook.authentic(headers, body)).toBe(true);
    return [...webhook.read(body)];
  });
}

function signed(payload: object) {
  return world.sim.webhooks.sign(payload);
}

function feed(value: object): object {
  return { object: 'page', entry: [{ id: world.sim.pageId, time: 1, changes: [{ field: 'feed', value }] }] };
}

test('the handshake returns the challenge to whoever knows the token, and to nobody else', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': VERIFY_TOKEN };
  expect(webhook.handshake(query)).toBe('1158201444');
  expect(webhook.handshake({ ...query, 'hub.verify_token': 'wrong' })).toBeUndefined();
  expect(webhook.handshake({ ...query, 'hub.mode': 'unsubscribe' })).toBeUndefined();
  expect(webhook.handshake({})).toBeUndefined();
});

test('a new comment comes along whole, with Vietnamese that was escaped on the way', () => {
  const id = world.sim.addComment({ post, text: 'Bao nhiêu tiền ạ? 😊', by: AN });
  const [told] = news();
  expect(told).toEqual({
    sourceExternalId: world.sim.pageId,
    comments: [
      {
        externalId: world.key(id),
        postExternalId: post,
        kind: 'comment',
        text: 'Bao nhiêu tiền ạ? 😊',
        createdAt: world.sim.clock.now(),
        byPage: false,
        authorId: AN.id,
        authorName: 'An',
      },
    ],
    gone: [],
    withdrawn: [],
    poll: false,
  });
});

test('the signature holds over the bytes as they came, not over JSON written anew', () => {
  const delivery = signed(feed({ item: 'comment', verb: 'add', message: 'Tiếng Việt' }));
  expect(delivery.body.toString()).toContain('\\u1ebf');
  expect(webhook.authentic(delivery.headers, delivery.body)).toBe(true);
  const again = Buffer.from(JSON.stringify(JSON.parse(delivery.body.toString())));
  expect(webhook.authentic(delivery.headers, again)).toBe(false);
});

test('unsigned, wrongly signed, cut and legacy-only deliveries are refused', () => {
  const { body, headers } = signed(feed({ item: 'comment' }));
  const right = headers['x-hub-signature-256'] ?? '';
  expect(webhook.authentic({}, body)).toBe(false);
  expect(webhook.authentic({ 'x-hub-signature': headers['x-hub-signature'] }, body)).toBe(false);
  expect(webhook.authentic({ 'x-hub-signature-256': right.slice(0, -1) }, body)).toBe(false);
  expect(webhook.authentic({ 'x-hub-signature-256': '' }, body)).toBe(false);
  expect(webhook.authentic({ 'x-hub-signature-256': right.replace('sha256=', '') }, body)).toBe(false);
  const foreign = `sha256=${createHmac('sha256', 'another secret').update(body).digest('hex')}`;
  expect(webhook.authentic({ 'x-hub-signature-256': foreign }, body)).toBe(false);
  expect(webhook.authentic({ 'x-hub-signature-256': right }, Buffer.concat([body, Buffer.from(' ')]))).toBe(
    false,
  );
});

test('without an app secret nothing is authentic', async () => {
  const bare = await bench({}, { appSecret: undefined });
  try {
    const { body, headers } = bare.sim.webhooks.sign({ object: 'page' });
    expect(bare.facebook.webhook?.authentic(headers, body)).toBe(false);
  } finally {
    await bare.stop();
  }
});

test('all verbs: edited brings the new text, remove the loss, hide and unhide a poll', () => {
  const id = world.sim.addComment({ post, text: 'một', by: AN });
  news();
  world.sim.edit(id, 'một, đã sửa');
  expect(news()[0]?.comments[0]).toMatchObject({ externalId: world.key(id), text: 'một, đã sửa' });
  world.sim.hideByOther(id);
  expect(news()).toMatchObject([{ comments: [], gone: [], poll: true }]);
  world.sim.unhideByOther(id);
  expect(news()).toMatchObject([{ comments: [], gone: [], poll: true }]);
  world.sim.remove(id);
  expect(news()).toMatchObject([{ comments: [], gone: [world.key(id)] }]);
});

test('an edit does not claim to know whether the comment is hidden', () => {
  const id = world.sim.addComment({ post, text: 'một', by: AN });
  world.sim.hideByOther(id);
  world.sim.edit(id, 'hai');
  expect(news()[0]?.comments[0]).not.toHaveProperty('hidden');
});

test("the page's own answers are left out, answers of people keep their place", () => {
  const id = world.sim.addComment({ post, text: 'một', by: AN });
  world.sim.addComment({ post, text: 'dạ còn ạ', parent: id, byPage: true });
  const answer = world.sim.addComment({ post, text: 'cảm ơn', parent: id, by: AN });
  const comments = news().flatMap((each) => each.comments);
  expect(comments.map((each) => each.text)).toEqual(['một', 'cảm ơn']);
  expect(comments[1]).toMatchObject({ externalId: world.key(answer), parentExternalId: world.key(id) });
});

test('`from` may be missing, and older payloads name the sender otherwise', () => {
  const base = {
    item: 'comment',
    verb: 'add',
    comment_id: '901_903',
    post_id: `${world.sim.pageId}_901`,
    parent_id: `${world.sim.pageId}_901`,
    created_time: 1449135003,
    message: 'chào',
  };
  expect(webhook.read(signed(feed(base)).body)[0]?.comments[0]).not.toHaveProperty('authorId');
  const old = Buffer.from(
    JSON.stringify(feed({ ...base, sender_name: 'Bình' })).replace(
      '"verb"',
      '"sender_id":1234567890123456789,"verb"',
    ),
  );
  expect(webhook.read(old)[0]?.comments[0]).toMatchObject({
    authorId: '1234567890123456789',
    authorName: 'Bình',
  });
});

test('a photo without words is a comment; one without anything is left to the poll', () => {
  const value = {
    item: 'comment',
    verb: 'add',
    comment_id: '901_903',
    post_id: post,
    created_time: 1449135003,
  };
  expect(
    webhook.read(signed(feed({ ...value, photo: 'https://x.test/p.jpg' })).body)[0]?.comments[0],
  ).toMatchObject({
    text: '',
    attachment: 'photo',
  });
  expect(webhook.read(signed(feed(value)).body)).toMatchObject([{ comments: [], poll: true }]);
});

test('unknown fields, items, verbs and nonsense are skipped, never an error', () => {
  const read = (payload: object) => webhook.read(signed(payload).body);
  expect(read(feed({ item: 'status', verb: 'add', post_id: post }))).toMatchObject([
    { poll: true, comments: [] },
  ]);
  expect(read(feed({ item: 'comment', verb: 'frobnicate', comment_id: '1_2' }))).toMatchObject([
    { poll: true },
  ]);
  expect(
    read({ object: 'page', entry: [{ id: '1', changes: [{ field: 'mention', value: {} }, 7, null] }] }),
  ).toEqual([]);
  expect(read({ object: 'user', entry: [] })).toEqual([]);
  expect(read([])).toEqual([]);
  expect(read({ object: 'page', entry: [{ nothing: true }] })).toEqual([]);
});

test('a thousand updates in one delivery, of several pages', () => {
  for (let i = 0; i < 1000; i += 1) world.sim.addComment({ post, text: `câu ${i}`, by: AN });
  const deliveries = world.sim.webhooks.take();
  expect(deliveries).toHaveLength(1);
  const read = webhook.read(deliveries[0]?.body ?? Buffer.from(''));
  expect(read.flatMap((each) => each.comments)).toHaveLength(1000);
});

test('added and removed within one delivery is gone; removed and back again is not', () => {
  const add = {
    item: 'comment',
    verb: 'add',
    comment_id: '1_2',
    post_id: post,
    created_time: 1,
    message: 'a',
  };
  const changes = (...values: object[]) => ({
    object: 'page',
    entry: [{ id: world.sim.pageId, changes: values.map((value) => ({ field: 'feed', value })) }],
  });
  const remove = { item: 'comment', verb: 'remove', comment_id: '1_2' };
  expect(webhook.read(signed(changes(add, remove)).body)).toMatchObject([
    { comments: [], gone: [`${world.sim.pageId}_2`] },
  ]);
  expect(webhook.read(signed(changes(remove, add)).body)).toMatchObject([
    { comments: [{ text: 'a' }], gone: [] },
  ]);
});

test('over the wire: handshake, duplicates, a refusal that is delivered again', async () => {
  const got: string[] = [];
  let refuse = 3;
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x.test');
    if (request.method === 'GET') {
      const challenge = webhook.handshake(Object.fromEntries(url.searchParams));
      response.writeHead(challenge === undefined ? 403 : 200).end(challenge);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const signature = request.headers['x-hub-signature-256'];
      const authentic = webhook.authentic({ 'x-hub-signature-256': String(signature) }, body);
      refuse -= 1;
      if (refuse < 0 && authentic)
        got.push(...webhook.read(body).flatMap((each) => each.comments.map((c) => c.text)));
      response.writeHead(refuse < 0 && authentic ? 200 : 500).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const callback = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/webhook`;
  try {
    await expect(world.sim.webhooks.subscribe(callback, 'wrong')).rejects.toThrow('challenge');
    await world.sim.webhooks.subscribe(callback, VERIFY_TOKEN);
    world.sim.addComment({ post, text: 'một', by: AN });
    // Retried at once, refused again, kept; delivered later, and once more for good measure.
    expect(await world.sim.webhooks.deliver()).toBe(0);
    expect(await world.sim.webhooks.deliver({ twice: true })).toBe(2);
    expect(got).toEqual(['một', 'một']);
    expect(world.sim.webhooks.attempts).toEqual([500, 500, 500, 200, 200]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
