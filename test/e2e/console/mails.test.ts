import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unsubscribeUrl } from '../../../src/adapters/mail/unsubscribe.ts';
import { createSignedLinks } from '../../../src/adapters/secrets/signed-links.ts';
import { EVERY_DAY } from '../../../src/domain/digest/settings.ts';
import { seedCase } from '../../pipeline/seeded.ts';
import { browserFound, launchBrowser } from '../../servers/browser.ts';
import { describeWith } from '../../servers/describe-with.ts';
import { PHONE, picture, sitDown } from './desk.ts';
import { type House, openHouse } from './house.ts';

const SETTINGS = { times: ['07:30'], days: EVERY_DAY, zone: 'Asia/Ho_Chi_Minh', urgent: true };

let house: House;
beforeAll(async () => {
  house = await openHouse({ workers: false });
}, 120_000);
afterAll(() => house.close());

/** Somebody with digests, and the link of a mail of theirs. */
async function reader(now = new Date()): Promise<{ audience: string; link: string; email: string }> {
  const { id, email } = await house.person('Trực', 'moderator');
  const audience = `moderator:${id}`;
  await house.service.subscribers.change(audience, SETTINGS, 'test');
  const subscriber = await house.service.subscribers.get(audience);
  if (subscriber === undefined) throw new Error('not subscribed');
  return { audience, email, link: unsubscribeUrl(house.service.links, house.url, subscriber, now) };
}

const settingsOf = (audience: string) => house.service.subscribers.settings(audience);

describe('the link by which a reader ends digests', () => {
  test('opened, asks and changes nothing; the button ends them; once', async () => {
    const { audience, link, email } = await reader();
    const opened = await fetch(link);
    const asked = await opened.text();
    expect(asked).toContain(email);
    expect(asked).toContain('Ngừng gửi');
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
    expect(opened.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await settingsOf(audience)).toMatchObject(SETTINGS);
    const pressed = await fetch(link, { method: 'POST', headers: { origin: new URL(house.url).origin } });
    expect(await pressed.text()).toContain('Đã ngừng');
    expect(await settingsOf(audience)).toBeUndefined();
    const { rows } = await house.pool.query(
      `select actor, 'moderator:' || moderator_id as who, after->>'digest' as digest from audit
       where what = 'digest.settings' order by id desc limit 1`,
    );
    expect(rows).toEqual([{ actor: 'person', who: audience, digest: 'none' }]);
    expect((await fetch(link, { method: 'POST' })).status).toBe(410);
    expect((await fetch(link)).status).toBe(410);
  });

  test('takes a mail program’s one-click POST, which carries no cookie and no form token', async () => {
    const { audience, link } = await reader();
    const answer = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(answer.status).toBe(200);
    expect(await settingsOf(audience)).toBeUndefined();
  });

  test('of an old mail does not end a new subscription, nor does a forged, foreign or expired one', async () => {
    const { audience, link } = await reader();
    await house.service.subscribers.change(audience, undefined, 'test');
    await house.service.subscribers.change(audience, SETTINGS, 'test');
    const subscriber = await house.service.subscribers.get(audience);
    if (subscriber === undefined) throw new Error('not subscribed');
    const old = new Date(Date.now() - 181 * 86_400_000);
    const forged = createSignedLinks('another secret, just as long as it needs');
    const token =
      new URL(unsubscribeUrl(house.service.links, house.url, subscriber, new Date())).searchParams.get('t') ??
      '';
    const [subject = '', ...rest] = token.split('.');
    const other = Buffer.from(
      Buffer.from(subject, 'base64url').toString().replace(audience, 'moderator:1'),
    ).toString('base64url');
    for (const bad of [
      link,
      unsubscribeUrl(forged, house.url, subscriber, new Date()),
      unsubscribeUrl(house.service.links, house.url, subscriber, old),
      `${house.url}unsubscribe?t=${[other, ...rest].join('.')}`,
      `${house.url}unsubscribe?t=${house.service.links.sign('sign-in', `${audience} ${subscriber.subscription}`, new Date(Date.now() + 60_000))}`,
      `${house.url}unsubscribe`,
      `${house.url}unsubscribe?t=${'x'.repeat(5_000)}`,
      `${house.url}unsubscribe?t=a.b.c`,
    ]) {
      expect((await fetch(bad, { method: 'POST' })).status).toBe(410);
    }
    expect(await settingsOf(audience)).toMatchObject(SETTINGS);
  });
});

/** Signs in as a browser without script does; resolves to a way to ask as that person. */
async function signedIn(link: string) {
  const secret = new URL(link).searchParams.get('s') ?? '';
  const origin = new URL(house.url).origin;
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin };
  const answer = await fetch(new URL('link', house.url), {
    method: 'POST',
    redirect: 'manual',
    headers: form,
    body: new URLSearchParams({ secret }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const get = async (path: string) => (await fetch(new URL(path, house.url), { headers: { cookie } })).text();
  const csrf = /name="csrf" value="([^"]+)"/u.exec(await get('me'))?.[1] ?? '';
  return {
    get,
    post: (path: string, fields: [string, string][], token = csrf) =>
      fetch(new URL(path, house.url), {
        method: 'POST',
        redirect: 'manual',
        headers: { ...form, cookie },
        body: new URLSearchParams([['csrf', token], ...fields]),
      }),
  };
}

describe('one’s own digest settings', () => {
  test('are shown, saved and ended; what cannot be read is said and changes nothing', async () => {
    const { id, link } = await house.person('Trực', 'moderator');
    const audience = `moderator:${id}`;
    const { get, post } = await signedIn(link);
    expect(await get('me')).toContain('Bản tin qua email');
    const fields: [string, string][] = [
      ['receive', 'yes'],
      ['times', '6h30, 17:00'],
      ['zone', 'Asia/Ho_Chi_Minh'],
      ['days', '1'],
      ['days', '5'],
      ['sources', String(house.page)],
    ];
    expect((await post('me/digest', fields)).status).toBe(200);
    expect(await settingsOf(audience)).toEqual({
      times: ['06:30', '17:00'],
      days: [1, 5],
      zone: 'Asia/Ho_Chi_Minh',
      urgent: false,
      sources: [house.page],
    });
    expect(await get('me')).toContain('value="06:30, 17:00"');
    const wrong = await post('me/digest', [
      ['receive', 'yes'],
      ['times', '<b>25:00</b>'],
      ['days', '1'],
    ]);
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Giờ nhận chưa đúng');
    expect(await settingsOf(audience)).toMatchObject({ times: ['06:30', '17:00'] });
    expect((await post('me/digest', fields, 'forged')).status).toBe(403);
    await post('me/digest', []);
    expect(await settingsOf(audience)).toBeUndefined();
  });
});

describe('what reached nobody', () => {
  test('stands on the page Health and in the lane of what failed, in words; is told again by whoever may see the case', async () => {
    const caseId = await seedCase(house.pool, { sourceId: house.oa, decision: 'urgent', category: 'threat' });
    const { rows } = await house.pool.query<{ id: string }>(
      `insert into notices (case_id, recipient, kind, number, revision_id, state, code)
       select $1, 'channel:9', 'urgent', 0, v.revision_id, 'failed', 'webhook.404' from cases k
       join verdicts v on v.id = k.verdict_id where k.id = $1 returning id`,
      [caseId],
    );
    const path = `notices/${rows[0]?.id}/retry`;
    const operator = await signedIn((await house.person('Vận hành', 'operator')).link);
    const moderator = await signedIn((await house.person('Trực', 'moderator')).link);
    const other = await signedIn((await house.person('Khác', 'moderator', [house.page])).link);
    const shown = await operator.get('health');
    expect(shown).toContain('Không báo được cho channel:9');
    expect(shown).toContain('Bên nhận không có địa chỉ này. (webhook.404)');
    expect(shown).toContain('chưa có kênh hay người phụ trách');
    const lane = await moderator.get('?lane=failed');
    expect(lane).toContain('Không báo được cho channel:9');
    expect(lane).toContain('data-lane="failed">1<');
    expect(await other.get('?lane=failed')).not.toContain('channel:9');
    expect((await other.post(path, [])).status).toBe(404);
    const answer = await moderator.post(path, [['back', '/?lane=failed']]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?lane=failed']);
    expect((await operator.post(path, [])).status).toBe(404);
    expect(
      await house.count(`select count(*) from notices where state = 'pending' and recipient = 'channel:9'`),
    ).toBe(1);
  });
});

describe('taking notice of a pressing case', () => {
  test('by the button on its page, by the team of that page only, once', async () => {
    const caseId = await seedCase(house.pool, {
      sourceId: house.page,
      decision: 'urgent',
      category: 'threat',
    });
    await house.service.notices.raise();
    const mine = await signedIn((await house.person('Trực', 'moderator', [house.page])).link);
    const other = await signedIn((await house.person('Khác', 'moderator', [house.oa])).link);
    expect(await mine.get(`cases/${caseId}`)).toContain('Tôi nhận');
    expect((await other.post(`cases/${caseId}/acknowledge`, [])).status).toBe(404);
    expect((await mine.post(`cases/${caseId}/acknowledge`, [], 'forged')).status).toBe(403);
    expect(await house.count('select count(*) from cases where acknowledged_at is not null')).toBe(0);
    const answer = await mine.post(`cases/${caseId}/acknowledge`, []);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/cases/${caseId}`]);
    await mine.post(`cases/${caseId}/acknowledge`, []);
    expect(await house.count(`select count(*) from audit where what = 'case.acknowledged'`)).toBe(1);
    const page = await mine.get(`cases/${caseId}`);
    expect(page).not.toContain('Tôi nhận');
    expect(page).toContain('Đã có người nhận');
  });
});

describeWith(
  'browser',
  'the pages about mail in a real browser',
  () => {
    test('are accessible, within their width and without a fault, on a phone in dark', async () => {
      const caseId = await seedCase(house.pool, {
        sourceId: house.page,
        decision: 'urgent',
        category: 'threat',
      });
      const { link } = await reader();
      const browser = await launchBrowser();
      const person = await house.person('Trúc', 'admin');
      const { page, faults } = await sitDown(browser, person.link, { viewport: PHONE, colorScheme: 'dark' });
      for (const [name, at] of [
        ['mail-me', `${house.url}me`],
        ['mail-take', `${house.url}cases/${caseId}`],
        ['mail-health', `${house.url}health`],
        ['mail-unsubscribe', link],
      ] as const) {
        await page.goto(at);
        await picture(page, name);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
      }
      await page.getByRole('button', { name: 'Ngừng gửi' }).click();
      await page.getByText('Đã ngừng.').waitFor();
      expect(faults).toEqual([]);
      await browser.close();
    }, 120_000);
  },
  browserFound(),
);
