import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '../servers/describe-with.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { freshRedis, type TestRedis } from '../servers/redis.ts';
import { House } from './house.ts';
import { killRun } from './kill-run.ts';
import { POINTS } from './mortal.ts';
import { type RunResult, seededRun } from './seeded-run.ts';
import { tableOf } from './table.ts';

// The short form; `npm run faults` runs 1,000 seeds and 50 kills on each backend.
const RUNS = Number(process.env['SANG_FAULT_RUNS'] ?? 60);
const KILLS = Number(process.env['SANG_FAULT_KILLS'] ?? 3);

/** Processes die at every point, the platform errs in every way: the end is right and every write was made once. */
function faults(backend: 'redis' | 'postgres'): void {
  let database: FreshDatabase;
  let redis: TestRedis | undefined;
  let house: House;
  const results: RunResult[] = [];
  let kills = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    if (backend === 'redis') redis = await freshRedis();
    house = await House.open(database, redis?.url);
  }, 60_000);
  afterAll(async () => {
    process.stdout.write(`${tableOf(backend, results, kills)}\n`);
    await house.close();
    await redis?.stop();
    await database.drop();
  });

  test(
    `${RUNS} seeded runs`,
    async () => {
      const subjects = await house.cases(RUNS);
      for (const [index, subject] of subjects.entries())
        results.push(await seededRun(house, index + 1, subject));
      expect(results.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
      const died = new Set(results.flatMap(({ deaths }) => deaths));
      expect(POINTS.filter((point) => !died.has(point))).toEqual([]);
    },
    RUNS * 2_000,
  );

  test(
    `${KILLS} kills of a worker process`,
    async () => {
      const run = await killRun(house, database.url, redis?.url, KILLS);
      kills = run.kills;
      expect(run.wrong).toEqual([]);
      expect(run.kills).toBe(KILLS);
    },
    60_000 + KILLS * 20_000,
  );
}

describe('faults with queues on PostgreSQL', () => {
  faults('postgres');
});
describeWith('redis', 'faults with queues on Redis', () => {
  faults('redis');
});
