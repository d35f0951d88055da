import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Pool } from 'pg';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

/**
 * A database of its own for a test file, and on it a page of its own before each test: what is returned always stands for
 * the page of the test that runs.
 */
export function eachGround(open: (pool: Pool) => Promise<Ground> = (pool) => Ground.open(pool)): Ground {
  const ground: Ground = Object.create(Ground.prototype);
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    Object.assign(ground, await open(database.pool));
  });
  return ground;
}
