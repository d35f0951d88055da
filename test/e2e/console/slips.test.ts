import { expect, test } from '@jest/globals';
import { picture } from './desk.ts';
import { describeInBrowser } from './room.ts';
import { HARM, openShift, QUESTION } from './shift.ts';

describeInBrowser('a moderator whom something goes wrong for', {}, (room) => {
  const shift = openShift(room);
  const { say, sit, sitBefore, stateOf, hold, settled } = shift;

  test('a slip among what is hidden for now: undo takes back the slip, and the next one stays hidden', async () => {
    const made = await say(HARM, HARM);
    await room.house.pool.query("update sources set mode = 'enforce'");
    for (const { id } of made) {
      await room.house.pool.query(
        `with k as (update cases set expires_at = sang_now() + interval '1 hour', decision_number = 1,
           decided_by = 'rule' where id = $1 returning id, source_id)
         insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
         select id, source_id, 1, 'hide', 'sexual', 'rule', 'sexual.test', sang_now() + interval '1 hour' from k`,
        [id],
      );
    }
    await hold(false);
    for (const { comment } of made)
      await room.house.until('hidden', () => room.house.hiddenThere(comment) === true);
    const { page } = await sit();
    await page.goto(room.at('/?lane=provisional'));
    const order = await page
      .locator('.card')
      .evaluateAll((all) => all.map((card) => Number(card.id.slice(5))));
    const [slip, next] = order.map((id) => made.find((each) => each.id === id));
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.locator(`#case-${slip?.id}.decided`).waitFor();
    await settled(page);
    expect(await page.locator('.card.current').getAttribute('id')).toBe(`case-${next?.id}`);
    await page.keyboard.press('u');
    await page.locator(`#case-${slip?.id}:not(.decided).current`).waitFor();
    const undone = "select count(*) from audit where case_id = $1 and what = 'case.undo'";
    expect(await room.house.count(undone, [slip?.id])).toBe(1);
    expect(await room.house.count(undone, [next?.id])).toBe(0);
    await room.house.until('hidden again', () => room.house.hiddenThere(slip?.comment ?? '') === true);
    expect(room.house.hiddenThere(next?.comment ?? '')).toBe(true);
  }, 60_000);

  test('hidden is not said before it is so, and what fails later shows by itself', async () => {
    const { id, page } = await sitBefore(HARM);
    await hold(true);
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    const notice = page.locator(`#case-${id} > .notice`);
    await notice.getByText('Xong: sẽ ẩn, chờ nền tảng xác nhận.').waitFor();
    expect(await page.locator(`#case-${id}`).innerText()).not.toContain('đã ẩn');
    await hold(false);
    await notice.getByText('Xong: đã ẩn.').waitFor({ timeout: 20_000 });
    await room.house.pool.query(
      "update actions set state = 'failed', code = 'x' where case_id = $1 and kind = 'hide'",
      [id],
    );
    await room.house.pool.query(
      'update comments set hidden = false where id = (select comment_id from cases where id = $1)',
      [id],
    );
    await page.locator(`#case-${id} .action.failed`).waitFor({ timeout: 20_000 });
    expect(await notice.innerText()).toBe('Xong: chưa ẩn được trên nền tảng.');
  }, 60_000);

  test('what was typed outlives a lost network, a refusal, a colleague who was faster and the end of the session', async () => {
    const { id, page } = await sitBefore(QUESTION);
    const own = page.locator(`#case-${id}`);
    const typed = 'Dạ 70 nghìn ạ';
    const path = `**/cases/${id}/reply`;
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await own.locator('textarea').fill(typed);
    const stays = async (says: string): Promise<void> => {
      await page.keyboard.press('Control+Enter');
      await own.getByRole('alert').getByText(says).waitFor();
      expect(await own.locator('textarea').inputValue()).toBe(typed);
      await own.locator('textarea').focus();
    };
    await page.route(path, (route) => route.abort());
    await stays('không liên lạc được với máy chủ');
    await page.unroute(path);
    await page.route(path, (route) =>
      route.fulfill({ status: 429, contentType: 'text/plain; charset=utf-8', body: 'Hãy đợi một chút.' }),
    );
    await stays('Hãy đợi một chút.');
    await page.unroute(path);
    await room.house.pool.query('delete from sessions where moderator_id = $1', [shift.lan.id]);
    // Longer than the script waits before it looks around again.
    await page.waitForTimeout(6_000);
    expect(await own.locator('textarea').inputValue()).toBe(typed);
    await stays('Phiên đã hết');

    const again = await sit({ ...shift.lan, link: await room.house.linkFor(shift.lan.id) });
    const theirs = again.page.locator(`#case-${id}`);
    await again.page.keyboard.press('j');
    await again.page.keyboard.press('r');
    await theirs.locator('textarea').fill(typed);
    const minh = await sit(await room.house.person('Minh', 'moderator'));
    await minh.page.locator(`#case-${id} form[action$="/keep"] button`).click();
    await minh.page.locator(`#case-${id}.decided`).waitFor();
    await theirs.locator('textarea').focus();
    await again.page.keyboard.press('Control+Enter');
    await theirs.getByText('Minh quyết định trước').waitFor();
    expect(await theirs.getByLabel('Câu trả lời').inputValue()).toBe(typed);
    await picture(again.page, 'typed-kept');
    expect(await stateOf(id)).toBe('kept');
  }, 90_000);
});
