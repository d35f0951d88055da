import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { storeBatch } from '../../../src/adapters/postgres/intake.ts';
import { createRetentionStore } from '../../../src/adapters/postgres/retention.ts';
import { createSearchStore } from '../../../src/adapters/postgres/search.ts';
import { createPeople } from '../../../src/adapters/secrets/people.ts';
import { Ground } from '../../e2e/ground.ts';
import { seen } from '../../pipeline/world.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';

const people = createPeople('a secret for the tests of the search');
let database: FreshDatabase;
let ground: Ground;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  ground = await Ground.open(database.pool);
});

const index = () => createSearchStore(database.pool).index(100_000);
async function find(text: string): Promise<number> {
  await index();
  return (await createSearchStore(database.pool).find({ text, source: ground.source, limit: 10 })).found
    .length;
}

/** Many texts later: further than anybody would look back. */
async function later(): Promise<void> {
  await database.pool.query(`select nextval('revisions_id_seq') from generate_series(1, 5000)`);
  await (await Ground.open(database.pool)).store([seen(`fast ${Math.random()}`, 'nhanh mnbvc')]);
  await index();
}

test('a comment that is edited and edited back is found by what it says now', async () => {
  await ground.store([seen('e', 'chữ cũ abcxy')]);
  expect(await find('abcxy')).toBe(1);
  await ground.store([seen('e', 'chữ mới defzw')]);
  expect([await find('abcxy'), await find('defzw')]).toEqual([0, 1]);
  await later();
  await ground.store([seen('e', 'chữ cũ abcxy')]);
  expect([await find('abcxy'), await find('defzw')]).toEqual([1, 0]);
});

test('what the page itself wrote is not among what could become a case', async () => {
  await ground.store([{ ...seen('own', 'trang đã trả lời ghjkl'), byPage: true }]);
  expect(await find('ghjkl')).toBe(0);
});

test('a text stored by a transaction that ends long after others is found', async () => {
  const slow = await database.pool.connect();
  await slow.query('begin');
  await storeBatch(
    slow,
    ground.source,
    { posts: [], comments: [seen('slow', 'chậm qwrtp')], gone: [] },
    people,
  );
  await later();
  await slow.query('commit');
  slow.release();
  expect(await find('qwrtp')).toBe(1);
});

test('a forgotten text is found no more, also when its words were just being written', async () => {
  const { pool } = database;
  await ground.store([seen('f', 'quên đi jklhg', { authorId: 'p1' })]);
  const forget = () => createRetentionStore(pool, ground.world.people).purgeAuthor(ground.source, 'p1');
  const writing = await pool.connect();
  await writing.query('begin');
  await writing.query(
    `with w as (delete from unindexed returning revision_id)
     insert into searchable select r.id, to_tsvector('simple', r.text) from w join revisions r on r.id = w.revision_id`,
  );
  const forgetting = forget();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await writing.query('commit');
  writing.release();
  expect(await forgetting).toBe(1);
  await index();
  const { rows } = await pool.query(`select 1 from searchable where words::text like '%jklhg%'`);
  expect(rows).toEqual([]);
});
