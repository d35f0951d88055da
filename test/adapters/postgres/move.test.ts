import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { moveDatabase, TargetNotEmpty } from '../../../src/adapters/postgres/move.ts';
import { Ground } from '../../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';

let from: FreshDatabase;
let to: FreshDatabase;

beforeAll(async () => {
  from = await freshDatabase();
  to = await freshDatabase();
});
afterAll(async () => {
  await from.drop();
  await to.drop();
});

test('every row arrives as it was, new ids continue, a filled target is refused', async () => {
  const ground = await Ground.open(from.pool);
  for (let index = 0; index < 30; index += 1)
    await ground.say(`c${index}`, `em nhận đi khách qua đêm số ${index}`);
  const person = await ground.person();
  await ground.decide(await ground.caseOf('c3'), 'hide', person);
  await ground.act();

  // A question was added to what a rule hid, and something else to what it answered.
  const [hid, answered] = await Promise.all(['c4', 'c5'].map((id) => ground.caseOf(id)));
  await ground.hideProvisionally(hid ?? 0);
  await from.pool.query(`update cases set categories = '{sexual,needs-reply}' where id = $1`, [hid]);
  await from.pool.query(`update cases set categories = '{needs-reply}' where id = $1`, [answered]);
  await from.pool.query(
    `insert into actions (case_id, source_id, number, kind, category, by, rule)
     values ($1, $2, 1, 'reply', 'needs-reply', 'rule', 'needs-reply.test')`,
    [answered, ground.source],
  );
  await from.pool.query(`update cases set categories = '{needs-reply,spam}' where id = $1`, [answered]);
  for (const { pool } of [from, to])
    await pool.query(`insert into blind_keys (sealed) values ('one of its own')`);

  const { rows } = await moveDatabase(from.url, to.url);
  expect(rows).toBeGreaterThan(100);
  const tables = [
    'sources',
    'posts',
    'comments',
    'revisions',
    'verdicts',
    'findings',
    'cases',
    'actions',
    'audit',
    'blind_keys',
    'unindexed',
  ];
  for (const table of [...tables, 'rulebooks', 'moderators']) {
    const all = `select md5(string_agg(t::text, '|' order by t::text)) as sum, count(*) as n from ${table} t`;
    const [there, here] = await Promise.all([from.pool.query(all), to.pool.query(all)]);
    expect({ table, rows: here.rows }).toEqual({ table, rows: there.rows });
  }
  await expect(moveDatabase(from.url, to.url)).rejects.toThrow(TargetNotEmpty);

  // What guards a change stands at the target too.
  const automatic = `insert into actions (case_id, source_id, number, kind, by) values ($1, $2, 9, 'hide', 'rule')`;
  await expect(to.pool.query(automatic, [hid, ground.source])).rejects.toThrow('never hidden automatically');

  // Work goes on at the target: what was decided stands, new comments get new ids.
  const moved = await Ground.open(to.pool);
  await moved.say('later', 'em nhận đi khách qua đêm, mới');
  expect(await moved.caseOf('later')).toBeGreaterThan(30);
});
