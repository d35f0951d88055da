import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import net from 'node:net';
import { createMailer } from '../../../src/adapters/mail/smtp.ts';
import { composeDigest } from '../../../src/domain/digest/digest.ts';
import { render } from '../../../src/pipeline/digest.ts';
import { letterOf } from '../../../src/pipeline/digest-letter.ts';
import type { Subscriber } from '../../../src/pipeline/ports/digests.ts';
import type { Letter } from '../../../src/pipeline/ports/mail.ts';
import { hostileTexts } from '../../domain/digest/hostile.ts';
import { found, item, morning } from '../../domain/digest/sample.ts';
import { type Mailbox, openMailbox, refusal } from '../../servers/mailbox.ts';

const FROM = 'Sàng <sang@trang.example.vn>';
const READER: Subscriber = {
  audience: 'moderator:7',
  email: 'truc@trang.example.vn',
  lang: 'vi',
  subscription: 's',
  since: new Date(0),
  settings: { times: ['07:30'], days: [1], zone: 'Asia/Ho_Chi_Minh', urgent: true },
};
const OPTIONS = {
  lang: 'vi',
  timeZone: 'Asia/Ho_Chi_Minh',
  consoleUrl: 'https://sang.example.vn/',
  unsubscribeUrl: `https://sang.example.vn/unsubscribe?t=${'x'.repeat(120)}`,
} as const;

function digestLetter(input = morning()): Letter {
  const composed = composeDigest(input);
  const row = {
    id: 12,
    audience: READER.audience,
    kind: 'regular' as const,
    from: input.from,
    to: input.to,
    attempts: 1,
  };
  return letterOf(row, READER, composed, render(composed, OPTIONS), OPTIONS);
}

describe('mail over SMTP', () => {
  let box: Mailbox;
  beforeAll(async () => {
    box = await openMailbox();
  });
  beforeEach(() => {
    box.mails.length = 0;
    box.before = undefined;
    box.after = undefined;
  });
  afterAll(() => box.close());

  test('a digest arrives with its parts, its attachments and the headers machines look for', async () => {
    const mailer = createMailer(box.url, FROM);
    await mailer.check();
    await mailer.send(digestLetter());
    mailer.close();
    const [mail] = box.mails;
    expect(mail?.recipients).toEqual(['truc@trang.example.vn']);
    expect(mail?.subject).toBe('Sàng: 10 bình luận cần xem (1 khẩn cấp), 07:30 25/11/26');
    expect(mail?.from?.text).toContain('sang@trang.example.vn');
    expect(mail?.messageId).toBe(`<digest-12-${morning().to.getTime().toString(36)}@trang.example.vn>`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    const raw = mail?.raw.replaceAll(/\r\n[ \t]+/gu, ' ');
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/sang\.example\.vn\/unsubscribe\?t=x{120}>\r$/mu);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/mu);
    expect(mail?.raw).toMatch(/^List-Id: /imu);
    expect(mail?.text).toContain('[không muốn sống nữa]');
    expect(mail?.html).toContain('không muốn sống nữa</mark>');
    expect(mail?.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['sang-2026-11-25T0030.csv', 'text/csv'],
      ['sang-2026-11-25T0030.json', 'application/json'],
    ]);
    const [csv, json] = mail?.attachments ?? [];
    expect(csv?.content.toString().startsWith('\uFEFFcase,')).toBe(true);
    expect(JSON.parse(json?.content.toString() ?? '')).toMatchObject({ count: 10 });
  });

  test('a quiet day makes a short mail without attachments', async () => {
    const mailer = createMailer(box.url, FROM);
    await mailer.send(digestLetter({ ...morning(), items: [], trouble: [] }));
    mailer.close();
    expect(box.mails[0]).toMatchObject({
      subject: 'Sàng: không có gì cần xem, 07:30 25/11/26',
      attachments: [],
    });
  });

  test('hostile comments and names stay in their place', async () => {
    const items = hostileTexts().map((text, index) =>
      item({
        caseId: index + 1,
        text,
        decision: 'urgent',
        source: { id: index, name: `${text.slice(0, 80)}\r\nBcc: ai-do@xau.example`, platform: 'facebook' },
        findings: [found(text, text.slice(0, 3), 'scam', text.slice(0, 40))],
      }),
    );
    const composed = composeDigest({ ...morning(), items });
    const options = { ...OPTIONS, urgent: true };
    const row = {
      id: 13,
      audience: READER.audience,
      kind: 'urgent' as const,
      from: composed.from,
      to: composed.to,
      attempts: 1,
    };
    const mailer = createMailer(box.url, FROM);
    await mailer.send(letterOf(row, READER, composed, render(composed, options), options));
    mailer.close();
    const [mail] = box.mails;
    expect(mail?.recipients).toEqual(['truc@trang.example.vn']);
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.subject).toMatch(/^\[Khẩn\] Sàng: \d+ bình luận khẩn cấp ở /u);
    expect(mail?.attachments).toHaveLength(2);
    expect(JSON.parse(mail?.attachments[1]?.content.toString() ?? '')).toMatchObject({ count: items.length });
    expect(mail?.raw).toMatch(/^Importance: high\r$/mu);
  });

  test.each([
    [450, { code: 'mail.EENVELOPE.450', final: false }],
    [550, { code: 'mail.EENVELOPE.550', final: true }],
  ])('a refusal with %i', async (status, failure) => {
    box.before = () => Promise.reject(refusal(status));
    const mailer = createMailer(box.url, FROM);
    await expect(mailer.send(digestLetter())).rejects.toMatchObject(failure);
    mailer.close();
  });

  test('a server that is away, and one that says nothing', async () => {
    const away = createMailer('smtp://127.0.0.1:9', FROM);
    await expect(away.send(digestLetter())).rejects.toMatchObject({ code: 'mail.ESOCKET', final: false });
    const mute = net.createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const silent = createMailer(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, FROM);
    await expect(silent.check()).rejects.toMatchObject({ code: 'mail.ETIMEDOUT', final: false });
    mute.close();
  });

  test('a password is not sent in the clear to another machine', async () => {
    // The name resolves to this machine, yet it is not a name of this machine: STARTTLS is insisted on.
    const mailer = createMailer(box.url.replace('smtp://127.0.0.1', 'smtp://u:secret@0.0.0.0'), FROM);
    await expect(mailer.send(digestLetter())).rejects.toMatchObject({ final: false });
    expect(box.mails).toHaveLength(0);
    mailer.close();
  });
});
