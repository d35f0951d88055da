import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { review } from '../../../src/pipeline/review.ts';
import { seen } from '../../pipeline/world.ts';
import { Caller } from './caller.ts';
import { type House, openHouse } from './house.ts';

const OFFER = 'em nhận đi khách qua đêm';

let house: House;
let one: Caller;
let id: number;
beforeAll(async () => {
  house = await openHouse({ workers: false });
  await house.write(house.oa, [seen('z1', OFFER, { kind: 'message', canHide: false, answerTo: '77' })]);
  id = await house.count('select id from cases');
  one = new Caller(house.url);
  await one.useLink((await house.person('Lan', 'admin')).link);
}, 120_000);
afterAll(async () => house?.close());

const page = async (path: string): Promise<string> =>
  (await (await one.get(path)).text()).replaceAll(/<[^>]*>/gu, ' ').replaceAll(/\s+/gu, ' ');

test('a private message says why it offers no hiding', async () => {
  const text = await page(`/cases/${id}`);
  expect(text).toContain('Cần xem');
  expect(text).toContain(
    'Đề xuất: đọc và quyết định (tin nhắn riêng: chỉ trang đọc được, không có gì để ẩn)',
  );
  expect(text).not.toContain('Ẩn vì');
});

test('a message in a group says why it offers no hiding, and a hide that is sent all the same is refused', async () => {
  await house.write(house.oa, [seen('g1', OFFER, { kind: 'group-message', canHide: false, answerTo: '77' })]);
  const inGroup = await house.count('select max(id) from cases');
  const text = await page(`/cases/${inGroup}`);
  expect(text).toContain('Đề xuất: đọc và quyết định (tin nhắn trong nhóm: chỉ xoá hẳn được, không');
  expect(text).not.toContain('Ẩn vì');
  const html = await (await one.get(`/cases/${inGroup}`)).text();
  const on = /name="seen" value="([^"]+)"/u.exec(html)?.[1] ?? '';
  const sent = await one.post(`/cases/${inGroup}/hide`, { seen: on, category: 'sexual', back: '/' });
  expect(sent.status).toBe(409);
  expect(await sent.text()).toContain('Nền tảng không cho ẩn bình luận này.');
  expect(await house.count('select count(*) from actions where case_id = $1', [inGroup])).toBe(0);
});

test('an appeal or a proposal is said where several are decided together', async () => {
  const entry = /name="case" value="(\d+:[^"]+)"/u.exec(await (await one.get(`/cases/${id}`)).text())?.[1];
  const asked = async () => (await one.post('/bulk', { event: 'keep', case: entry ?? '' })).text();
  expect(await asked()).not.toContain('khiếu nại');
  const { id: lan } = await house.person('Hoa', 'moderator');
  await house.pool.query(
    `update cases set appealed_at = sang_now(), proposed_by = $2, proposed_category = 'sexual' where id = $1`,
    [id, lan],
  );
  const said = await asked();
  expect(said).toContain('Có khiếu nại: người khác phải xét lại.');
  expect(said).toContain('Hoa đề nghị ẩn');
  await house.pool.query(
    'update cases set appealed_at = null, proposed_by = null, proposed_category = null where id = $1',
    [id],
  );
});

test('in the history an appeal is its author’s, who stands nowhere, and reasons are in the reader’s words', async () => {
  await house.pool.query(
    `insert into audit (actor, case_id, what, why) values ('author', $1, 'case.appeal', 'while hidden provisionally')`,
    [id],
  );
  expect(await page(`/cases/${id}`)).toMatch(
    / người viết .{0,40} người viết khiếu nại trong lúc đang tạm ẩn/u,
  );
  expect(await page('/audit?actor=author')).toContain('người viết khiếu nại trong lúc đang tạm ẩn');
});

test('what was handed up tells how long it waits since then', async () => {
  await house.pool.query(`update cases set opened_at = sang_now() - interval '5 hours' where id = $1`, [id]);
  expect(await page(`/cases/${id}`)).toContain('đã chờ 5 giờ');
  const actor = { kind: 'person', moderatorId: (await house.person('Minh', 'moderator')).id } as const;
  await review(house.service.reviewing, { caseId: id, event: 'escalate', actor });
  expect(await page('/?lane=escalated')).toContain('đã chờ 1 phút');
});

test('nothing is called well while urgent cases of a page reach nobody', async () => {
  const alone = await page('/health');
  expect(alone).toContain('2 trang chưa có kênh hay người phụ trách nào nhận việc khẩn');
  expect(alone).not.toContain('Không có gì bất thường');
  await house.pool.query(
    `update teams set senior = true where moderator_id = (select max(id) from moderators)`,
  );
  expect(await page('/health')).toContain('Không có gì bất thường');
});

test('a rule is found by its title, without accents too, or by its id; from it lead its open cases', async () => {
  const found = await page('/rules?q=moi+goi');
  expect(found).toContain('sexual.test');
  expect(found).toContain('1 luật');
  expect(found).not.toContain('reply.test');
  expect(await page('/rules?q=reply.test')).toContain('Hỏi giá');
  expect(await page('/rules?q=%3Cscript%3E')).toContain('0 luật');
  expect(await (await one.get('/rules/sexual.test')).text()).toContain('href="/?rule=sexual.test"');
});

test('words of the program stand in the reader’s language', async () => {
  const tried = await one.post('/rules/try', { text: 'ib zalo 0912 345 678 nha' });
  const text = (await tried.text()).replaceAll(/<[^>]*>/gu, ' ');
  expect(text).toContain('điện thoại (');
  expect(text).not.toMatch(/third-party|chat-link|\(own\)/u);
  expect(await page('/sources')).toContain('Zalo ·');
  expect(await page('/me')).toContain('Đặt mật khẩu');
  const health = await page('/health');
  expect(health).toMatch(/đọc, rà, thao tác, bản tin, báo tin, định kỳ/u);
  expect(health).toMatch(/Đang dùng [0-9a-f]{12}, từ/u);
});
