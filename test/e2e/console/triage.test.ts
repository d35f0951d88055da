import { expect, test } from '@jest/globals';
import { PHONE, picture } from './desk.ts';
import { describeInBrowser } from './room.ts';
import { HARM, openShift, QUESTION } from './shift.ts';

const CONFIRMED = '.action.done';

describeInBrowser('a moderator at work', {}, (room) => {
  const shift = openShift(room);
  const { say, sit, sitBefore, stateOf, hold, settled } = shift;

  test('thirty cases by keyboard alone', async () => {
    const made = await say(...Array.from({ length: 30 }, () => HARM));
    const { page, faults } = await sit();
    const wanted = new Map<number, string>();
    for (let round = 0; wanted.size < 30; round += 1) {
      expect(round).toBeLessThan(4);
      if (round > 0) {
        await page.keyboard.press('m');
        await page.locator('.card.decided').first().waitFor({ state: 'detached' });
      }
      await page.locator('.card').first().waitFor();
      const ids = await page
        .locator('.card')
        .evaluateAll((all) => all.map((card) => Number(card.id.slice(5))));
      await page.keyboard.press('j');
      for (const id of ids) {
        const current = await page.locator('.card.current').getAttribute('id');
        expect(current).toBe(`case-${id}`);
        const kind = (['kept', 'hidden', 'replied', 'escalated'] as const)[wanted.size % 4] ?? 'kept';
        if (kind === 'kept') await page.keyboard.press('a');
        else if (kind === 'escalated') await page.keyboard.press('e');
        else if (kind === 'hidden') {
          await page.keyboard.press('h');
          await page.keyboard.press('Enter');
        } else {
          await page.keyboard.press('r');
          await page.keyboard.type('Cảm ơn bạn');
          await page.keyboard.press('Control+Enter');
        }
        await page.locator(`#case-${id}.decided`).waitFor();
        await settled(page);
        wanted.set(id, kind);
      }
    }
    await picture(page, 'triage-thirty');
    for (const { id, comment } of made) {
      expect(`${id} ${await stateOf(id)}`).toBe(`${id} ${wanted.get(id)}`);
      if (wanted.get(id) === 'hidden')
        await room.house.until('hidden', () => room.house.hiddenThere(comment) === true);
      else expect(room.house.hiddenThere(comment)).toBe(false);
    }
    expect(faults).toEqual([]);
  }, 180_000);

  test('hide: pending, then confirmed and hidden there; undo: visible again, all by keyboard', async () => {
    const { comment, id, page, faults } = await sitBefore(HARM);
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    expect(await page.locator(`#case-${id} select`).inputValue()).toBe('sexual');
    await page.keyboard.press('Enter');
    await page.locator(`#case-${id} ${CONFIRMED}`).waitFor({ timeout: 20_000 });
    expect(room.house.hiddenThere(comment)).toBe(true);
    await picture(page, 'hide-confirmed');
    await page.keyboard.press('u');
    await page.locator(`#case-${id}:not(.decided)`).waitFor();
    await room.house.until('visible again', () => room.house.hiddenThere(comment) === false);
    expect(await stateOf(id)).toBe('open');
    expect(faults).toEqual([]);
  }, 60_000);

  test('a question is answered, never hidden: no key, no form, and the server refuses', async () => {
    const { comment, id, page } = await sitBefore(QUESTION);
    await page.goto(room.at('/?lane=reply'));
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    expect(await page.locator(`#case-${id} [data-key="h"]`).count()).toBe(0);
    const refused = await page.evaluate<number>(`fetch('/cases/${id}/hide', { method: 'POST', body:
        new URLSearchParams({ csrf: document.querySelector('input[name="csrf"]').value, seen: document.querySelector('#case-${id} input[name="seen"]').value, category: 'spam' })
      }).then((answer) => answer.status)`);
    expect(refused).toBe(409);
    await page.keyboard.press('r');
    await page.locator(`#case-${id} textarea`).fill('Dạ 50 nghìn ạ');
    await page.keyboard.press('Control+Enter');
    await page.locator(`#case-${id} ${CONFIRMED}`).waitFor({ timeout: 20_000 });
    expect(room.house.hiddenThere(comment)).toBe(false);
    expect(
      [...room.house.facebook.world.comments.values()].some(({ message }) => message.includes('50 nghìn')),
    ).toBe(true);
  }, 60_000);

  test('bulk keep: counted first, done, undone by one button', async () => {
    const made = await say(HARM, HARM, HARM);
    const { page } = await sit();
    for (let count = 0; count < 3; count += 1) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    expect(await page.locator('#selected').textContent()).toBe('Đã chọn 3');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Giữ 3 hồ sơ?' }).waitFor();
    await picture(page, 'bulk-ask');
    for (const { id } of made) expect(await stateOf(id)).toBe('open');
    await page.keyboard.press('Enter');
    await page.getByText('Đã giữ 3 hồ sơ.').waitFor();
    for (const { id } of made) expect(await stateOf(id)).toBe('kept');
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByText('Đã hoàn tác 3 hồ sơ.').waitFor();
    for (const { id } of made) expect(await stateOf(id)).toBe('open');
    await page.keyboard.press('m');
    await page.locator(`#case-${made[0]?.id}`).waitFor();
  }, 60_000);

  test('two at one case: the second is told who looks, and who was faster; nothing is overwritten', async () => {
    const minh = await room.house.person('Minh', 'moderator');
    const first = await sitBefore(HARM);
    const { id } = first;
    const second = await sit(minh);
    await first.page.keyboard.press('j');
    await room.house.until(
      'held',
      async () => (await room.house.count('select held_by from cases where id = $1', [id])) === shift.lan.id,
    );
    await second.page.keyboard.press('j');
    await second.page.getByText('Lan đang xem hồ sơ này.').waitFor();
    await picture(second.page, 'held-by-another');
    // Both decide at the same moment, from the same sight of the case.
    await Promise.all([first.page.keyboard.press('a'), second.page.keyboard.press('e')]);
    await Promise.all([settled(first.page), settled(second.page)]);
    await room.house.until('decided', async () => (await stateOf(id)) !== 'open');
    expect(
      await room.house.count(
        "select count(*) from audit where case_id = $1 and what in ('case.keep', 'case.escalate')",
        [id],
      ),
    ).toBe(1);
    const told = await Promise.all(
      [first, second].map(({ page }) => page.locator(`#case-${id}`).innerText()),
    );
    expect(told.filter((text) => text.includes('quyết định trước')).length).toBe(1);
  }, 60_000);

  test('a card that somebody else decided changes on the screen by itself', async () => {
    const { id, page } = await sitBefore(HARM);
    await page.locator(`#case-${id}`).waitFor();
    const minh = await room.house.person('Minh', 'moderator');
    const other = await sit(minh);
    await other.page.keyboard.press('j');
    await other.page.keyboard.press('a');
    await page.locator(`#case-${id}.decided`).waitFor({ timeout: 20_000 });
    expect(await page.locator(`#case-${id}`).innerText()).toContain('Minh');
  }, 60_000);

  test('without script: decide, come back to the queue, undo, search, switch the language', async () => {
    const { comment, id, page } = await sitBefore(HARM, { script: false });
    await hold(true);
    await page.locator(`#case-${id} summary`, { hasText: 'Ẩn' }).click();
    await page.locator(`#case-${id} form[action$="/hide"] button`).click();
    await page.getByText(`Hồ sơ #${id}: sẽ ẩn, chờ nền tảng xác nhận.`).waitFor();
    expect(room.house.hiddenThere(comment)).toBe(false);
    await hold(false);
    await room.house.until('hidden', () => room.house.hiddenThere(comment) === true);
    await room.house.until('confirmed', async () => {
      await page.reload();
      return page.getByText(`Hồ sơ #${id}: đã ẩn.`).isVisible();
    });
    await picture(page, 'no-script-done');
    await page
      .getByRole('status')
      .getByRole('link', { name: `#${id}` })
      .click();
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await room.house.until('visible', () => room.house.hiddenThere(comment) === false);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Queue' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  }, 60_000);

  test('what the rules left alone: found by its words, hidden only for a category and by two people', async () => {
    const comment = room.house.facebook.addComment({
      post: shift.post,
      text: 'câu này luật không bắt được đâu',
      by: { id: 'q', name: 'Q' },
    });
    await room.house.until(
      'searchable',
      async () =>
        (await room.house.count(
          "select count(*) from searchable where words @@ to_tsquery('simple', 'luat')",
        )) > 0,
    );
    const minh = await room.house.person('Minh', 'moderator');
    const first = await sit();
    await first.page.goto(room.at('/search?q=cau+nay+luat'));
    expect(await first.page.locator('main').getByText('Ẩn', { exact: true }).count()).toBe(0);
    await first.page.getByRole('button', { name: 'Tạo hồ sơ' }).click();
    await first.page.waitForURL(/\/cases\/\d+$/u);
    const path = new URL(first.page.url()).pathname;
    await first.page.locator('summary', { hasText: 'Đề nghị ẩn' }).click();
    await first.page.locator('select[name="category"]').selectOption('spam');
    await first.page.locator('form[action$="/hide"] button').click();
    await first.page.getByText('Cần một người khác đồng ý.').first().waitFor();
    expect(room.house.hiddenThere(comment)).toBe(false);
    const second = await sit(minh);
    await second.page.goto(room.at(path));
    await second.page.locator('summary', { hasText: 'Đồng ý ẩn' }).click();
    await second.page.locator('form[action$="/hide"] button').click();
    await room.house.until('hidden by two', () => room.house.hiddenThere(comment) === true);
  }, 60_000);

  test('on a phone: one hand, no sideways scrolling', async () => {
    const { id, page } = await sitBefore(HARM, { viewport: PHONE });
    await page.locator(`#case-${id}`).getByRole('button', { name: 'Giữ' }).click();
    await page.locator(`#case-${id}.decided`).waitFor();
    await picture(page, 'phone-decided');
    expect(await stateOf(id)).toBe('kept');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width);
  }, 60_000);

  test('single keys can be turned off', async () => {
    const { id, page } = await sitBefore(HARM);
    await page.keyboard.press('?');
    await page.locator('#use-keys').uncheck();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    expect(await page.locator('.card.current').count()).toBe(0);
    expect(await stateOf(id)).toBe('open');
  }, 60_000);

  test('a platform that refuses is told in words, and the action can be tried again', async () => {
    const { comment, id, page } = await sitBefore(HARM);
    room.house.facebook.forbid(comment.slice(comment.lastIndexOf('_') + 1));
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await room.house.until(
      'failed',
      async () =>
        (await room.house.count("select count(*) from actions where case_id = $1 and state = 'failed'", [
          id,
        ])) === 1,
    );
    room.house.facebook.permit(comment.slice(comment.lastIndexOf('_') + 1));
    await page.goto(room.at('/?lane=failed'));
    await page.locator(`#case-${id} .action.failed`).waitFor();
    await picture(page, 'failed-action');
    await page.locator(`#case-${id}`).getByRole('button', { name: 'Thử lại' }).click();
    await room.house.until('hidden after all', () => room.house.hiddenThere(comment) === true);
  }, 60_000);
});
