import { expect, test } from '@jest/globals';
import { seen } from '../../pipeline/world.ts';
import { picture } from './desk.ts';
import { describeInBrowser } from './room.ts';

describeInBrowser('what people do by hand', { workers: false }, (room) => {
  test('what a platform hides by no call becomes a task: what to do where, ticked off, taken back', async () => {
    const { house } = room;
    const moderator = await house.person('Lan', 'moderator');
    await house.write(house.oa, [
      seen('g1', 'em nhận đi khách qua đêm', { kind: 'group-message', canHide: false, answerTo: '77' }),
    ]);
    const id = await house.count('select id from cases');
    const { page, context, faults } = await room.sit(moderator.link);
    await page.goto(room.at(`/cases/${id}`));
    const card = page.locator(`#case-${id}`);
    await card.locator('summary', { hasText: 'Ẩn' }).click();
    await card.getByText('việc được giao ở làn “Làm thủ công”').waitFor();
    await card.locator('button.primary', { hasText: 'Ẩn' }).click();
    await card.getByText('sẽ ẩn, chờ người làm trên nền tảng').first().waitFor();

    await page.goto(room.at('/?lane=by-hand'));
    await card.getByText('xoá cho mọi người').waitFor();
    const tool = card.getByRole('link', { name: 'Mở công cụ của nền tảng' });
    expect(await tool.getAttribute('href')).toBe('https://oa.zalo.me/manage');
    await room.accessible(page);
    await picture(page, 'lane-by-hand');
    await card.getByRole('button', { name: 'Đã làm xong' }).click();
    await card.waitFor({ state: 'detached' });

    await page.goto(room.at(`/cases/${id}`));
    await page.locator('h2 .state', { hasText: 'đã ẩn' }).waitFor();
    await card.getByRole('button', { name: 'Chưa làm xong' }).click();
    await card.getByRole('button', { name: 'Đã làm xong' }).click();
    await card.getByRole('button', { name: 'Hoàn tác' }).click();
    await card.getByText('bình luận sẽ hiện lại, chờ người làm trên nền tảng').first().waitFor();
    await picture(page, 'task-undone');
    expect(
      await house.count(
        `select count(*) from audit where case_id = $1 and moderator_id = $2 and what like 'action.%by-hand'`,
        [id, moderator.id],
      ),
    ).toBe(3);
    expect(faults).toEqual([]);
    await context.close();
  }, 90_000);
});
