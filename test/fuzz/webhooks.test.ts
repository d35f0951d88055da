import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createFacebook } from '../../src/adapters/platforms/facebook/index.ts';
import { createWebhooks } from '../../src/adapters/webhooks/app.ts';
import { createZalo } from '../../src/adapters/platforms/zalo/platform.ts';
import type { Platform, PlatformName, WebhookNews } from '../../src/pipeline/ports/platform.ts';
import { seeded } from '../../src/simulators/facebook/random.ts';
import { conversationKey, LockVault } from '../adapters/zalo/world.ts';
import { QUIET } from '../pipeline/world.ts';
import { mutateBody } from './mutate.ts';

const RUNS = Number(process.env['SANG_FUZZ_RUNS'] ?? 40) * 25;
const SECRET = 'bí mật của ứng dụng';
const vault = new LockVault();
const heard: WebhookNews[] = [];
const platforms = new Map<PlatformName, Platform>([
  ['facebook', createFacebook({ appSecret: SECRET, verifyToken: 'v' }, { vault })],
  ['zalo', createZalo({ appId: '360', appSecret: SECRET, oaSecretKey: SECRET, vault, conversationKey })],
]);
const app = createWebhooks({
  platforms,
  hear: async (_, news) => {
    heard.push(...news);
  },
  log: QUIET,
});

const FACEBOOK = JSON.stringify({
  object: 'page',
  entry: [
    {
      id: '1020304050607080',
      time: 1_764_000_000,
      changes: [
        {
          field: 'feed',
          value: {
            item: 'comment',
            verb: 'add',
            comment_id: '1020304050607080_99',
            post_id: '1020304050607080_5',
            parent_id: '1020304050607080_5',
            from: { id: '77', name: 'Dì Út' },
            message: 'còn hàng không shop',
            created_time: 1_764_000_000,
          },
        },
      ],
    },
  ],
});
const ZALO = JSON.stringify({
  app_id: '360',
  sender: { id: '2468' },
  user_id_by_app: '5521',
  recipient: { id: '3886' },
  event_name: 'user_send_text',
  message: { text: 'mấy giờ mở cửa', msg_id: '96d3' },
  timestamp: '1764000000000',
});

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

describe('damaged deliveries', () => {
  test('Facebook: rightly signed ones are taken in or refused, never an error of ours', async () => {
    const random = seeded(1);
    const answers = new Map<number, number>();
    for (let run = 0; run < RUNS; run += 1) {
      const body = mutateBody(FACEBOOK, random);
      const status = await deliver('facebook', body, { 'x-hub-signature-256': `sha256=${sha256(body)}` });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
    expect([...answers.keys()].filter((status) => status !== 200 && status !== 400)).toEqual([]);
    expect(answers.get(200)).toBeGreaterThan(0);
  });

  test('Zalo: rightly signed ones are taken in or refused', async () => {
    const random = seeded(2);
    const answers = new Map<number, number>();
    for (let run = 0; run < RUNS; run += 1) {
      const body = mutateBody(ZALO, random);
      const status = await deliver('zalo', body, { 'x-zevent-signature': `mac=${mac(body)}` });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
    // A damaged timestamp breaks the signature itself.
    expect([...answers.keys()].filter((status) => ![200, 400, 401].includes(status))).toEqual([]);
    expect(answers.get(200)).toBeGreaterThan(0);
  });

  test('a body changed under its signature is refused', async () => {
    const random = seeded(3);
    const before = heard.length;
    for (let run = 0; run < RUNS / 10; run += 1) {
      const body = mutateBody(FACEBOOK, random);
      if (body === FACEBOOK) continue;
      const signature = `sha256=${sha256(FACEBOOK)}`;
      expect(await deliver('facebook', body, { 'x-hub-signature-256': signature })).toBe(401);
      const cut = signature.slice(0, Math.floor(random() * signature.length));
      expect(await deliver('facebook', body, { 'x-hub-signature-256': cut })).toBe(401);
    }
    expect(heard.length).toBe(before);
  });
});
