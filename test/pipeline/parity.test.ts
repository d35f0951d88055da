import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createParityAlarms } from '../../src/adapters/postgres/parity.ts';
import { createReportStore } from '../../src/adapters/postgres/reports.ts';
import { compose, render } from '../../src/pipeline/digest.ts';
import { watchParity } from '../../src/pipeline/report.ts';
import { type Desk, openDesk } from './digest-desk.ts';
import { seedCase, seedMember, seedSource } from './seeded.ts';

const CRITICAL = 'Ủy ban nhân dân phường làm ăn kiểu gì vậy';

let desk: Desk;
let page: number;
let other: number;
beforeAll(async () => {
  desk = await openDesk();
  page = await seedSource(desk.pool, 'Trang Xanh');
  other = await seedSource(desk.pool, 'Trang Đỏ');
}, 60_000);
afterAll(() => desk.close());

/** Cases with a finding of harm as screening opens them, hidden by a person or not. */
async function cases(sourceId: number, many: number, text: string, hidden: boolean): Promise<void> {
  const person = await seedMember(desk.pool, `p${Math.random()}@trang.vn`, [{ sourceId }]);
  for (let nth = 0; nth < many; nth += 1) {
    const caseId = await seedCase(desk.pool, { sourceId, text: `${text} ${nth}`, category: 'abuse' });
    await desk.pool.query(
      `insert into audit (actor, source_id, case_id, what) values ('rule', $1, $2, 'case.opened')`,
      [sourceId, caseId],
    );
    if (!hidden) continue;
    await desk.pool.query(
      `insert into actions (case_id, source_id, number, kind, category, by, moderator_id, state)
       values ($1, $2, 1, 'hide', 'abuse', 'person', $3, 'done')`,
      [caseId, sourceId, person],
    );
  }
}

const watch = (): Promise<number> => watchParity(createReportStore(desk.pool), createParityAlarms(desk.pool));
const aDayLater = () =>
  desk.pool.query(`update controls set at = at - interval '1 day' where name = 'parity-looked'`);

test('criticism that is hidden more often than the rest rings by itself: once, to the people of that page, in words', async () => {
  // On one page every critical comment was hidden and hardly any other; on the other all fare alike.
  await cases(page, 14, CRITICAL, true);
  await cases(page, 30, 'nội dung khác hẳn', false);
  await cases(other, 14, CRITICAL, true);
  await cases(other, 14, 'nội dung khác hẳn', true);
  const from = new Date(Date.now() - 60_000);
  // The page as a whole, and the rule behind it; of several processes one looks.
  const rang = await Promise.all([watch(), watch(), watch()]);
  expect(rang.toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
  const { rows } = await desk.pool.query(
    `select source_id::int as source, rule, after from audit where what = 'report.parity' order by rule nulls first`,
  );
  const after = { critical: 14, criticalHidden: 14, rest: 30, restHidden: 0 };
  expect(rows).toEqual([
    { source: page, rule: null, after },
    { source: page, rule: 'abuse.test', after },
  ]);

  const window = { from, to: new Date(Date.now() + 1_000) };
  const composed = await compose(desk.deps.store, { ...window, sources: [page] });
  expect(composed.trouble.map(({ kind, subject }) => `${kind} ${subject}`).toSorted()).toEqual([
    'parity Trang Xanh',
    'parity Trang Xanh (abuse.test)',
  ]);
  const { html, txt } = render(composed, { lang: 'vi', timeZone: 'Asia/Ho_Chi_Minh' });
  for (const told of [html, txt]) expect(told).toContain('bị ẩn nhiều hơn hẳn bình luận khác');
  expect((await compose(desk.deps.store, { ...window, sources: [other] })).trouble).toEqual([]);

  // Who could not look to the end leaves it to the next one.
  await aDayLater();
  const store = createReportStore(desk.pool);
  const broken = {
    ...store,
    now: () => Promise.reject(new Error('canceling statement due to statement timeout')),
  };
  await expect(watchParity(broken, createParityAlarms(desk.pool))).rejects.toThrow('statement timeout');
  expect(await createParityAlarms(desk.pool).claim(23)).toBe(true);

  // Looked at again the next day it is not told a second time; when the days of silence are over it is.
  await aDayLater();
  expect(await watch()).toBe(0);
  await aDayLater();
  const alarms = createParityAlarms(desk.pool);
  const silenceOver = {
    claim: (hours: number) => alarms.claim(hours),
    release: () => alarms.release(),
    ring: (groups: Parameters<typeof alarms.ring>[0]) => alarms.ring(groups, 0),
  };
  expect(await watchParity(createReportStore(desk.pool), silenceOver)).toBe(2);
}, 60_000);

test('cases of the window come once each, page after page, whatever lies before it or is no harm', async () => {
  const store = createReportStore(desk.pool);
  const to = await store.now();
  await cases(other, 1_100, 'một trang dài', false);
  await desk.pool.query(
    `update cases set harm = false where id in (select id from cases where source_id = $1 order by id desc limit 50)`,
    [other],
  );
  const count = async (from: Date, end: Date, sources?: readonly number[]): Promise<number> => {
    const window = { from, to: end, timeZone: 'UTC', ...(sources === undefined ? {} : { sources }) };
    let many = 0;
    for await (const some of store.harmCases(window)) many += some.length;
    return many;
  };
  const later = new Date(Date.now() + 60_000);
  expect(await count(to, later)).toBe(1_050);
  expect(await count(to, later, [page])).toBe(0);
  expect(await count(new Date(0), to, [page])).toBe(44);
}, 60_000);
