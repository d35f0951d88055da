import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRescreenStore } from '../../src/adapters/postgres/rescreen.ts';
import type { Place } from '../../src/pipeline/ports/rescreening.ts';
import { rescreen } from '../../src/pipeline/rescreen.ts';
import { review } from '../../src/pipeline/review.ts';
import { screen } from '../../src/pipeline/screen.ts';
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

const again = () =>
  rescreen(
    { store: createRescreenStore(database.pool), ring: async () => undefined },
    new Date('2026-10-01'),
  );

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
    expect(await again()).toBe(time === 0 ? 4 : 0);
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

test('what is new is screened before everything that is screened again, and polls are not slowed for it', async () => {
  const { pool } = database;
  const [old, lively] = [await world.addPage(), await world.addPage()];
  const many = Array.from({ length: 1_200 }, (_, n) => seen(`old-${n}`, `đẹp quá lần ${n}`));
  world.platform.batches.push(batchOf(many));
  await world.poll(old);
  await world.screen();
  await world.publish([...hides('đi khách qua đêm'), { path: 'packs/moi.txt', text: 'xe chậm' }]);
  expect(await again()).toBe(1_204);
  expect(await world.polls.owed(50_000)).toBe(0);

  // Two new comments come in while the backlog is being worked off, on a page that has some of it and on one that has none.
  const judged: string[][] = [];
  const claimed = { ...world.screening };
  claimed.claim = (selection, work) =>
    world.screening.claim(selection, (claim) => {
      judged.push(claim.owed.map(({ text }) => text));
      return work(claim);
    });
  const rulebook = async () => {
    if (judged.length === 2 && world.platform.batches.length === 0) {
      world.platform.batches.push(batchOf([seen('new-1', 'nhận đi khách qua đêm')]));
      await world.poll(old);
      world.platform.batches.push(batchOf([seen('new-2', 'ai đi khách qua đêm')]));
      await world.poll(lively);
    }
    return world.rulebook();
  };
  await screen({ ...world.screenDeps, store: claimed, rulebook }, new AbortController().signal);
  expect(judged.map((texts) => texts.length)).toEqual([54, 100, 2, 100, 500, 450]);
  expect(judged[2]?.toSorted()).toEqual(['ai đi khách qua đêm', 'nhận đi khách qua đêm']);
  expect((await pool.query('select 1 from unscreened')).rowCount).toBe(0);
});

test('a step looks at so many comments and no more, whether they are owed, judged or neither', async () => {
  const { pool } = database;
  const store = createRescreenStore(pool);
  await world.publish([...hides('đi khách qua đêm'), { path: 'packs/moi.txt', text: 'xe rất chậm' }]);
  const steps: number[] = [];
  const walk = async (limit: number): Promise<void> => {
    steps.length = 0;
    let place: Place | undefined = { at: '2026-10-01', id: 0 };
    while (place !== undefined) {
      const { put, next }: Awaited<ReturnType<typeof store.owe>> = await store.owe(place, limit);
      steps.push(put);
      place = next;
    }
  };
  await pool.query(
    `update comments set gone_at = sang_now() where id = (select max(id) from comments where external_id like 'old-%')`,
  );
  await walk(500);
  expect(steps).toEqual([500, 500, 205, 0]);
  // Broken off and begun anew: what is owed is not owed twice, and the walk ends.
  await walk(500);
  expect(steps).toEqual([0, 0, 0, 0]);
  // A text that changes is new, also where its former one came back.
  await pool.query(
    `update unscreened set again = true where revision_id = (select current_revision from comments where external_id = 'new-2')`,
  );
  for (const text of ['chữ khác', 'ai đi khách qua đêm']) {
    world.platform.batches.push(batchOf([seen('new-2', text)]));
    await world.poll(3);
  }
  const { rows } = await pool.query(
    `select u.again from unscreened u join comments c on c.current_revision = u.revision_id where c.external_id = 'new-2'`,
  );
  expect(rows).toEqual([{ again: false }]);
});
