import { expect, test } from '@jest/globals';
import { createControlStore } from '../../../src/adapters/postgres/controls.ts';
import { seen } from '../../pipeline/world.ts';
import { Caller } from './caller.ts';
import { PHONE, picture } from './desk.ts';
import { TRIAL_RULE, TRIAL_TEXT } from './house.ts';
import { describeInBrowser } from './room.ts';

describeInBrowser('brakes and overturned texts in the console', { workers: false }, (room) => {
  test('brakes stand in plain words on rules, sources and health, and are released there by an operator alone', async () => {
    const controls = createControlStore(room.house.pool);
    await controls.pull({ source: room.house.page, rule: TRIAL_RULE }, 'vanhanh', 'bắt nhầm khách');
    await controls.pull({ rule: TRIAL_RULE }, 'vanhanh', undefined);
    await room.house.pool.query(
      `insert into brakes (source_id, why, automatic) values ($1, 'source-burst', true)`,
      [room.house.page],
    );
    await controls.stopActions('vanhanh', 'trang bị tấn công');
    const operator = await room.house.person('Vận hành', 'operator');
    const { page, context, faults } = await room.sit(operator.link, { viewport: PHONE });

    await page.goto(room.at('/health'));
    const text = await page.locator('main').innerText();
    expect(text).toContain('Mọi luật ở Hạ Giang Online: máy thôi tự ẩn và tự trả lời');
    expect(text).toContain('máy tự ẩn quá 60 bình luận trong 10 phút');
    expect(text).toContain(`Luật ${TRIAL_RULE} ở Hạ Giang Online`);
    expect(text).toContain('vanhanh: bắt nhầm khách');
    expect(text).toContain('Mọi thao tác tại nền tảng đang dừng');
    expect(text).toContain('trang bị tấn công');
    expect(text).not.toContain('Không có gì bất thường');
    await picture(page, 'phone-health-braked');
    await room.accessible(page);
    await page.goto(room.at('/sources'));
    expect(await page.getByRole('button', { name: 'Nhả phanh' }).count()).toBe(3);
    await room.accessible(page);
    await page.goto(room.at('/rules'));
    expect(await page.getByRole('button', { name: 'Nhả phanh' }).count()).toBe(3);
    await page.goto(room.at(`/rules/${TRIAL_RULE}`));
    expect(await page.getByRole('button', { name: 'Nhả phanh' }).count()).toBe(2);
    await page.getByRole('button', { name: `Nhả phanh Luật ${TRIAL_RULE} ở Hạ Giang Online` }).click();
    await page.waitForURL((url) => url.pathname === `/rules/${TRIAL_RULE}`);
    expect(await page.getByRole('button', { name: 'Nhả phanh' }).count()).toBe(1);

    const moderator = new Caller(room.house.url);
    await moderator.useLink((await room.house.person('Trực', 'moderator')).link);
    const [left] = await controls.brakes();
    expect((await moderator.post(`/brakes/${left?.id}/release`, {})).status).toBe(403);
    expect((await moderator.post('/actions/resume', {})).status).toBe(403);
    expect(await controls.brakes()).toHaveLength(2);

    await page.goto(room.at('/health'));
    await page.getByRole('button', { name: 'Cho thao tác chạy lại' }).click();
    await page.getByText('Mọi thao tác tại nền tảng đang dừng').waitFor({ state: 'detached' });
    expect(await controls.stopped()).toBeUndefined();
    const { rows } = await room.house.pool.query(
      `select what, moderator_id::int as who from audit where actor = 'person' and what ~ '^(brake|actions)' order by id`,
    );
    expect(rows).toEqual([
      { what: 'brake.released', who: operator.id },
      { what: 'actions.resumed', who: operator.id },
    ]);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test('what was overturned on appeal is offered as no_match examples, naming nobody, to be copied', async () => {
    await room.house.write(room.house.page, [seen('o1', `${TRIAL_TEXT} nhé "chị", gọi 0912345678`)]);
    await room.house.pool.query(
      `insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules, harm, reply)
         select c.source_id, c.id, v.id, 'flag', 'hide', '{sexual}', 'medium', '{}', true, false
         from comments c join verdicts v on v.revision_id = c.current_revision where c.external_id like '%o1'
         on conflict do nothing`,
    );
    await room.house.pool.query(
      `insert into judgements (rule, source_id, revision_id, confirmed, accents, by)
         select $1, source_id, current_revision, false, 'full', 'appeal' from comments where external_id like '%o1'`,
      [TRIAL_RULE],
    );
    const operator = await room.house.person('Vận hành', 'operator');
    const { page, context, faults } = await room.sit(operator.link);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(room.at(`/rules/${TRIAL_RULE}`));
    const yaml = `    no_match:\n      - "${TRIAL_TEXT} nhé \\"chị\\", gọi 0900000000"`;
    expect(await page.locator('#overturned-yaml').inputValue()).toBe(yaml);
    await page.getByRole('button', { name: 'Chép' }).click();
    await page.getByRole('button', { name: 'Đã chép' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(yaml);
    await picture(page, 'rule-overturned');
    await room.accessible(page);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test('the lane of provisional hides says when each ends, the soonest first', async () => {
    await room.house.write(room.house.page, [
      seen('e1', 'em nhận đi khách qua đêm, số một'),
      seen('e2', 'em nhận đi khách qua đêm, số hai nha'),
    ]);
    for (const [comment, minutes] of [
      ['e1', 200],
      ['e2', 50],
    ] as const) {
      await room.house.pool.query(
        `update cases k set expires_at = sang_now() + make_interval(mins => $2) from comments c
           where c.id = k.comment_id and c.external_id like '%' || $1`,
        [comment, minutes],
      );
    }
    const moderator = await room.house.person('Trực', 'moderator');
    const { page, context } = await room.sit(moderator.link, { script: false });
    await page.goto(room.at('/?lane=provisional'));
    const meta = await page.locator('.card .meta').allInnerTexts();
    expect(meta).toHaveLength(2);
    expect(meta[0]).toMatch(/tự hiện lại sau (49|50) phút/u);
    expect(meta[1]).toMatch(/tự hiện lại sau 3 giờ/u);
    // “Keep” would read as “keep hidden” here: the answers are named by what becomes of the comment.
    expect(await page.getByRole('button', { name: 'Cho hiện lại' }).count()).toBe(2);
    expect(await page.locator('summary', { hasText: 'Xác nhận ẩn' }).count()).toBe(2);
    expect(await page.locator('.card').getByRole('button', { name: 'Giữ' }).count()).toBe(0);
    await picture(page, 'lane-provisional');
    await page.locator('.card input[type=checkbox]').first().check();
    await page.getByRole('button', { name: 'Giữ các mục đã chọn' }).click();
    await page.getByText('1 bình luận trong số này đang ẩn và sẽ hiện lại.').waitFor();
    await page.goto(room.at('/'));
    const languages = await page.locator('select[name="language"] option').allTextContents();
    // What occurs and nothing else; the case made above without a verdict's language is of none.
    expect(languages).toEqual(['bất kỳ', 'không rõ', 'Tiếng Việt']);
    await context.close();
  }, 60_000);
});
