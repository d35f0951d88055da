import { expect, test } from '@jest/globals';
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
