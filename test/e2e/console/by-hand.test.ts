import { expect, test } from '@jest/globals';
import { seen } from '../../pipeline/world.ts';
import { picture } from './desk.ts';
import { describeInBrowser } from './room.ts';

describeInBrowser('what a platform does by no call, or for money', { workers: false }, (room) => {
  test('what a platform hides by no call becomes a task: what to do where, ticked off, taken back', async () => {
    const { house } = room;
    const moderator = await house.person('Lan', 'moderator');
    await house.write(house.oa, [
      seen('g1', 'em nhận đi khách qua đêm', { kind: 'article', canHide: false }),
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
    await card.getByText('tìm bình luận này và ẩn nó').waitFor();
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

  test('what an answer costs is said before it is sent', async () => {
    const { house } = room;
    const moderator = await house.person('Hoa', 'moderator');
    const person = house.zalo.addUser('Chị Tư');
    house.zalo.say(person, 'shop ơi chủ nhật mấy giờ mở cửa');
    const message = (id: string, answerTo: string) =>
      seen(id, 'em nhận đi khách qua đêm', { kind: 'message', canHide: false, answerTo });
    await house.write(house.oa, [message('m1', person.id), message('m2', 'nobody')]);
    const caseOf = (id: string) =>
      house.count(
        'select k.id from cases k join comments c on c.id = k.comment_id where c.external_id = $1',
        [id],
      );
    const { page, context, faults } = await room.sit(moderator.link);
    await page.goto(room.at(`/cases/${await caseOf('m1')}`));
    expect(await page.locator('details[data-key=r]').innerHTML()).toMatch(
      /Trả lời lúc này miễn phí, tới \d/u,
    );
    // Zalo does not know this person: the case is there to be read all the same.
    await page.goto(room.at(`/cases/${await caseOf('m2')}`));
    expect(await page.locator('details[data-key=r]').innerHTML()).not.toContain('Trả lời lúc này');
    expect(faults).toEqual([]);
    await context.close();
  }, 90_000);
});
