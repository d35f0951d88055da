import { expect, test } from '@jest/globals';
import { transaction } from '../../../src/adapters/postgres/database.ts';
import { storeBatch } from '../../../src/adapters/postgres/intake.ts';
import { seen } from '../../pipeline/world.ts';
import type { DeskOptions } from './desk.ts';
import { describeInBrowser } from './room.ts';

const HARM = 'em nhận đi khách qua đêm';

describeInBrowser('what has changed while somebody looked', {}, (room) => {
  /** Somebody writes; resolves to the platform's id and the number of the case that comes of it. */
  async function say(): Promise<{ comment: string; id: number }> {
    const { facebook } = room.house;
    const post = facebook.addPost({ text: 'Bài' });
    const comment = facebook.addComment({ post, text: HARM, by: { id: 'a', name: 'Ai đó' } });
    return { comment, id: await room.house.caseOf(comment) };
  }

  const sit = async (name: string, options?: DeskOptions) =>
    room.sit((await room.house.person(name, 'moderator')).link, options);
  const stateOf = async (id: number): Promise<string | undefined> => {
    const { rows } = await room.house.pool.query<{ state: string }>('select state from cases where id = $1', [
      id,
    ]);
    return rows[0]?.state;
  };

  /** The author edits a comment, and the Page is read again. */
  async function edit(comment: string, id: number, text: string): Promise<void> {
    const { facebook, pool, page, service } = room.house;
    facebook.edit(comment, text);
    const { rows } = await pool.query<{ comment: string; post: string }>(
      `select c.external_id as comment, p.external_id as post from cases k
       join comments c on c.id = k.comment_id join posts p on p.id = c.post_id where k.id = $1`,
      [id],
    );
    const [at] = rows;
    const comments = [seen(at?.comment ?? '', text, { postExternalId: at?.post ?? '' })];
    await transaction(pool, (client) =>
      storeBatch(client, page, { posts: [], comments, gone: [] }, service.people),
    );
    await service.queues.ring('screen', {});
  }

  test('an author who changes the text is not overlooked: the card changes, and no decision on the old text counts', async () => {
    const { id, comment } = await say();
    const { page, context } = await sit('Lan');
    const plain = await sit('Minh', { script: false });
    await page.locator(`#case-${id}`).waitFor();
    await plain.page.locator(`#case-${id}`).waitFor();
    await edit(comment, id, `${HARM}, đổi lời rồi`);
    await page.locator(`#case-${id} blockquote`, { hasText: 'đổi lời rồi' }).waitFor({ timeout: 20_000 });
    await plain.page.locator(`#case-${id} form[action$="/keep"] button`).click();
    await plain.page.getByText('Bình luận vừa được sửa.').waitFor();
    expect(await plain.page.locator(`#case-${id} blockquote`).innerText()).toContain('đổi lời rồi');
    expect(await stateOf(id)).toBe('open');
    await plain.page.locator(`#case-${id} form[action$="/keep"] button`).click();
    await room.house.until('kept', async () => (await stateOf(id)) === 'kept');
    await Promise.all([context.close(), plain.context.close()]);
  }, 60_000);

  test('what can never be done there is dismissed, and leaves the lane', async () => {
    const { id, comment } = await say();
    room.house.facebook.forbid(comment.slice(comment.lastIndexOf('_') + 1));
    const { page, context } = await sit('Lan');
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    const failed = "select count(*) from actions where case_id = $1 and state = 'failed'";
    await room.house.until('failed', async () => (await room.house.count(failed, [id])) === 1);
    await page.goto(room.at('/?lane=failed'));
    await page.locator(`#case-${id}`).getByRole('button', { name: 'Bỏ qua' }).click();
    await page.locator(`#case-${id}`).waitFor({ state: 'detached' });
    expect(await room.house.count(failed, [id])).toBe(0);
    await context.close();
  }, 60_000);
});
