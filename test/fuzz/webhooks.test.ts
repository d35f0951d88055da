import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createFacebook } from '../../src/adapters/platforms/facebook/index.ts';
import { createWebhooks } from '../../src/adapters/webhooks/app.ts';
import { createZalo } from '../../src/adapters/platforms/zalo/platform.ts';
import type { Platform, PlatformName, WebhookNews } from '../../src/pipeline/ports/platform.ts';
import { conversationKey, LockVault } from '../adapters/zalo/world.ts';
import { QUIET } from '../pipeline/world.ts';
import { mutateBody } from './mutate.ts';
import { ALL_SEEDS, eachSeed, RUNS } from './seeds.ts';

const SECRET = 'bí mật của ứng dụng';
const vault = new LockVault();
const heard: WebhookNews[] = [];
const platforms = new Map<PlatformName, Platform>([
  ['facebook', createFacebook({ appSecret: SECRET, verifyToken: 'v' }, { vault })],
  [
    'zalo',
    createZalo({
      appId: '360',
      appSecret: SECRET,
      oaSecretKey: SECRET,
      vault,
      conversationKey,
      carryMessages: true,
    }),
  ],
]);
const app = createWebhooks({
  platforms,
  hear: async (_, news) => {
    heard.push(...news);
  },
  log: QUIET,
});

const PAGE = '1020304050607080';
/** A change of one comment, as a delivery carries it. */
const change = (verb: string, more: object) => ({
  field: 'feed',
  value: {
    item: 'comment',
    verb,
    comment_id: `${PAGE}_99`,
    post_id: `${PAGE}_5`,
    parent_id: `${PAGE}_5`,
    created_time: 1_764_000_000,
    ...more,
  },
});
const entry = (...changes: object[]) => ({ id: PAGE, time: 1_764_000_000, changes });
const delivery = (...entries: object[]): string => JSON.stringify({ object: 'page', entry: entries });
const written = { from: { id: '77', name: 'Dì Út' }, message: 'còn hàng không shop' };
const FACEBOOK = [
  delivery(entry(change('add', written))),
  delivery(entry(change('edited', { ...written, message: 'còn hàng không ạ' }))),
  delivery(entry(change('remove', { from: written.from }))),
  delivery(entry(change('hide', {}), change('unhide', {}))),
  delivery(entry(change('add', { sender_id: 77, sender_name: 'Dì Út', photo: 'https://vi-du.vn/a.jpg' }))),
  delivery(entry(change('add', written), change('remove', {})), {
    ...entry(change('add', { ...written, comment_id: `${PAGE}_100`, parent_id: `${PAGE}_99` })),
    id: '90',
  }),
  delivery(entry({ field: 'feed', value: { item: 'status', verb: 'add', post_id: `${PAGE}_6` } })),
];

const event = (name: string, more: object): string =>
  JSON.stringify({ app_id: '360', event_name: name, timestamp: '1764000000000', ...more });
const between = { sender: { id: '2468' }, recipient: { id: '3886' }, user_id_by_app: '5521' };
const ZALO = [
  event('user_send_text', { ...between, message: { text: 'mấy giờ mở cửa', msg_id: '96d3' } }),
  event('user_send_image', {
    ...between,
    message: {
      msg_id: '96d4',
      text: 'đây ạ',
      quote_msg_id: '96d3',
      attachments: [
        { type: 'image', payload: { url: 'https://vi-du.vn/a.jpg', thumbnail: 'https://vi-du.vn/b.jpg' } },
      ],
    },
  }),
  event('user_send_group_text', {
    sender: { id: '2468' },
    recipient: { id: 'g1' },
    oa_id: '3886',
    message: { text: 'nhóm mình ơi', msg_id: '96d5' },
  }),
  event('oa_send_text', {
    sender: { id: '3886' },
    recipient: { id: '2468' },
    message: { text: 'dạ 8 giờ', msg_id: '96d6' },
  }),
  event('user_withdraw', { oa_id: '3886', user_id: '2468' }),
  event('create_group', { oa_id: '3886', group_id: 'g2' }),
];

async function deliver(platform: string, body: string, headers: Record<string, string>): Promise<number> {
  const response = await app.request(`/${platform}`, { method: 'POST', body, headers });
  return response.status;
}

const sha256 = (body: string): string => createHmac('sha256', SECRET).update(body).digest('hex');

/** Signed over what is sent, as an owner of the secret would: damage must be met behind the signature. */
function mac(body: string): string {
  const stamp = /"timestamp":\s*"?([^",}]*)/u.exec(body)?.[1] ?? '';
  return createHash('sha256').update(`360${body}${stamp}${SECRET}`).digest('hex');
}

/** What is heard goes on to the store: whole ids, moments it takes. */
function expectStorable(news: readonly WebhookNews[]): void {
  for (const { sourceExternalId, comments, gone, withdrawn } of news) {
    expect([sourceExternalId, ...gone, ...withdrawn].every((id) => typeof id === 'string')).toBe(true);
    for (const { externalId, postExternalId, text, createdAt } of comments) {
      expect([typeof externalId, typeof postExternalId, typeof text]).toEqual(['string', 'string', 'string']);
      expect(externalId.length).toBeGreaterThan(0);
      expect(Math.abs(createdAt.getTime())).toBeLessThan(Date.UTC(9999, 0));
    }
  }
}

describe('damaged deliveries', () => {
  test.each([
    [
      'Facebook',
      'facebook',
      FACEBOOK,
      (body: string) => ({ 'x-hub-signature-256': `sha256=${sha256(body)}` }),
    ],
    ['Zalo', 'zalo', ZALO, (body: string) => ({ 'x-zevent-signature': `mac=${mac(body)}` })],
  ] as const)(
    '%s: rightly signed ones are taken in or refused, never an error of ours',
    async (_, platform, corpus, sign) => {
      heard.length = 0;
      for (const whole of corpus) expect(await deliver(platform, whole, sign(whole))).toBe(200);
      expect(heard.length).toBeGreaterThanOrEqual(corpus.length - 1);
      let taken = 0;
      await eachSeed(RUNS * 25, async (random, seed) => {
        heard.length = 0;
        const body = mutateBody(corpus[seed % corpus.length] ?? '', random);
        const status = await deliver(platform, body, sign(body));
        // A damaged timestamp breaks Zalo's signature itself.
        expect(platform === 'zalo' ? [200, 400, 401] : [200, 400]).toContain(status);
        if (status === 200) taken += 1;
        expectStorable(heard);
      });
      if (ALL_SEEDS) expect(taken).toBeGreaterThan(0);
    },
  );

  test('a body changed under its signature is refused', async () => {
    const [whole = ''] = FACEBOOK;
    heard.length = 0;
    await eachSeed(RUNS * 2, async (random) => {
      const body = mutateBody(whole, random);
      if (body === whole) return;
      const signature = `sha256=${sha256(whole)}`;
      expect(await deliver('facebook', body, { 'x-hub-signature-256': signature })).toBe(401);
      const cut = signature.slice(0, Math.floor(random() * signature.length));
      expect(await deliver('facebook', body, { 'x-hub-signature-256': cut })).toBe(401);
    });
    expect(heard).toEqual([]);
  });
});
