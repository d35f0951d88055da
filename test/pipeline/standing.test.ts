import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { databaseNow } from '../../src/adapters/postgres/clock.ts';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { createNoticeStore } from '../../src/adapters/postgres/notices.ts';
import { type Decide, review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { OFFER } from './world.ts';

let database: FreshDatabase;
let ground: Ground;
let people: readonly number[];

beforeAll(async () => {
  database = await freshDatabase();
  ground = await Ground.open(database.pool);
  people = [await ground.person(), await ground.person()];
});
afterAll(() => database.drop());

interface Row {
  readonly state: string;
  readonly appealed: boolean;
  readonly proposed: boolean;
  /** The text a card shows. */
  readonly text: string;
}

async function row(id: number): Promise<Row | undefined> {
  const { rows } = await database.pool.query<Row>(
    `select k.state, k.appealed_at is not null as appealed, k.proposed_by is not null as proposed, r.text
     from cases k join verdicts v on v.id = k.verdict_id join revisions r on r.id = v.revision_id where k.id = $1`,
    [id],
  );
  return rows[0];
}

const decide = (caseId: number, person: number, wish: Pick<Decide, 'event' | 'category' | 'agreesWith'>) => {
  const { reviewing } = ground.world;
  const actor = { kind: 'person', moderatorId: people[person] ?? 0 } as const;
  return review(reviewing, { caseId, actor, ...wish });
};

test('an appeal is heard by a person, whatever its author writes meanwhile', async () => {
  await ground.say('appealed', OFFER);
  const id = await ground.caseOf('appealed');
  await decide(id, 0, { event: 'hide', category: 'sexual' });
  await ground.act();
  await decide(id, 0, { event: 'appeal' });
  await ground.say('appealed', 'xin lỗi mọi người');
  expect(await row(id)).toMatchObject({ state: 'open', appealed: true, text: 'xin lỗi mọi người' });
  expect(ground.isHidden('appealed')).toBe(true);
  expect(await decide(id, 1, { event: 'keep' })).toMatchObject({ kind: 'done', state: 'kept' });
  await ground.act();
  expect(ground.isHidden('appealed')).toBe(false);
});

test('what a person hid comes before a person again when its text changes, and stays there', async () => {
  await ground.say('changed', OFFER);
  const id = await ground.caseOf('changed');
  await decide(id, 0, { event: 'hide', category: 'sexual' });
  await ground.act();
  await ground.say('changed', `${OFFER} nha`);
  expect(await row(id)).toMatchObject({ state: 'open' });
  await ground.say('changed', 'đẹp quá');
  expect(await row(id)).toMatchObject({ state: 'open', text: 'đẹp quá' });
  expect(ground.isHidden('changed')).toBe(true);
});

test('a case opened by hand outlives another look; a proposal outlives only the text it is about', async () => {
  await ground.say('by hand', 'đẹp quá');
  const { rows } = await database.pool.query<{ id: string }>(
    `select id from comments where external_id = 'by hand'`,
  );
  const actor = { kind: 'person', moderatorId: people[0] ?? 0 } as const;
  const id = (await ground.world.cases.openByHand(Number(rows[0]?.id), actor)) ?? 0;
  expect(await decide(id, 0, { event: 'hide', category: 'spam' })).toEqual({ kind: 'proposed' });
  await ground.rescreen('by hand');
  expect(await row(id)).toMatchObject({ state: 'open', proposed: true });
  await ground.say('by hand', 'đẹp quá đi');
  expect(await row(id)).toMatchObject({ state: 'open', proposed: false, text: 'đẹp quá đi' });
});

test('a case that only the rules opened closes when they find nothing any more', async () => {
  await ground.say('alone', OFFER);
  const id = await ground.caseOf('alone');
  await ground.say('alone', 'hay quá');
  expect(await row(id)).toMatchObject({ state: 'expired' });
});

test('handing up a provisional hide does not confirm it: it ends in time and waits, visible, for its decision', async () => {
  await ground.say('handed up', OFFER);
  const id = await ground.caseOf('handed up');
  await ground.hideProvisionally(id);
  await ground.act();
  expect(ground.isHidden('handed up')).toBe(true);
  expect(await decide(id, 0, { event: 'escalate' })).toMatchObject({ kind: 'done', state: 'escalated' });
  await ground.act();
  const { cases: ending } = await createBoardStore(database.pool).list(
    { lane: 'provisional' },
    { limit: 50 },
  );
  expect(ending.map(({ item }) => item.caseId)).toContain(id);
  expect(ground.isHidden('handed up')).toBe(true);
  await ground.expire(id);
  await ground.act();
  expect(ground.isHidden('handed up')).toBe(false);
  expect(await row(id)).toMatchObject({ state: 'escalated' });
  expect(await decide(id, 1, { event: 'hide', category: 'sexual' })).toMatchObject({ state: 'hidden' });
  await ground.act();
  expect(ground.isHidden('handed up')).toBe(true);
});

test('what nobody confirmed in time is visible and waits for a person: in its lane, in the next digest, and told of anew', async () => {
  await ground.say('unconfirmed', OFFER);
  const id = await ground.caseOf('unconfirmed');
  await ground.hideProvisionally(id);
  await database.pool.query(
    `update cases set decision = 'urgent', opened_at = sang_now() - interval '1 day' where id = $1`,
    [id],
  );
  await database.pool.query(
    `insert into channels (source_id, kind, name, target) values ($1, 'webhook', 'Ca trực', '\\x00')`,
    [ground.source],
  );
  const notices = createNoticeStore(database.pool);
  await notices.raise();
  await ground.act();
  const from = await databaseNow(database.pool);
  await ground.expire(id);
  await ground.act();
  expect(ground.isHidden('unconfirmed')).toBe(false);
  expect(await row(id)).toMatchObject({ state: 'open' });
  for (const lane of ['harm', 'urgent', 'all'] as const) {
    const { cases } = await createBoardStore(database.pool).list({ lane }, { limit: 50 });
    expect(cases.map(({ item }) => item.caseId)).toContain(id);
  }
  const to = await databaseNow(database.pool);
  const { items, trouble } = await ground.world.digests.read({ from, to, limit: 50 });
  expect(items.map(({ caseId }) => caseId)).toContain(id);
  expect(trouble).toContainEqual(expect.objectContaining({ kind: 'hides-expired' }));
  await notices.raise();
  const { rows: told } = await database.pool.query(
    'select state from notices where case_id = $1 order by number',
    [id],
  );
  expect(told).toEqual([{ state: 'done' }, { state: 'pending' }]);
  // Closed by the rules while it stood, it ends with nobody asked.
  await ground.say('closed', OFFER);
  const closed = await ground.caseOf('closed');
  await ground.hideProvisionally(closed);
  await ground.say('closed', 'đẹp quá');
  await ground.sweep();
  await ground.act();
  expect(await row(closed)).toMatchObject({ state: 'expired' });
  expect(ground.isHidden('closed')).toBe(false);
});

test('a brake takes back an unsent hide of a case that was handed up, and leaves it with whom it was handed to', async () => {
  await ground.say('braked', OFFER);
  const id = await ground.caseOf('braked');
  await ground.hideProvisionally(id);
  await decide(id, 0, { event: 'escalate' });
  const controls = createControlStore(database.pool);
  await controls.pull({ source: ground.source }, 'test', undefined);
  const { rows } = await database.pool.query(
    'select state, decided_by, expires_at from cases where id = $1',
    [id],
  );
  expect(rows).toEqual([{ state: 'escalated', decided_by: 'person', expires_at: null }]);
  await ground.act();
  expect(ground.isHidden('braked')).toBe(false);
});

test('a text that is changed leaves the near-identical ones it stood with', async () => {
  const group = async (id: number): Promise<string | null | undefined> =>
    (
      await database.pool.query<{ key: string | null }>('select group_key as key from cases where id = $1', [
        id,
      ])
    ).rows[0]?.key;
  await ground.say('in a wave', OFFER);
  const id = await ground.caseOf('in a wave');
  await database.pool.query(`update cases set group_key = 'wave' where id = $1`, [id]);
  await ground.say('in a wave', `${OFFER} nha`);
  expect(await row(id)).toMatchObject({ state: 'open', text: `${OFFER} nha` });
  expect(await group(id)).not.toBe('wave');
});
