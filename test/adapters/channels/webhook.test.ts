import { createHmac } from 'node:crypto';
import { BlockList } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createGate } from '../../../src/adapters/channels/address.ts';
import { readNetworks } from '../../../src/config/networks.ts';
import { bodyOf } from '../../../src/adapters/channels/bodies.ts';
import {
  createWebhookMessenger,
  signatureOf,
  urlFault,
  type WebhookTarget,
} from '../../../src/adapters/channels/webhook.ts';
import type { Message } from '../../../src/pipeline/ports/notices.ts';
import { hostileTexts } from '../../domain/digest/hostile.ts';
import { type Hook, openHook } from '../../servers/hook.ts';

const STRICT = createGate(new BlockList());
const LOOPBACK = createGate(readNetworks('127.0.0.1') ?? new BlockList());
const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

function message(more: Partial<Message['cases'][number]> = {}): Message {
  return {
    id: 'd-1',
    at: new Date('2026-11-25T03:00:00Z'),
    urgent: true,
    cases: [
      {
        noticeId: 1,
        caseId: 77,
        kind: 'urgent',
        urgent: true,
        page: 'Trang Xanh',
        platform: 'facebook',
        categories: ['at-risk'],
        severity: 'high',
        why: ['Có lời nói muốn tự làm hại mình'],
        openedAt: new Date('2026-11-25T02:40:00Z'),
        permalink: 'https://facebook.com/x',
        url: 'https://sang.example.vn/cases/77',
        sent: 0,
        attempts: 0,
        ...more,
      },
    ],
  };
}

const target = (url: string, preset: WebhookTarget['preset'] = 'plain'): WebhookTarget => ({
  kind: 'webhook',
  url,
  secret: SECRET,
  preset,
  ...(preset === 'telegram' ? { chat: '-1001' } : {}),
});

describe('addresses a webhook may have', () => {
  test.each([
    ['http://hooks.example.vn/x', 'not-https'],
    ['ftp://hooks.example.vn/x', 'not-https'],
    ['https://user:pass@hooks.example.vn/', 'not-a-url'],
    ['hooks.example.vn', 'not-a-url'],
    ['http://127.0.0.1:80/', 'not-https'],
    ['http://localhost/', 'not-https'],
    ['https://127.0.0.1/', 'private-address'],
    ['https://127.1/', 'private-address'],
    ['https://2130706433/', 'private-address'],
    ['https://0x7f.0.0.1/', 'private-address'],
    ['https://0/', 'private-address'],
    ['https://10.1.2.3/', 'private-address'],
    ['https://169.254.169.254/latest/meta-data/', 'private-address'],
    ['https://192.168.1.1/', 'private-address'],
    ['https://172.31.255.255/', 'private-address'],
    ['https://100.64.0.1/', 'private-address'],
    ['https://[::1]/', 'private-address'],
    ['https://[::ffff:127.0.0.1]/', 'private-address'],
    ['https://[::ffff:a00:1]/', 'private-address'],
    ['https://[fd00::1]/', 'private-address'],
    ['https://[fe80::1]/', 'private-address'],
    ['https://[64:ff9b::7f00:1]/', 'private-address'],
    ['https://hooks.slack.com/services/x', undefined],
    ['https://8.8.8.8/', undefined],
    ['https://[2606:4700::1111]/', undefined],
  ])('%s: %s', (url, fault) => expect(urlFault(url, STRICT)).toBe(fault));

  test('what the operator allows', () => {
    const gate = createGate(readNetworks('10.1.0.0/16, 127.0.0.1 fd00::/8') ?? new BlockList());
    expect(urlFault('https://10.1.200.3/', gate)).toBeUndefined();
    expect(urlFault('https://10.2.0.1/', gate)).toBe('private-address');
    expect(urlFault('http://127.0.0.1:9000/', gate)).toBeUndefined();
    expect(urlFault('http://10.1.0.1/', gate)).toBe('not-https');
    expect(urlFault('https://[fd00::9]/', gate)).toBeUndefined();
    expect(readNetworks('10.0.0.0/33')).toBeUndefined();
    expect(readNetworks('intern')).toBeUndefined();
  });

  test('a name that leads inside is refused when it is connected to', async () => {
    const messenger = createWebhookMessenger(STRICT);
    await expect(
      messenger.tell(target('https://localhost:9/'), { lang: 'vi' }, message()),
    ).rejects.toMatchObject({ code: 'webhook.private-address', final: true });
  });
});

describe('telling a webhook', () => {
  let hook: Hook;
  const messenger = createWebhookMessenger(LOOPBACK);
  beforeAll(async () => {
    hook = await openHook();
  });
  beforeEach(() => {
    hook.heard.length = 0;
    hook.status = 200;
    hook.before = undefined;
  });
  afterAll(() => hook.close());

  test('is signed over id, time and body', async () => {
    await messenger.tell(target(hook.url), { lang: 'vi' }, message());
    const [heard] = hook.heard;
    const seconds = Number(heard?.headers['webhook-timestamp']);
    expect(seconds).toBe(Date.parse('2026-11-25T03:00:00Z') / 1000);
    const key = Buffer.from(SECRET.slice(6), 'base64');
    const expected = createHmac('sha256', key).update(`d-1.${seconds}.${heard?.body}`).digest('base64');
    expect(heard?.headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(heard?.headers['webhook-id']).toBe('d-1');
    expect(JSON.parse(heard?.body ?? '')).toMatchObject({
      type: 'cases',
      urgent: true,
      cases: [{ case: 77, page: 'Trang Xanh', waitingMinutes: 20, url: 'https://sang.example.vn/cases/77' }],
    });
  });

  test('the published example of Standard Webhooks comes out the same', () => {
    expect(
      signatureOf(
        'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1_614_265_330,
        '{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test.each([
    [302, { code: 'webhook.302', final: true }],
    [404, { code: 'webhook.404', final: true }],
    [410, { code: 'webhook.410', final: true }],
    [429, { code: 'webhook.429', final: false }],
    [503, { code: 'webhook.503', final: false }],
  ])('answers %i', async (status, failure) => {
    hook.status = status;
    await expect(messenger.tell(target(hook.url), { lang: 'vi' }, message())).rejects.toMatchObject(failure);
    // A redirect is not followed.
    expect(hook.heard.map((heard) => heard.path)).toEqual(['/hook']);
  });

  test('a receiver that never answers, and one that is away', async () => {
    hook.status = 0;
    await expect(messenger.tell(target(hook.url), { lang: 'vi' }, message())).rejects.toMatchObject({
      code: 'webhook.timeout',
      final: false,
    });
    await expect(
      messenger.tell(target('http://127.0.0.1:9/'), { lang: 'vi' }, message()),
    ).rejects.toMatchObject({ final: false });
  });
});

describe('bodies', () => {
  test('Slack: names and rules cannot mention, link or format their way out', () => {
    for (const text of [...hostileTexts(), '<!channel>', '<@U123>', '<https://xau.example|bấm>']) {
      const body = bodyOf(target('https://x.vn', 'slack'), 'vi', message({ page: text, why: [text] }));
      expect(Object.keys(body)).toEqual(['text']);
      expect(String(body['text'])).not.toMatch(/<|>/u);
      expect(JSON.stringify(body).length).toBeLessThan(60_000);
    }
  });

  test('Telegram: plain text without a parse mode, short enough', () => {
    for (const text of hostileTexts()) {
      const body = bodyOf(
        target('https://x.vn', 'telegram'),
        'vi',
        message({ page: text, why: [text, text, text, text] }),
      );
      expect(Object.keys(body).toSorted((a, b) => a.localeCompare(b))).toEqual([
        'chat_id',
        'link_preview_options',
        'text',
      ]);
      expect(String(body['text']).length).toBeLessThanOrEqual(4_096);
      expect(String(body['text']).isWellFormed()).toBe(true);
    }
  });

  test('a message says where, what, why and since when', () => {
    const { text } = bodyOf(target('https://x.vn', 'slack'), 'vi', message({ sent: 2 }));
    expect(text).toContain('[Khẩn] Bình luận khẩn cấp ở Trang Xanh');
    expect(text).toContain('người đang gặp nguy (nặng) · đã chờ 20 phút · nhắc lần 3, chưa ai nhận');
    expect(text).toContain('https://sang.example.vn/cases/77');
  });
});
