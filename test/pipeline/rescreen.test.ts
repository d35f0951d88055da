import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRescreenStore } from '../../src/adapters/postgres/rescreen.ts';
import { rescreen } from '../../src/pipeline/rescreen.ts';
import { review } from '../../src/pipeline/review.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, RULES, seen, type World } from './world.ts';

const hides = (phrases: string) => [
  RULES[0]!,
  {
    path: 'hide.yaml',
    text: `id: sexual.test
title: Mời gọi
category: sexual
stage: hide
severity: high
owner: trúc
why: Mời gọi tình dục
review_by: 2099-01-01
when: { phrase: [${phrases}] }
examples:
  match: ["em đi khách qua đêm", "nhận đi khách qua đêm nha", "ai đi khách qua đêm không"]
  no_match: ["đi chơi qua đêm với lớp", "đẹp quá", "hay quá", "ngon quá", "xa quá"]
`,
  },
];

let database: FreshDatabase;
let world: World;

beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool, hides('đi khách qua đêm'));
});
afterAll(() => database.drop());

test('a rescreen under new rules replaces verdicts and acts on nothing twice', async () => {
  const { pool } = database;
  const { cases } = world;
  await pool.query(`update stages set earned = 'hide'`);
  await world.publish(hides('đi khách qua đêm'));
  const id = await world.addPage();
  await pool.query(`update sources set mode = 'enforce' where id = $1`, [id]);
  const texts = ['nhận đi khách qua đêm', 'ai đi khách qua đêm', 'tàu nhanh không em', 'đẹp quá'];
  world.platform.batches.push(batchOf(texts.map((text, index) => seen(`c${index}`, text))));
  await world.poll(id);
  const called = (): string[] =>
    world.platform.calls.map((order) => `${order.verb} ${'comment' in order ? order.comment : ''}`).sort();
  await world.screen();
  await world.act();
  expect(called()).toEqual(['hide c0', 'hide c1']);

  // A person shows the second one again; that word stands whatever the rules say later.
  const { rows } = await pool.query<{ case: string; moderator: string }>(
    `with m as (insert into moderators (email, name) values ('truc@example.vn', 'Trúc') returning id)
     select k.id as case, m.id as moderator from m, cases k join comments c on c.id = k.comment_id
     where c.external_id = 'c1'`,
  );
  const actor = { kind: 'person', moderatorId: Number(rows[0]?.moderator) } as const;
  const kept = await review(
    { store: cases, platforms: world.platforms, queues: world.queues },
    { caseId: Number(rows[0]?.case), event: 'keep', actor },
  );
  expect(kept.kind).toBe('done');
  await world.act();

  await world.publish([...hides('đi khách qua đêm'), { path: 'packs/khac.txt', text: 'tàu nhanh' }]);
  for (let time = 0; time < 2; time += 1) {
    const put = await rescreen(
      { store: createRescreenStore(pool), ring: async () => undefined },
      new Date('2026-10-01'),
    );
    expect(put).toBe(time === 0 ? 4 : 0);
    await world.screen();
    await world.act();
  }
  expect(called()).toEqual(['hide c0', 'hide c1', 'unhide c1']);
  const { rows: standing } = await pool.query(
    `select c.external_id as comment, k.state, count(v.id)::int as verdicts, bool_or(b.active and v.id = k.verdict_id) as present
     from comments c left join cases k on k.comment_id = c.id
     join verdicts v on v.revision_id = c.current_revision join rulebooks b on b.id = v.rulebook_id
     group by 1, 2 order by 1`,
  );
  expect(standing).toEqual([
    { comment: 'c0', state: 'open', verdicts: 2, present: true },
    { comment: 'c1', state: 'kept', verdicts: 2, present: false },
    { comment: 'c2', state: null, verdicts: 2, present: false },
    { comment: 'c3', state: null, verdicts: 2, present: false },
  ]);
});
