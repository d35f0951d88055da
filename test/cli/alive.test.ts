import { utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { isAlive, startBeating } from '../../workers/alive.ts';
import { freshDatabase } from '../servers/postgres.ts';

test('beats while the database answers; an old beat is none', async () => {
  const database = await freshDatabase();
  expect(isAlive(process.pid, Date.now())).toBe(false);
  const stop = startBeating(database.pool);
  while (!isAlive(process.pid, Date.now())) await sleep(10);
  const old = new Date(Date.now() - 61_000);
  utimesSync(path.join(os.tmpdir(), `sang-alive-${process.pid}`), old, old);
  expect(isAlive(process.pid, Date.now())).toBe(false);
  stop();
  await database.drop();
});
