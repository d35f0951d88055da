import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DatabaseBusy,
  migrate,
  NewerSchema,
  pendingMigrations,
} from '../../../src/adapters/postgres/migrate.ts';
import { emptyDatabase, type FreshDatabase } from '../../servers/postgres.ts';
import { runScript } from '../../servers/process.ts';

const SCRIPT = path.join(path.dirname(fileURLToPath(import.meta.url)), 'migrate-process.ts');

describe('a table that somebody uses', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  /** A session that does not end holds the name of a table the migrations make, as a dump holds one they change. */
  async function held(): Promise<() => Promise<void>> {
    const other = await database.pool.connect();
    await other.query('begin');
    await other.query('create table sources (id bigint)');
    return async () => {
      await other.query('rollback');
      other.release();
    };
  }

  test('is asked for again and again, never waited for in line', async () => {
    const release = await held();
    const migrating = migrate(database.url, { tries: 60, waitMs: 100, pauseMs: 100 });
    await setTimeout(1_000);
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database()
         and application_name = 'sang migrate' and wait_event_type = 'Lock' and query_start < now() - interval '1 second'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    await release();
    expect((await migrating).applied).toBeGreaterThan(0);
  });

  test('for too long: refused in words, with nothing changed', async () => {
    const release = await held();
    const migrating = migrate(database.url, { tries: 2, waitMs: 100, pauseMs: 10 });
    await expect(migrating).rejects.toThrow(DatabaseBusy);
    const { rows } = await database.pool.query("select to_regclass('comments') as made");
    expect(rows).toEqual([{ made: null }]);
    await release();
    expect(await pendingMigrations(database.pool)).toBeGreaterThan(0);
  });
});

describe('migrations', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
  });
  afterAll(() => database.drop());

  const applied = async () =>
    (await database.pool.query('select count(*)::int as n from drizzle.__drizzle_migrations')).rows[0].n;

  test('four processes at once leave one schema, each migration applied once', async () => {
    expect(await pendingMigrations(database.pool)).toBeGreaterThan(0);
    const runs = [1, 2, 3, 4].map(() => runScript(SCRIPT, [database.url]));
    const ends = await Promise.all(runs.map((run) => run.ended));
    expect(runs.map((run) => run.output()).join('')).not.toMatch(/Error/);
    expect(ends).toEqual([0, 0, 0, 0]);
    const counts = runs.map((run) => Number(/applied (\d+)/.exec(run.output())?.[1]));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(await applied());
    expect(counts.filter((n) => n > 0)).toHaveLength(1);
    expect(await pendingMigrations(database.pool)).toBe(0);
  });

  test('brings the tables of the queue along', async () => {
    const { rows } = await database.pool.query("select to_regclass('bullmq.job') as job");
    expect(rows[0].job).not.toBeNull();
  });

  test('is a no-op the second time', async () => {
    expect(await migrate(database.url)).toEqual({ applied: 0 });
  });

  test('refuses a database of a newer version and changes nothing', async () => {
    const before = await applied();
    await database.pool.query(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)",
    );
    await expect(migrate(database.url)).rejects.toThrow(NewerSchema);
    await expect(migrate(database.url)).rejects.toThrow(/newer version of Sàng.*update this installation/);
    await expect(pendingMigrations(database.pool)).rejects.toThrow(NewerSchema);
    expect(await applied()).toBe(before + 1);
  });
});
