import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebhookNews } from '../../../src/pipeline/ports/platform.ts';
import { createZalo } from '../../../src/adapters/platforms/zalo/platform.ts';
import type { MacStyle } from '../../../src/simulators/zalo/webhooks.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { conversationKey, zaloWorld, type ZaloWorld } from './world.ts';

let world: ZaloWorld;
let person: User;
let receiver: Receiver;

/** A receiver as the console runs it: verifies, reads, answers at once. */
class Receiver {
  readonly news: WebhookNews[] = [];
  readonly retries: (string | undefined)[] = [];
  refused = 0;
  delayMs = 0;
  status = 200;
  #server: Server | undefined;
  #port = 0;

  async open(carryMessages = false): Promise<string> {
    const { webhook } = createZalo({ ...world.options, carryMessages });
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        this.retries.push(headers['num_retry']);
        if (webhook?.authentic(headers, body)) {
          this.news.push(...webhook.read(body));
        } else {
          this.refused++;
        }
        setTimeout(() => response.writeHead(this.status).end(), this.delayMs);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, '127.0.0.1', resolve));
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
    return `http://127.0.0.1:${this.#port}/zalo`;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => {
      server.close(resolve);
    });
    server.closeAllConnections();
    await closed;
  }
}

beforeEach(async () => {
  world = await zaloWorld();
  person = world.simulator.addUser('Chị Chín');
  receiver = new Receiver();
  world.simulator.webhooks.url = await receiver.open();
});
afterEach(async () => {
  await world.stop();
  await receiver.close();
});

const outcomes = () => world.simulator.webhooks.deliveries.map(({ outcome }) => outcome);
const settled = () => world.simulator.webhooks.settled();

describe('signature', () => {
  test.each(['plain', 'bare', 'spaces', 'upper'] as const)(
    'written as %s is accepted',
    async (style: MacStyle) => {
      world.simulator.webhooks.macStyle = style;
      world.simulator.say(person, 'Tiếng Việt có dấu và 😀');
      await settled();
      expect(receiver.refused).toBe(0);
      expect(receiver.news).toMatchObject([{ sourceExternalId: world.access.externalId, poll: true }]);
    },
  );

  test.each(['wrong', 'missing'] as const)('%s is refused', async (style) => {
    world.simulator.webhooks.macStyle = style;
    world.simulator.say(person, 'alo');
    await settled();
    expect(receiver.refused).toBe(1);
    expect(receiver.news).toEqual([]);
  });

  test('holds for these very bytes alone', () => {
    const { webhook } = world.platform;
    const body = '{"app_id":"1","event_name":"user_send_text","timestamp":"1543908534740"}';
    const mac = world.simulator.webhooks.sign(body, '1543908534740', 'plain');
    const headers = { 'x-zevent-signature': mac };
    expect(webhook?.authentic(headers, Buffer.from(body))).toBe(true);
    expect(webhook?.authentic({ 'X-ZEvent-Signature': mac }, Buffer.from(body))).toBe(true);
    expect(webhook?.authentic(headers, Buffer.from(`${body} `))).toBe(false);
    expect(webhook?.authentic({ 'x-zevent-signature': mac?.slice(0, -1) }, Buffer.from(body))).toBe(false);
    expect(webhook?.authentic({ 'x-zevent-signature': 'mac=' }, Buffer.from(body))).toBe(false);
    expect(webhook?.authentic(headers, Buffer.from('không phải JSON'))).toBe(false);
  });

  test('there is no handshake to answer', () => {
    expect(world.platform.webhook?.handshake({ 'hub.challenge': '1' })).toBeUndefined();
  });
});

describe('events', () => {
  test('messages of persons, of the OA, in groups and around groups ring for a poll', async () => {
    const group = world.simulator.addGroup('Nhóm', [person]);
    world.simulator.say(person, 'một');
    world.simulator.say(person, { type: 'photo', description: 'hai', url: 'https://p.example/1' });
    world.simulator.sayInGroup(group, person, 'ba');
    world.simulator.answerByHand(person, 'bốn');
    world.simulator.joinGroup(group, world.simulator.addUser('Mới'));
    await settled();
    expect(receiver.news).toHaveLength(6);
    for (const news of receiver.news) {
      expect(news).toEqual({
        sourceExternalId: world.access.externalId,
        comments: [],
        gone: [],
        withdrawn: [],
        poll: true,
      });
    }
  });

  test('follows, tags (also our own) and reactions are passed over', async () => {
    world.simulator.follow(person, false);
    world.simulator.follow(person, true);
    await world.platform.ensure(world.context(), { verb: 'tag', answerTo: person.id, tag: 'x' });
    world.simulator.webhooks.emit({
      event_name: 'user_reacted_message',
      sender: { id: person.id },
      recipient: { id: world.access.externalId },
      message: { msg_id: 'x', react_icon: '/-strong' },
    });
    await settled();
    expect(outcomes()).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    expect(receiver.news).toEqual([]);
  });

  test('user_withdraw names the person whose data must go', async () => {
    world.simulator.withdraw(person);
    await settled();
    expect(receiver.news).toEqual([
      {
        sourceExternalId: world.access.externalId,
        comments: [],
        gone: [],
        withdrawn: [person.id],
        poll: false,
      },
    ]);
  });

  test('a withdrawal at an app not linked to the OA carries empty ids and means nothing here', () => {
    const body = JSON.stringify({ event_name: 'user_withdraw', oa_id: '', user_id: '', timestamp: '1' });
    expect(world.platform.webhook?.read(Buffer.from(body))).toEqual([]);
  });

  test('unknown events and odd shapes are skipped', () => {
    for (const event of [
      {},
      [],
      null,
      'x',
      { event_name: 5 },
      { event_name: 'user_send_text', timestamp: '1' },
    ]) {
      expect(world.platform.webhook?.read(Buffer.from(JSON.stringify(event)))).toEqual([]);
    }
  });

  test.each([
    'user_send_text',
    'user_send_image',
    'user_send_link',
    'user_send_audio',
    'user_send_video',
    'user_send_sticker',
    'user_send_location',
    'user_send_business_card',
    'user_send_file',
    'user_send_gif',
    'oa_send_text',
    'oa_send_image',
    'oa_send_gif',
    'oa_send_list',
    'oa_send_file',
    'oa_send_sticker',
    'user_send_group_text',
    'user_send_group_business_card',
    'oa_send_group_text',
    'oa_send_group_location',
  ])('%s rings', (name) => {
    const oa = { id: world.access.externalId };
    const [sender, recipient] = name.startsWith('oa') ? [oa, { id: '1' }] : [{ id: '1' }, oa];
    const body = JSON.stringify({
      event_name: name,
      timestamp: '1543908534740',
      sender,
      recipient: name.includes('group') ? { id: '77' } : recipient,
      ...(name.includes('group') && { oa_id: oa.id }),
      message: { msg_id: 'm1' },
    });
    expect(world.platform.webhook?.read(Buffer.from(body))).toMatchObject([
      { sourceExternalId: oa.id, poll: true },
    ]);
  });
});

describe('messages carried by events', () => {
  beforeEach(async () => {
    await receiver.close();
    await receiver.open(true);
  });

  test('are the comments the poll brings, when ids are trusted to be equal', async () => {
    const group = world.simulator.addGroup('Nhóm', [person]);
    world.simulator.say(person, 'một');
    world.simulator.say(person, { type: 'photo', description: 'chú thích', url: 'https://p.example/1' });
    world.simulator.say(person, { type: 'GIF', url: 'https://p.example/2' });
    world.simulator.sayInGroup(group, person, 'trong nhóm');
    world.simulator.answerByHand(person, 'của OA');
    await settled();
    await world.poll();
    const carried = receiver.news.flatMap(({ comments }) => comments);
    expect(carried).toHaveLength(5);
    for (const comment of carried) {
      const polled = world.store.comments.get(comment.externalId);
      const { authorName: _name, ...expected } = polled ?? {};
      expect(expected).toMatchObject({ ...comment });
    }
  });

  test('a quoted message is the parent', async () => {
    const first = world.simulator.say(person, 'một');
    world.simulator.say(person, { text: 'hai', quote: first.id });
    await settled();
    const carried = receiver.news.flatMap(({ comments }) => comments);
    expect(carried.find(({ text }) => text === 'hai')).toMatchObject({
      parentExternalId: first.id,
      postExternalId: conversationKey(person.id),
    });
  });
});

describe('beside polling', () => {
  test.each(['equal', 'different'] as const)(
    'nothing is stored twice, whether ids are %s or not',
    async (eventIds) => {
      world.simulator.world.modes.eventIds = eventIds;
      world.simulator.webhooks.duplicates = true;
      for (let i = 0; i < 5; i++) {
        world.simulator.say(person, `câu ${i}`);
        await settled();
        if (receiver.news.at(-1)?.poll === true) await world.poll();
      }
      expect(receiver.news).toHaveLength(10);
      expect(world.store.inserted).toBe(5);
    },
  );

  test('events out of order change nothing of the order of the store', async () => {
    world.simulator.webhooks.outOfOrder = true;
    const sent = Array.from({ length: 6 }, (_, i) => {
      world.simulator.clock.advance(1_000);
      return world.simulator.say(person, `câu ${i}`).id;
    });
    world.simulator.webhooks.release();
    await settled();
    await world.poll();
    expect([...world.store.comments.keys()]).toEqual(sent);
  });
});

describe('the sender', () => {
  test('repeats on its schedule when the connection is refused, counting in num_retry', async () => {
    world.simulator.webhooks.compress = 30_000;
    const opens = setTimeout(() => void receiver.open(), 5);
    await receiver.close();
    world.simulator.say(person, 'alo');
    await settled();
    clearTimeout(opens);
    const [delivery] = world.simulator.webhooks.deliveries;
    expect(delivery?.outcome).toBe('delivered');
    expect(delivery?.retries).toBeGreaterThan(0);
    expect(receiver.retries).toEqual([`${delivery?.retries}`]);
    expect(receiver.news).toHaveLength(1);
  });

  test('switches itself off after the last refusal; polling finds what it lost', async () => {
    world.simulator.webhooks.compress = 1_000_000;
    await receiver.close();
    world.simulator.say(person, 'alo');
    await settled();
    expect(world.simulator.webhooks.enabled).toBe(false);
    expect(world.simulator.webhooks.deliveries[0]?.retries).toBe(5);
    await receiver.open();
    world.simulator.say(person, 'nghe không');
    await settled();
    expect(receiver.news).toEqual([]);
    await world.poll();
    expect(world.texts()).toEqual(['alo', 'nghe không']);
  });

  test('does not repeat what was answered late or with an error', async () => {
    world.simulator.webhooks.deadlineMs = 50;
    receiver.delayMs = 150;
    world.simulator.say(person, 'muộn');
    await settled();
    receiver.delayMs = 0;
    receiver.status = 500;
    world.simulator.say(person, 'lỗi');
    await settled();
    expect(outcomes()).toEqual(['late', 'failed']);
  });

  test('with the syntax filter on delivers texts that start with # alone', async () => {
    world.simulator.webhooks.syntaxFilter = true;
    world.simulator.say(person, 'bình thường');
    world.simulator.say(person, '#dangky');
    await settled();
    expect(outcomes()).toEqual(['filtered', 'delivered']);
    const checks = await world.platform.check(world.context());
    expect(checks.find(({ id }) => id === 'zalo.webhook-filter')?.vi).toContain('Lọc cú pháp');
  });
});
