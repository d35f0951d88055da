import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seen } from '../../pipeline/world.ts';
import { Caller } from './caller.ts';
import { type House, openHouse } from './house.ts';

const OFFER = 'em nhận đi khách qua đêm';

let house: House;
let one: Caller;
beforeAll(async () => {
  house = await openHouse({ workers: false });
  await house.write(house.page, [
    seen('c1', `${OFFER} một`),
    seen('c2', `${OFFER} hai`),
    seen('c3', `${OFFER} ba`),
  ]);
  one = new Caller(house.url);
  await one.useLink((await house.person('Lan', 'operator')).link);
}, 120_000);
afterAll(async () => house?.close());

const caseOf = (comment: string): Promise<number> =>
  house.count('select k.id from cases k join comments c on c.id = k.comment_id where c.external_id = $1', [
    comment,
  ]);
const text = async (path: string): Promise<string> => words(await (await one.get(path)).text());
/** What a reader sees of a page. */
const words = (page: string): string => page.replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ');
const hide = async (id: number) =>
  one.post(`/cases/${id}/hide`, { seen: await shown(id), category: 'sexual', back: '/' });
/** What stands on the screen of whoever opens the case now. */
async function shown(id: number): Promise<string> {
  const page = await (await one.get(`/cases/${id}`)).text();
  return /data-seen="([\d.]+)"/u.exec(page)?.[1] ?? '';
}

test('a colleague’s decision is told as pending while the platform has not confirmed it', async () => {
  const id = await caseOf('c1');
  const before = await shown(id);
  const other = new Caller(house.url);
  await other.useLink((await house.person('Minh', 'moderator')).link);
  await hide(id);
  const answer = await other.post(`/cases/${id}/keep`, { seen: before, back: '/' });
  expect(answer.status).toBe(409);
  const said = words(await answer.text());
  expect(said).toContain('Lan quyết định trước (sẽ ẩn, chờ nền tảng xác nhận)');
  expect(said).toMatch(/Lan quyết định ẩn lúc \d/u);
  expect(said).not.toContain('đã ẩn');
});

test('a hide that failed is shown as failed wherever the case’s state is, and counted as no hide', async () => {
  const id = await caseOf('c2');
  await hide(id);
  const fail = (state: string, code: string): Promise<unknown> =>
    house.pool.query('update actions set state = $2, code = $3 where case_id = $1', [id, state, code]);
  for (const [state, code] of [
    ['failed', 'facebook.cannot-hide'],
    ['cancelled', 'dismissed'],
  ] as const) {
    await fail(state, code);
    const whole = await (await one.get(`/cases/${id}`)).text();
    expect(whole).toContain('<span class="state failed">chưa ẩn được trên nền tảng</span>');
    for (const path of [`/cases/${id}`, '/search?q=hai', `/audit?case=${id}`])
      expect(await text(path)).not.toContain('đã ẩn');
    expect(await text('/search?q=hai')).toContain('chưa ẩn được trên nền tảng');
    const listed = await one.post('/bulk', { event: 'undo', case: `${id}:${await shown(id)}` });
    expect(words(await listed.text())).toContain('chưa ẩn được trên nền tảng');
    // The same author's other comment: nothing of theirs was hidden.
    expect(await text(`/cases/${await caseOf('c3')}`)).toContain('0 từng bị ẩn');
    expect(await text('/report')).toMatch(/không ẩn được \(bình luận vẫn hiện\) 1 /u);
    expect(await text('/report')).toMatch(/Người duyệt ẩn 0 /u);
  }
  await fail('done', '');
  await house.pool.query(
    `update comments set hidden = true, hidden_by = 'us' where id = (select comment_id from cases where id = $1)`,
    [id],
  );
  expect(await text('/search?q=hai')).toContain('đã ẩn');
  expect(await text(`/cases/${await caseOf('c3')}`)).toContain('1 từng bị ẩn');
});
