import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OFFER, seen } from '../pipeline/world.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { Ground } from './ground.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** The step of the guide, with the moment the restored service was started put in. */
function step(guide: string, started: Date): string {
  const text = readFileSync(new URL(`../../docs/${guide}`, import.meta.url), 'utf8');
  const [, statement] = /<<'SQL'\n(update comments .*?)\nSQL\n/su.exec(text) ?? [];
  if (statement === undefined) throw new Error(`${guide}: the step is not there`);
  return statement.replaceAll('2026-11-25 09:00+07', started.toISOString());
}

test('automatic hides since the dump end in time after the step of the guide, and nobody else’s do', async () => {
  const { pool } = database;
  const ground = await Ground.open(pool);
  const { hidden } = ground.world.platform;
  const started = new Date();
  // What the lost database had hidden, as the platform shows it now.
  const lost = async (comment: string, createdAt = new Date('2026-11-01')): Promise<number> => {
    hidden.add(comment);
    await ground.say(comment, OFFER, { hidden: true, createdAt });
    return ground.caseOf(comment);
  };
  const [again, before] = [await lost('again'), await lost('before')];
  for (const id of [again, before]) await ground.hideProvisionally(id);
  await lost('by-hand');
  const since = await lost('since', new Date(Date.now() + 60_000));
  await ground.hideProvisionally(since);
  await ground.act();
  // Without the step it stays hidden: what this is about.
  await ground.expire(before);
  await ground.act();
  expect(hidden.has('before')).toBe(true);

  const statement = step('operation.md', started);
  expect(step('vi/van-hanh.md', started)).toBe(statement);
  expect((await pool.query(statement)).rowCount).toBe(1);
  // Polled again, it is still known as ours.
  await ground.store([seen('again', OFFER, { hidden: true })]);
  for (const id of [again, since]) await ground.expire(id);
  await ground.act();
  expect([...hidden].toSorted()).toEqual(['before', 'by-hand', 'since']);
});
