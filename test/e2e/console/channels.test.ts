import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signatureOf } from '../../../src/adapters/channels/webhook.ts';
import { notify } from '../../../src/pipeline/notify.ts';
import { seedCase } from '../../pipeline/seeded.ts';
import { type Hook, openHook } from '../../servers/hook.ts';
import { PHONE, picture } from './desk.ts';
import { describeInBrowser } from './room.ts';

describeInBrowser('the channels of a source in the console', { workers: false }, (room) => {
  let hook: Hook;

  beforeAll(async () => {
    hook = await openHook();
  });
  afterAll(async () => {
    await hook?.close();
  });

  const channels = () => room.house.service.channels.list(room.house.page);

  test('are reached from the sources; a webhook is added, tried, made quiet, told and removed', async () => {
    const operator = await room.house.person('Vận hành', 'operator');
    const { page, context, faults } = await room.sit(operator.link);
    await page.goto(room.at('/sources'));
    expect(await page.locator('main').innerText()).toContain('Mã truy cập\nđã lưu');
    expect(await page.locator('main').innerText()).toContain('Bình luận mới nhất\nchưa có');
    await page.getByRole('link', { name: 'Kênh báo: chưa có' }).first().click();
    await page.getByText('Thêm kênh webhook').click();
    const form = page.locator('form', { has: page.locator('input[name="url"]') });
    await form.locator('input[name="url"]').fill(hook.url);
    await form.locator('input[name="name"]').fill('Nhóm <b>trực</b>');
    await form.getByRole('button', { name: 'Thêm kênh' }).click();
    const secret = await page.locator('input.wide').inputValue();
    expect(secret).toMatch(/^whsec_/u);
    await picture(page, 'channel-added');

    hook.heard.length = 0;
    await page.getByRole('button', { name: 'Gửi tin thử' }).click();
    await page.getByText('Đã gửi tin thử.').waitFor();
    // Shown once: neither secret nor URL is on the page any more.
    expect(await page.content()).not.toContain(secret);
    expect(await page.content()).not.toContain(hook.url);
    const [heard] = hook.heard;
    expect(heard?.body).toContain('"type":"test"');
    const { 'webhook-id': id, 'webhook-timestamp': seconds } = heard?.headers ?? {};
    expect(heard?.headers['webhook-signature']).toBe(
      signatureOf(secret, String(id), Number(seconds), heard?.body ?? ''),
    );

    const card = page.locator('article.panel');
    await card.locator('input[name="from"]').fill('22:00');
    await card.locator('input[name="to"]').fill('06:30');
    await card.getByRole('button', { name: 'Lưu' }).click();
    await page.getByText('Đã lưu.').waitFor();
    expect(await channels()).toMatchObject([
      {
        name: 'Nhóm <b>trực</b>',
        preset: 'plain',
        quiet: { from: '22:00', to: '06:30', zone: 'Asia/Ho_Chi_Minh' },
      },
    ]);

    // A test message that does not arrive is told with its reason.
    hook.status = 410;
    await page.getByRole('button', { name: 'Gửi tin thử' }).click();
    await page.getByRole('alert').getByText('Bên nhận đã xoá webhook này.').waitFor();

    // So is a notice: on this page, and in the lane of what failed, where the team tells it again.
    const caseId = await seedCase(room.house.pool, {
      sourceId: room.house.page,
      decision: 'urgent',
      category: 'threat',
    });
    await notify({ ...room.house.service, store: room.house.service.notices }, new AbortController().signal);
    await page.reload();
    await page.getByText('không báo được cho Nhóm <b>trực</b>').waitFor();
    const moderator = await room.house.person('Trực', 'moderator', [room.house.page]);
    const other = await room.sit(moderator.link, { viewport: PHONE });
    await other.page.goto(room.at('/?lane=failed'));
    await picture(other.page, 'phone-lane-failed-notice');
    await other.page.getByRole('button', { name: `Thử lại #${caseId}` }).click();
    await other.page.getByText('Tin báo không tới nơi').waitFor({ state: 'detached' });
    hook.status = 200;
    await room.house.pool.query('update notices set sent_at = null');
    hook.heard.length = 0;
    await notify({ ...room.house.service, store: room.house.service.notices }, new AbortController().signal);
    expect(hook.heard[0]?.body).toContain(`"case":${caseId}`);
    await other.context.close();

    await page.getByText('Bỏ kênh…').click();
    await page.getByRole('button', { name: 'Bỏ kênh này' }).click();
    await page.getByText('Đã bỏ kênh.').waitFor();
    expect(await channels()).toEqual([]);
    const { rows } = await room.house.pool.query(
      `select what, actor, moderator_id::int as who from audit where what like 'channel.%' order by id`,
    );
    expect(rows).toEqual(
      ['added', 'changed', 'removed'].map((what) => ({
        what: `channel.${what}`,
        actor: 'person',
        who: operator.id,
      })),
    );
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test('a mailbox gets the page’s digests when an admin says so: saved, audited, ended; others only see it', async () => {
    const operator = await room.house.person('Vận hành', 'operator');
    const admin = await room.house.person('Quản trị', 'admin');
    const target = { kind: 'mail', address: 'truc@trang.example' } as const;
    const id = await room.house.service.channels.add(
      { sourceId: room.house.page, name: 'Hộp thư chung', target, lang: 'vi' },
      'test',
    );
    const settings = () => room.house.service.subscribers.settings(`channel:${id}`);
    const { page, context, faults } = await room.sit(admin.link, { viewport: PHONE });
    await page.goto(room.at(`/sources/${room.house.page}/channels`));
    await page.getByText('Bản tin: không gửi tới hộp thư này').click();
    const form = page.locator(`form[action="/channels/${id}/digest"]`);
    await form.getByLabel('Nhận bản tin').check();
    await form.getByLabel('Giờ nhận').fill('25:00');
    await form.getByRole('button').click();
    await page.getByRole('alert').getByText('Giờ nhận chưa đúng').waitFor();
    expect(await settings()).toBeUndefined();
    await page.getByText('Bản tin: không gửi tới hộp thư này').click();
    await form.getByLabel('Nhận bản tin').check();
    await form.getByLabel('Giờ nhận').fill('6h45, 17:00');
    await form.getByLabel('Chủ nhật').uncheck();
    await picture(page, 'phone-channel-digest');
    await room.accessible(page);
    await form.getByRole('button').click();
    await page.getByText('Đã lưu cài đặt bản tin.').waitFor();
    expect(await settings()).toMatchObject({
      times: ['06:45', '17:00'],
      days: [1, 2, 3, 4, 5, 6],
      urgent: true,
    });
    await page.goto(room.at('/audit?what=digest.settings'));
    const row = await page.locator('tbody tr').first().innerText();
    for (const part of ['Quản trị', `kênh số: ${id}`, 'giờ: 06:45, 17:00', 'Tư, Năm, Sáu, Bảy, múi giờ:']) {
      expect(row).toContain(part);
    }
    await context.close();

    const other = await room.sit(operator.link);
    await other.page.goto(room.at(`/sources/${room.house.page}/channels`));
    await other.page.getByText('Bản tin: 06:45, 17:00').waitFor();
    expect(await other.page.locator('form[action$="/digest"]').count()).toBe(0);
    await other.context.close();

    // In English, without script: ended by taking the mark away.
    await room.house.access.setLang(admin.id, 'en');
    const last = await room.sit(await room.house.linkFor(admin.id), { script: false });
    await last.page.goto(room.at(`/sources/${room.house.page}/channels`));
    await last.page.getByText('Digest: 06:45, 17:00').click();
    const english = last.page.locator(`form[action="/channels/${id}/digest"]`);
    await english.getByLabel('Receive digests').uncheck();
    await english.getByRole('button').click();
    await last.page.getByText('Digest: not sent to this mailbox').waitFor();
    expect(await settings()).toBeUndefined();
    expect(faults).toEqual([]);
    await last.context.close();
    await room.house.service.channels.remove(id, 'test');
  }, 120_000);

  test('what cannot be used is said and changes nothing; without script, on a phone, accessible', async () => {
    const operator = await room.house.person('Vận hành', 'operator');
    const { page, context } = await room.sit(operator.link, { viewport: PHONE, script: false });
    const path = `/sources/${room.house.page}/channels`;
    const attempts = [
      ['http://mạng.example/hook', 'plain', '', '', '', 'phải bắt đầu bằng https'],
      ['https://10.0.0.7/hook', 'plain', '', '', '', 'địa chỉ nội bộ'],
      ['https://u:p@h.example/', 'slack', '', '', '', 'Không đọc được URL'],
      ['https://api.telegram.example/bot1/sendMessage', 'telegram', '', '', '', 'mã cuộc trò chuyện'],
      ['https://hooks.example/x', 'slack', '', '22:00', '', 'Giờ im lặng cần cả hai'],
    ] as const;
    for (const [url, preset, chat, from, to, says] of attempts) {
      await page.goto(room.at(path));
      await page.getByText('Thêm kênh webhook').click();
      const form = page.locator('form', { has: page.locator('input[name="url"]') });
      await form.locator('input[name="url"]').fill(url);
      await form.locator('select[name="preset"]').selectOption(preset);
      await form.locator('input[name="chat"]').fill(chat);
      await form.locator('input[name="name"]').fill('Kênh');
      await form.locator('input[name="from"]').fill(from);
      await form.locator('input[name="to"]').fill(to);
      await form.getByRole('button', { name: 'Thêm kênh' }).click();
      expect(await page.getByRole('alert').innerText()).toContain(says);
    }
    expect(await channels()).toEqual([]);
    await page.getByText('Thêm kênh email').click();
    const form = page.locator('form', { has: page.locator('input[name="mail"]') });
    await form.locator('input[name="mail"]').fill('truc@trang.example');
    await form.locator('input[name="name"]').fill('Hộp thư chung');
    await form.getByRole('button', { name: 'Thêm kênh' }).click();
    await page.getByText('Đã thêm kênh.').waitFor();
    // Enough to tell channels apart, not enough to write to somebody.
    expect(await page.content()).toContain('…@trang.example');
    expect(await page.content()).not.toContain('truc@');
    await page.getByRole('button', { name: 'Gửi tin thử' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Chưa cấu hình máy chủ email');
    await picture(page, 'phone-channels');
    await context.close();
    const scripted = await room.sit(await room.house.linkFor(operator.id), { viewport: PHONE });
    await scripted.page.goto(room.at(path));
    await room.accessible(scripted.page);
    await scripted.context.close();
  }, 120_000);
});
