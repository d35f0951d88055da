import { expect, test } from '@jest/globals';
import { review } from '../../../src/pipeline/review.ts';
import { picture } from './desk.ts';
import { describeInBrowser } from './room.ts';

describeInBrowser('what a case offers beside a decision', { rules: 'shipped' }, (room) => {
  const say = (text: string): string => {
    const { facebook } = room.house;
    return facebook.addComment({ post: facebook.addPost({ text: 'Bài' }), text, by: { id: 'n', name: 'N' } });
  };

  test.each([true, false])(
    'a prepared reply is chosen, read, changed and sent (script: %p)',
    async (script) => {
      const id = await room.house.caseOf(say(`tôi không muốn sống nữa, muốn chết cho xong ${script}`));
      const moderator = await room.house.person('Lan', 'moderator');
      const { page, context, faults } = await room.sit(moderator.link, { script });
      await page.goto(room.at(`/cases/${id}`));
      await page.locator(`#case-${id} summary`, { hasText: 'Trả lời' }).click();
      const reply = page.getByLabel('Câu trả lời');
      // The most fitting one stands there already, with the page's name in it.
      expect(await reply.inputValue()).toMatch(/^Hạ Giang Online .*096 306 1414/su);
      await page.getByRole('link', { name: 'Người có thể đang gặp nguy' }).click();
      expect(await reply.inputValue()).toContain('115 (cấp cứu)');
      await reply.fill(`${await reply.inputValue()} Thân mến.`);
      await picture(page, 'reply-prepared');
      if (script) await room.accessible(page);
      await page.getByRole('button', { name: 'Gửi' }).click();
      await room.house.until('answered there', () =>
        [...room.house.facebook.world.comments.values()].some(
          ({ message }) => message.includes('115 (cấp cứu)') && message.endsWith('Thân mến.'),
        ),
      );
      expect(
        await room.house.count(`select count(*) from cases where id = $1 and state = 'replied'`, [id]),
      ).toBe(1);
      expect(faults).toEqual([]);
      await context.close();
    },
    90_000,
  );

  test('what hides it is its gravest reason; what is only recorded gives no reason and no prepared reply', async () => {
    const id = await room.house.caseOf(say('Bắt được tụi nó tao chặt tay từng đứa'));
    const moderator = await room.house.person('Lan', 'moderator');
    const { page, context } = await room.sit(moderator.link);
    await page.goto(room.at(`/cases/${id}`));
    const card = page.locator(`#case-${id}`);
    expect(await card.getByText('Xưng hô suồng sã').count()).toBe(1);
    expect(await card.locator('select[name=category]').inputValue()).toBe('threat');
    expect(await card.locator('textarea[name=reply]').inputValue()).toBe('');
    // Nothing is masked, so there is nothing to be shown on demand.
    expect(await page.getByRole('button', { name: 'Hiện thông tin cá nhân' }).count()).toBe(0);
    await context.close();
  }, 90_000);

  test('personal data is masked until somebody asks to see it, which is audited under their name', async () => {
    const id = await room.house.caseOf(
      say('số con giáo viên đó nè 0912 345 678, nhà ở số 5 ngõ 7, mọi người gọi chửi nó đi'),
    );
    const moderator = await room.house.person('Lan', 'moderator');
    const { page, context } = await room.sit(moderator.link);
    const text = () => page.locator(`#case-${id} blockquote`).innerText();
    await page.goto(room.at(`/cases/${id}`));
    expect(await text()).not.toContain('345');
    await page.getByRole('button', { name: 'Hiện thông tin cá nhân' }).click();
    await page.getByText('lần xem này đã được ghi nhật ký').waitFor();
    expect(await text()).toContain('0912 345 678');
    await picture(page, 'personal-shown');
    await page.goto(room.at(`/cases/${id}`));
    expect(await text()).not.toContain('345');
    const { rows } = await room.house.pool.query(
      `select moderator_id::int as who from audit where case_id = $1 and what = 'case.personal-shown'`,
      [id],
    );
    expect(rows).toEqual([{ who: moderator.id }]);
    await context.close();
  }, 90_000);

  test('an address of somebody stands nowhere in the clear: not on the card, above an answer, in search, in bulk or in a digest', async () => {
    const { facebook, service } = room.house;
    const post = facebook.addPost({ text: 'Bài' });
    const by = { id: 'n', name: 'N' };
    const above = facebook.addComment({
      post,
      text: 'cô giáo Lý bạo hành đó nè, nhà ở số 58 ngõ 714 phố Huế, mọi người tới nhà chửi nó đi',
      by,
    });
    const id = await room.house.caseOf(above);
    const answer = facebook.addComment({ post, parent: above, text: 'mở cửa lúc mấy giờ vậy ạ', by });
    const below = await room.house.caseOf(answer);
    await service.search.index(100_000);
    const moderator = await room.house.person('Lan', 'moderator');
    const { page, context } = await room.sit(moderator.link);
    const shown = async (): Promise<string> => (await page.locator('main').innerText()).normalize('NFC');
    for (const path of [`/cases/${id}`, `/cases/${below}`, '/search?q=cô+giáo']) {
      await page.goto(room.at(path));
      expect(await shown()).toContain('cô giáo Lý');
      expect(await shown()).not.toContain('714');
    }
    await page.goto(room.at('/?category=personal-data'));
    await page.locator(`#case-${id} input[type=checkbox]`).check();
    await page.getByRole('button', { name: 'Giữ các mục đã chọn' }).click();
    await page.getByRole('heading', { name: 'Giữ 1 hồ sơ?' }).waitFor();
    expect(await shown()).toContain('cô giáo Lý');
    expect(await shown()).not.toContain('714');
    for await (const past of service.trying.past.comments(new Date(0))) {
      if (past.input.text.includes('714')) expect(past.personal?.length).toBeGreaterThan(0);
    }
    await context.close();
  }, 90_000);

  test('a wave is one card: opened, counted, hidden for what is found in each, and undone by one button', async () => {
    const { house } = room;
    const text =
      'Tuyển CTV làm tại nhà thu nhập 500k/ngày không cần vốn, ib zalo 0912 000 111 nhận việc ngay';
    const comments = [1, 2, 3, 4, 5].map((nth) => say(`${text} ${'!'.repeat(nth)}`));
    const ids: number[] = [];
    for (const comment of comments) ids.push(await house.caseOf(comment));
    const [, plain = 0, unticked = 0, taken = 0] = ids;
    // One of them has no such finding of its own: that it is like the others is no reason to hide it.
    await house.pool.query(
      `delete from findings where verdict_id = (select verdict_id from cases where id = $1)`,
      [plain],
    );
    const moderator = await house.person('Lan', 'moderator');
    const { page, context, faults } = await room.sit(moderator.link);
    await page.goto(room.at('/?category=scam'));
    const first = `select id from cases where id = any($1) order by opened_at, id limit 1`;
    const card = page.locator(`#case-${await house.count(first, [ids])}`);
    await card.getByText('và 4 hồ sơ gần giống').waitFor();
    expect(await page.locator('#cases .card', { hasText: 'CTV' }).count()).toBe(1);
    await picture(page, 'wave-card');
    await card.focus();
    await page.keyboard.press('g');
    await page.getByRole('heading', { name: '5 hồ sơ gần giống nhau' }).waitFor();
    await room.accessible(page);
    await picture(page, 'wave-open');
    await page.locator(`input[value^="${unticked}:"]`).uncheck();
    await page.getByLabel('Ẩn vì').selectOption('scam');
    await page.getByRole('button', { name: 'Ẩn các mục đã chọn' }).click();
    await page.getByRole('heading', { name: 'Ẩn 3 hồ sơ vì lừa đảo?' }).waitFor();
    await page.getByRole('heading', { name: '1 hồ sơ không ẩn được vì lý do này' }).waitFor();
    await room.accessible(page);
    await picture(page, 'wave-ask');
    // Somebody is faster with one of them.
    const other = await house.person('Minh', 'moderator');
    await review(house.service.reviewing, {
      caseId: taken,
      event: 'keep',
      actor: { kind: 'person', moderatorId: other.id },
    });
    await page.getByRole('button', { name: 'Ẩn tất cả' }).click();
    await page.getByText('Đã quyết định ẩn 2 hồ sơ, chờ nền tảng xác nhận; 1 hồ sơ không đổi').waitFor();
    const hidden = () => comments.map((comment) => house.hiddenThere(comment));
    await house.until('two hidden', () => hidden().filter((each) => each === true).length === 2);
    expect(hidden()).toEqual([true, false, false, false, true]);
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByText('Đã hoàn tác 2 hồ sơ.').waitFor();
    await house.until('both visible', () => hidden().every((each) => each === false));
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  test('the queues’ own board is drawn for an operator, though nothing of it comes from outside', async () => {
    const { page, context } = await room.sit((await room.house.person('Vận hành', 'operator')).link);
    const outside: string[] = [];
    page.on('requestfinished', (request) => {
      if (!request.url().startsWith(room.house.url)) outside.push(request.url());
    });
    await page.goto(room.at('/health'));
    await page.getByRole('link', { name: 'Xem chi tiết hàng đợi' }).click();
    await page.getByRole('link', { name: 'sweep' }).first().waitFor();
    await picture(page, 'queue-board');
    expect(outside).toEqual([]);
    await context.close();
  }, 60_000);
});
