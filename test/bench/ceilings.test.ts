import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inserted, takeRows } from '../../bench/pipeline/ceilings.ts';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('the ceiling of the inserts waits for the disk as little as storing and judging do', async () => {
  const { pool } = database;
  const ground = await Ground.open(pool);
  await pool.query(`create table waits (of text, commit text);
    create function noted() returns trigger language plpgsql as $$ begin
      insert into waits values (tg_table_name, current_setting('synchronous_commit')); return new; end $$;
    create trigger noted before insert on comments for each row execute function noted();
    create trigger noted before insert on verdicts for each row execute function noted()`);
  const waits = async () =>
    (await pool.query('select of, commit, count(*)::int from waits group by 1, 2 order by 1')).rows;
  await ground.say('one', 'em nhận đi khách qua đêm');
  const ours = await waits();
  expect(ours).toEqual([
    { of: 'comments', commit: 'off', count: 1 },
    { of: 'verdicts', commit: 'off', count: 1 },
  ]);
  const rows = await takeRows(pool);
  await pool.query('truncate waits');
  expect(await inserted(pool, rows)).toBeGreaterThan(0);
  expect(await waits()).toEqual(ours);
});
