import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createReportStore } from '../../src/adapters/postgres/reports.ts';
import { renderReport, renderReportCsv, renderReportJson } from '../../src/domain/report/render.ts';
import type { Report } from '../../src/domain/report/report.ts';
import { report } from '../../src/pipeline/report.ts';
import { type Decide, review } from '../../src/pipeline/review.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, seen, type World } from './world.ts';

const OFFER = 'em nhận đi khách qua đêm, gọi 0912 345 678';
const AUTHOR = 'Người Viết Bí Mật';

let database: FreshDatabase;
let world: World;
let source: number;
let done: Report;
const people: number[] = [];

/** Six offers (one of which also asks), two questions, one harmless; decided in every way there is. */
beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
  source = (await world.sources.add({ platform: 'facebook', externalId: 'p', name: 'Trang thử' }, 'test')).id;
  for (const name of ['Trúc', 'Lan']) {
    const { rows } = await database.pool.query<{ id: string }>(
      'insert into moderators (email, name) values ($1, $1) returning id',
      [name],
    );
    people.push(Number(rows[0]?.id));
  }
  const texts = [OFFER, OFFER, OFFER, `${OFFER} bao nhiêu tiền`, 'phường này đi khách qua đêm à', OFFER];
  world.platform.batches.push(
    batchOf(
      [...texts, 'bao nhiêu tiền vậy', 'bao nhiêu tiền thế', 'đẹp quá'].map((text, index) =>
        seen(`c${index}`, text, { authorName: AUTHOR, authorId: 'mã-người-viết' }),
      ),
    ),
  );
  await world.poll(source);
  await world.screen();
  await decide('c0', 0, 'hide', { category: 'sexual' });
  await decide('c1', 0, 'hide', { category: 'sexual' });
  await world.act();
  await decide('c1', 0, 'undo');
  await decide('c2', 0, 'keep');
  await decide('c3', 0, 'hide', { category: 'sexual' });
  await world.act();
  await decide('c3', 1, 'appeal', { why: 'người viết khiếu nại' });
  await decide('c3', 1, 'keep');
  await decide('c6', 0, 'reply', { reply: 'Dạ 50 nghìn ạ' });
  // A question hidden for abuse: no rule gave a reason, so two people were needed.
  await decide('c7', 0, 'hide', { category: 'abuse' });
  await decide('c7', 1, 'hide', { category: 'abuse', agreesWith: people[0]! });
  await hideByRule('c5');
  await world.sweeping.expire(10);
  await world.act();
  // Screened again under other rules.
  await database.pool.query(`insert into verdicts (revision_id, rulebook_id, decision, suggest, row, language, accents)
    select revision_id, rulebook_id + 1, 'urgent', suggest, row, language, accents from verdicts`);
  done = await read();
});
afterAll(async () => {
  await database.drop();
});

async function caseId(externalId: string): Promise<number> {
  const { rows } = await database.pool.query<{ id: string }>(
    'select k.id from cases k join comments c on c.id = k.comment_id where c.external_id = $1',
    [externalId],
  );
  return Number(rows[0]?.id);
}

async function decide(
  externalId: string,
  person: number,
  event: Decide['event'],
  more: Partial<Decide> = {},
): Promise<void> {
  const result = await review(world.reviewing, {
    caseId: await caseId(externalId),
    event,
    actor: { kind: 'person', moderatorId: people[person]! },
    ...more,
  });
  expect(['done', 'proposed']).toContain(result.kind);
}

/** An automatic hide as screening writes it, already past its time. */
async function hideByRule(externalId: string): Promise<void> {
  await database.pool.query("update sources set mode = 'enforce' where id = $1", [source]);
  await database.pool.query(
    `with k as (update cases set expires_at = sang_now() - interval '1 minute', decision_number = 1,
       decided_by = 'rule' where id = $1 returning id, source_id)
     insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
     select id, source_id, 1, 'hide', 'sexual', 'rule', 'sexual.test', sang_now() from k`,
    [await caseId(externalId)],
  );
  await world.act();
}

async function read(sources?: readonly number[]): Promise<Report> {
  const now = Date.now();
  return report(createReportStore(database.pool), {
    from: new Date(now - 86_400_000),
    to: new Date(now + 86_400_000),
    timeZone: 'Asia/Ho_Chi_Minh',
    ...(sources === undefined ? {} : { sources }),
  });
}

test('every comment is counted once, under what became of it', () => {
  expect(done.screened).toBe(9);
  expect(done.cases).toBe(8);
  expect(done.categories).toEqual([
    { source, category: 'needs-reply', count: 3 },
    { source, category: 'sexual', count: 6 },
  ]);
  expect(done.days).toHaveLength(1);
  expect(done.days[0]).toMatchObject({ screened: 9, cases: 8, hidden: 5, overturned: 2 });
  expect(done.days[0]?.deciding).toBe(done.deciding.median);
});

test('hides are told by who, in which mode, and how they ended', () => {
  const rows = done.hides.map(({ category, rule, by, mode, end, count }) =>
    [category, rule ?? '-', by, mode, end, count].join(' '),
  );
  expect(rows).toEqual([
    'abuse - person observe confirmed 1',
    'sexual sexual.test person observe confirmed 1',
    'sexual sexual.test person observe overturned 2',
    'sexual sexual.test rule observe expired 1',
  ]);
  expect(done).toMatchObject({ hiddenByRule: 1, hiddenByPerson: 4 });
  expect(done.secondPerson).toEqual({ proposed: 1, agreed: 1 });
  expect(done.appeals).toEqual({ made: 1, upheld: 0, overturned: 1 });
});

test('times run from opening to the first word, and from hiding to showing', () => {
  expect(done.deciding.count).toBe(6);
  expect(done.deciding.median).toBeGreaterThanOrEqual(0);
  // c1, c3 and c5 were hidden and shown again.
  expect(done.hidden.count).toBe(3);
});

test('comments that complain or speak of an institution are compared with the rest', () => {
  expect(done.parity.find(({ rule }) => rule === undefined)).toMatchObject({
    source,
    critical: { cases: 2, hidden: 1 },
    rest: { cases: 4, hidden: 3 },
    alarm: false,
  });
});

test('one source alone can be asked for; a stranger to it gets nothing', async () => {
  expect((await read([source])).screened).toBe(9);
  const other = await read([source + 1]);
  expect(other).toMatchObject({ screened: 0, cases: 0, hides: [], parity: [], sources: [] });
});

test('no form of it carries a text, an author or an id of the platform', () => {
  for (const shown of [
    renderReport(done, 'vi', '2026-11'),
    renderReportCsv(done, 'vi'),
    renderReportJson(done, '2026-11'),
  ]) {
    for (const secret of [AUTHOR, 'mã-người-viết', 'đi khách', '0912', 'Trúc', 'Lan'])
      expect(shown).not.toContain(secret);
  }
});

test('what the platform has not confirmed, or refused, is not counted as hidden; once confirmed it is', async () => {
  const told = async () => {
    const { hides, days, parity } = await read();
    return {
      hides: hides.reduce((sum, { count }) => sum + count, 0),
      days: days[0]?.hidden,
      critical: parity.find(({ rule }) => rule === undefined)?.critical.hidden,
    };
  };
  const before = await told();
  await decide('c4', 0, 'hide', { category: 'sexual' });
  expect(await told()).toEqual(before);
  await database.pool.query("update actions set state = 'failed' where case_id = $1", [await caseId('c4')]);
  expect(await told()).toEqual(before);
  await database.pool.query("update actions set state = 'pending' where case_id = $1", [await caseId('c4')]);
  await world.act();
  expect(await told()).toEqual({ hides: before.hides + 1, days: 6, critical: 2 });
});

test('a hide that ended with its reason stands no longer, a person’s neither', async () => {
  const ends = async () =>
    (await read()).hides.reduce((sum, { end, count }) => sum + (end === 'ended' ? count : 0), 0);
  const before = await ends();
  world.platform.batches.push(batchOf([seen('reworded', OFFER)]));
  await world.poll(source);
  await world.screen();
  await decide('reworded', 0, 'hide', { category: 'sexual' });
  await world.act();
  expect(await ends()).toBe(before);
  world.platform.batches.push(batchOf([seen('reworded', 'xin lỗi mọi người')]));
  await world.poll(source);
  await world.screen();
  await world.act();
  expect(await ends()).toBe(before + 1);
});

test('a case made by hand is opened once, however often it is asked for', async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from comments where external_id = 'c8'",
  );
  const ask = () => world.cases.openByHand(Number(rows[0]?.id), { kind: 'person', moderatorId: people[0]! });
  const before = (await read()).cases;
  expect(await ask()).toBe(await ask());
  expect((await read()).cases).toBe(before + 1);
});
