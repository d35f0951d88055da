import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { createDigestStore } from '../../src/adapters/postgres/digests.ts';
import { createHandStore } from '../../src/adapters/postgres/hand.ts';
import type { CommentKind } from '../../src/domain/comment.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { BoardAction } from '../../src/pipeline/ports/board.ts';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { OFFER } from './world.ts';

const QUESTION = 'cái này bao nhiêu tiền vậy shop';

let database: FreshDatabase;
let ground: Ground;
let person: number;
beforeAll(async () => {
  database = await freshDatabase();
  ground = await Ground.open(database.pool);
  // As at Zalo: nothing is hidden by a call, answers have their time.
  Object.assign(ground.world.platform.capabilities, { hide: false, tag: true });
  person = await ground.person();
});
afterAll(() => database.drop());

async function said(text = OFFER, kind: CommentKind = 'article'): Promise<number> {
  const id = `m${Math.random()}`;
  await ground.say(id, text, { kind, canHide: false, answerTo: '77' });
  return ground.caseOf(id);
}

/** What the case's card shows of what is to be done by hand. */
async function tasks(id: number): Promise<BoardAction[]> {
  const found = await createBoardStore(database.pool).get(id, undefined);
  return (found?.actions ?? []).filter(({ kind }) => kind === 'by-hand');
}
const brief = async (id: number) => (await tasks(id)).map(({ detail, state }) => [detail['verb'], state]);
const last = async (id: number): Promise<BoardAction> => {
  const task = (await tasks(id)).at(-1);
  if (task === undefined) throw new Error('no task');
  return task;
};
const hand = () => createHandStore(database.pool);
const inLane = async (id: number): Promise<boolean> => {
  const { cases } = await createBoardStore(database.pool).list({ lane: 'by-hand' }, { limit: 100 });
  return cases.some(({ item }) => item.caseId === id);
};

test('what the platform hides by no call is a task; ticked off, it counts as hidden, and taking it back is a task again', async () => {
  const id = await said();
  expect(await ground.decide(id, 'hide', person)).toBe(true);
  await ground.act();
  expect(ground.world.platform.calls).toEqual([]);
  expect(await brief(id)).toEqual([['hide', 'pending']]);
  expect(await inLane(id)).toBe(true);
  const task = await last(id);
  expect(task.may).toEqual(['done', 'dismiss']);
  expect(await hand().done(task.id, person)).toBe(true);
  expect(await hand().done(task.id, person)).toBe(false);
  expect(await inLane(id)).toBe(false);

  // Ticked too early: back among what is to be done.
  expect((await last(id)).may).toEqual(['reopen']);
  expect(await hand().reopen(task.id, person)).toBe(true);
  expect(await inLane(id)).toBe(true);
  await hand().done(task.id, person);

  expect(await ground.decide(id, 'undo', person)).toBe(true);
  expect(await brief(id)).toEqual([
    ['hide', 'done'],
    ['unhide', 'pending'],
  ]);
  expect(await hand().reopen(task.id, person)).toBe(false);
  // What is to be seen again is not dropped, and handing the case up takes nothing away.
  expect((await last(id)).may).toEqual(['done']);
  expect(await ground.world.actions.dismiss((await last(id)).id, person)).toBe(false);
  // Save where text and link are forgotten, and nobody could find it any more.
  const forgotten = (at: string): Promise<unknown> =>
    database.pool.query(
      `update comments set purged_at = ${at} where id = (select comment_id from cases where id = $1)`,
      [id],
    );
  await forgotten('now()');
  expect((await last(id)).may).toEqual(['done', 'dismiss']);
  await forgotten('null');
  await ground.decide(id, 'escalate', person);
  expect(await brief(id)).toEqual([
    ['hide', 'done'],
    ['unhide', 'pending'],
  ]);
  // It is hidden there as it is: whoever hides it again has nothing left to do.
  await ground.decide(id, 'hide', person);
  expect(await inLane(id)).toBe(false);
  const { rows } = await database.pool.query<{ what: string }>(
    `select what from audit where case_id = $1 and what like 'action.%hand' order by id`,
    [id],
  );
  expect(rows.map(({ what }) => what)).toEqual([
    'action.done-by-hand',
    'action.reopened-by-hand',
    'action.done-by-hand',
  ]);
});

test('what nobody has done yet needs no way back; a task may be dropped', async () => {
  const id = await said();
  await ground.decide(id, 'hide', person);
  expect(await ground.decide(id, 'undo', person)).toBe(true);
  expect(await brief(id)).toEqual([['hide', 'cancelled']]);
  await ground.decide(id, 'hide', person);
  const { id: task } = await last(id);
  expect(await ground.world.actions.dismiss(task, person)).toBe(true);
  expect(await brief(id)).toEqual([
    ['hide', 'cancelled'],
    ['hide', 'cancelled'],
  ]);
  expect(await inLane(id)).toBe(false);
});

test('the command line takes back what was done by hand, as a task', async () => {
  const id = await said();
  await ground.decide(id, 'hide', person);
  await hand().done((await last(id)).id, person);
  expect(await ground.undo(id)).toBe(true);
  expect(await brief(id)).toEqual([
    ['hide', 'done'],
    ['unhide', 'pending'],
  ]);
});

test.each([
  { kind: 'message', why: 'a letter is read by the page alone' },
  { kind: 'group-message', why: 'in a group it could only be deleted for good' },
] as const)('nobody hides a $kind: $why', async ({ kind }) => {
  const id = await said(OFFER, kind);
  const { reviewing } = ground.world;
  const actor = { kind: 'person', moderatorId: person } as const;
  expect(await review(reviewing, { caseId: id, event: 'hide', actor, category: 'sexual' })).toMatchObject({
    kind: 'refused',
    code: 'cannot-hide',
  });
  expect(await brief(id)).toEqual([]);
});

test('an answer whose time is over is a task with its text and the reason; the machine’s own is none', async () => {
  const { platform, reviewing } = ground.world;
  const closed = () => platform.faults.push(new PlatformFailure('give-up', 'zalo.-230', { byHand: true }));
  const id = await said(QUESTION, 'message');
  const actor = { kind: 'person', moderatorId: person } as const;
  await review(reviewing, { caseId: id, event: 'reply', actor, reply: 'Dạ 5k ạ' });
  closed();
  await ground.act();
  expect(await tasks(id)).toMatchObject([
    { state: 'pending', detail: { verb: 'reply', text: 'Dạ 5k ạ', because: 'zalo.-230' } },
  ]);
  expect(await inLane(id)).toBe(true);

  const other = await said(QUESTION, 'message');
  await database.pool.query(
    `insert into actions (case_id, source_id, number, kind, category, by, rule, detail)
     values ($1, $2, 0, 'reply', 'needs-reply', 'rule', 'reply.test', '{"text":"8h"}')`,
    [other, ground.source],
  );
  closed();
  await ground.act();
  expect(await tasks(other)).toEqual([]);
});

test('to show again and to answer are two tasks of one decision', async () => {
  Object.assign(ground.world.platform.capabilities, { reply: false });
  try {
    const id = await said(`${OFFER}, ${QUESTION}`);
    const actor = { kind: 'person', moderatorId: person } as const;
    const { reviewing } = ground.world;
    await ground.decide(id, 'hide', person);
    await hand().done((await last(id)).id, person);
    await ground.decide(id, 'undo', person);
    await review(reviewing, { caseId: id, event: 'reply', actor, reply: 'Dạ' });
    expect(await brief(id)).toEqual([
      ['hide', 'done'],
      ['unhide', 'pending'],
      ['reply', 'pending'],
    ]);
  } finally {
    Object.assign(ground.world.platform.capabilities, { reply: { maxLength: 8000 } });
  }
});

test('a digest counts what waits to be done by hand, for the pages it is about', async () => {
  const { count } = (
    await database.pool.query<{ count: number }>(
      `select count(*)::int as count from actions where kind = 'by-hand' and state = 'pending'`,
    )
  ).rows[0] ?? { count: 0 };
  expect(count).toBeGreaterThan(2);
  const store = createDigestStore(database.pool);
  const window = { from: new Date(Date.now() + 10_000), to: new Date(Date.now() + 20_000), limit: 10 };
  expect((await store.read(window)).tasks).toMatchObject({ count });
  expect((await store.read({ ...window, sources: [ground.source + 1] })).tasks).toBeUndefined();
  expect((await store.read({ ...window, urgent: true })).tasks).toBeUndefined();
});
