import { beforeAll, expect, test } from '@jest/globals';
import { picture } from './desk.ts';
import { TRIAL_RULE, TRIAL_TEXT } from './house.ts';
import { describeInBrowser } from './room.ts';

const HARM = 'em nhận đi khách qua đêm';
const DRAFT = `- id: draft.fine
  title: Mời gọi
  category: sexual
  stage: shadow
  severity: high
  owner: test
  why: Mời gọi tình dục
  review_by: 2099-01-01
  when:
    phrase: [đi khách qua đêm]
  examples:
    match: ["em nhận đi khách qua đêm"]
    no_match: ["đi chơi qua đêm với lớp"]
`;

describeInBrowser('rules and checks in the console', {}, (room) => {
  let post: string;

  beforeAll(() => {
    post = room.house.facebook.addPost({ text: 'Bài đầu' });
  });

  test('the explain box reads while one types; a stage change below its gate is refused with the reasons', async () => {
    const operator = await room.house.person('Vân', 'operator');
    const { page, context, faults } = await room.sit(operator.link);
    await page.goto(room.at('/rules/try'));
    await page.locator('textarea[name="text"]').fill(`chị ơi ${HARM} nha`);
    await page.locator('#explained mark').first().waitFor();
    expect(await page.locator('#explained mark').first().innerText()).toBe('đi khách qua đêm');
    expect(await page.locator('#explained').innerText()).toContain('Đề xuất ẩn');
    await picture(page, 'explain');
    await page.goto(room.at(`/rules/${TRIAL_RULE}`));
    await page.locator('select[name="to"]').selectOption('flag');
    await page.locator('input[name="why"]').fill('thử');
    await page.getByRole('button', { name: 'Đổi bậc' }).click();
    await page.getByRole('alert').getByText('mới có 0 lần').waitFor();
    await picture(page, 'stage-refused');
    expect(
      await room.house.count("select count(*) from audit where rule = $1 and what = 'stage.raised'", [
        TRIAL_RULE,
      ]),
    ).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('a draft is checked and tried on stored comments; nothing is kept', async () => {
    await room.house.caseOf(room.house.facebook.addComment({ post, text: HARM, by: { id: 'h', name: 'H' } }));
    const operator = await room.house.person('Vân', 'operator');
    const { page, context } = await room.sit(operator.link);
    await page.goto(room.at('/rules/draft'));
    await page.locator('textarea').fill('- id: draft.bad\n  category: opinion\n');
    await page.getByRole('button', { name: 'Kiểm tra', exact: true }).click();
    await page.getByRole('alert').getByText('draft.yaml:').waitFor();
    await page.locator('textarea').fill(DRAFT);
    await page.getByRole('button', { name: 'Kiểm tra và chạy lại' }).click();
    await page.getByText('Luật hợp lệ').waitFor();
    expect(await page.locator('.panel').innerText()).toContain('draft.fine');
    await picture(page, 'draft-tried');
    expect(await room.house.count("select count(*) from audit where what = 'rulebook.refused'")).toBe(0);
    await context.close();
  }, 60_000);

  test('the check lane: y and n judge the rule, nothing happens to the comment', async () => {
    const comments = [1, 2].map((nth) =>
      room.house.facebook.addComment({
        post,
        text: `${TRIAL_TEXT} ${nth}`,
        by: { id: `t${nth}`, name: 'T' },
      }),
    );
    await room.house.until(
      'samples',
      async () => (await room.house.count('select count(*) from samples where answered_at is null')) === 2,
    );
    const { page, context } = await room.sit((await room.house.person('Lan', 'moderator')).link);
    await page.goto(room.at('/check'));
    await page.keyboard.press('j');
    await page.keyboard.press('y');
    await page.getByText('Đã ghi: luật bắt đúng.').waitFor();
    await page.keyboard.press('n');
    await page.getByText('Đã ghi: luật bắt sai.').waitFor();
    expect(await room.house.count("select count(*) from judgements where by = 'check' and confirmed")).toBe(
      1,
    );
    expect(
      await room.house.count("select count(*) from judgements where by = 'check' and not confirmed"),
    ).toBe(1);
    for (const comment of comments) expect(room.house.hiddenThere(comment)).toBe(false);
    await context.close();
  }, 60_000);
});
