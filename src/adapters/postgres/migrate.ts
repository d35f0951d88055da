import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrator } from 'drizzle-orm/node-postgres/migrator';
import { Client, type ClientBase, type Pool } from 'pg';
import { z } from 'zod';
import { failureCode, Refusal } from '../../domain/failure.ts';
import { migrateQueue } from '../queue/schema.ts';
import { Watch } from './watch.ts';

/** The database was migrated by a newer version of this program, which alone knows what its tables mean. */
export class NewerSchema extends Refusal {
  constructor(unknown: number) {
    super({
      vi:
        `cơ sở dữ liệu đã được nâng cấp bởi một bản Sàng mới hơn (${unknown} bước mà bản này không biết); ` +
        'hãy cập nhật bản cài này lên bản ấy, hoặc trỏ DATABASE_URL tới cơ sở dữ liệu khác',
      en:
        `the database was migrated by a newer version of Sàng (${unknown} migration(s) this version does not know); ` +
        'update this installation to that version, or point DATABASE_URL at another database',
    });
  }
}

/** The database of DATABASE_URL does not let us in. */
class DatabaseFault extends Refusal {
  constructor(error: unknown) {
    const code = failureCode(error);
    super(
      {
        vi:
          `không kết nối được cơ sở dữ liệu (${code}); xem lại DATABASE_URL (máy, cổng, tên cơ sở dữ liệu, ` +
          'người dùng, mật khẩu) và xem máy chủ có đang chạy không',
        en:
          `cannot connect to the database (${code}); check DATABASE_URL (host, port, database, user, ` +
          'password) and that the server runs',
      },
      error,
    );
  }
}

/** Somebody has used a table for so long that it could not be changed. */
export class DatabaseBusy extends Refusal {
  constructor(error: unknown) {
    super(
      {
        vi:
          'chưa nâng cấp được cơ sở dữ liệu: một phiên khác giữ các bảng quá lâu (thường là pg_dump đang chạy; xem ' +
          'pg_stat_activity); đợi phiên đó xong hoặc dừng nó, rồi chạy lại sang migrate',
        en:
          'the database could not be upgraded: another session has been holding its tables for too long (often a running ' +
          'pg_dump; see pg_stat_activity); wait for it or end it, then run sang migrate again',
      },
      error,
    );
  }
}

/** How long a change waits in line for a table, how long it then stays away, and how often. */
interface Patience {
  readonly tries: number;
  readonly waitMs: number;
  readonly pauseMs: number;
}

/** Ten minutes or so. */
const PATIENCE: Patience = { tries: 60, waitMs: 2_000, pauseMs: 8_000 };

export interface Migrated {
  /** Migrations applied by this call. */
  readonly applied: number;
}

/** Key of the advisory lock: "sang" in ASCII. */
const LOCK = 0x73616e67;

/**
 * Brings the database up to this version's schema, the queue's tables included. Safe to call from many processes at
 * once: they take turns under an advisory lock on a connection of their own. Throws `NewerSchema`, having changed
 * nothing, and `DatabaseBusy`.
 */
export async function migrate(url: string, patience = PATIENCE): Promise<Migrated> {
  const folder = migrationsFolder();
  const client = new Client({
    connectionString: url,
    application_name: 'sang migrate',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined); // the pending query fails with it
  await client.connect().catch((error: unknown) => {
    throw new DatabaseFault(error);
  });
  new Watch(url).add(client);
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const before = await appliedMigrations(client);
    refuseNewer(before, folder);
    await withoutHolding(client, patience, async () => {
      await runMigrator(drizzle(client), { migrationsFolder: folder });
      await migrateQueue(client);
    });
    return { applied: (await appliedMigrations(client)).length - before.length };
  } finally {
    await client.end(); // frees the lock
  }
}

/**
 * A change of a table waits for all who use it (a `pg_dump` for an hour), and whoever comes later waits behind it: the
 * whole service. So it gives up its place after moments, and comes back.
 */
async function withoutHolding(
  client: Client,
  { tries, waitMs, pauseMs }: Patience,
  work: () => Promise<void>,
): Promise<void> {
  await client.query(`set lock_timeout = ${waitMs}`);
  for (let left = tries; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (failureCode(error) !== 'error.55P03') throw error;
      if (left <= 1) throw new DatabaseBusy(error);
      await setTimeout(pauseMs);
    }
  }
}

/** How far the database is from this version: migrations still to apply. Throws `NewerSchema`. */
export async function pendingMigrations(pool: Pool): Promise<number> {
  const folder = migrationsFolder();
  const applied = await appliedMigrations(pool);
  refuseNewer(applied, folder);
  return journal(folder).length - applied.length;
}

function refuseNewer(applied: readonly number[], folder: string): void {
  const known = new Set(journal(folder));
  const unknown = applied.filter((when) => !known.has(when)).length;
  if (unknown > 0) throw new NewerSchema(unknown);
}

async function appliedMigrations(db: Pool | ClientBase): Promise<number[]> {
  const { rows: found } = await db.query<{ made: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as made",
  );
  if (found[0]?.made !== true) return [];
  const { rows } = await db.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations',
  );
  return rows.map((row) => Number(row.created_at));
}

const Journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

function journal(folder: string): number[] {
  const text = readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8');
  return Journal.parse(JSON.parse(text)).entries.map((entry) => entry.when);
}

/** `drizzle/` stands at the root of the package, whether this runs from src/ or from dist/src/. */
function migrationsFolder(): string {
  for (
    let at = path.dirname(fileURLToPath(import.meta.url));
    at !== path.dirname(at);
    at = path.dirname(at)
  ) {
    const folder = path.join(at, 'drizzle');
    if (existsSync(path.join(folder, 'meta', '_journal.json'))) return folder;
  }
  throw new Refusal({
    vi: 'bản cài này thiếu thư mục drizzle/ chứa các bước nâng cấp; hãy cài lại',
    en: 'the folder drizzle/ with the migrations is missing from this installation; install it again',
  });
}
