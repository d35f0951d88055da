import type { Pool } from 'pg';
import { hasDatabase } from '../../adapters/postgres/embedded/home.ts';
import { startEmbedded } from '../../adapters/postgres/embedded/start.ts';
import { pendingMigrations } from '../../adapters/postgres/migrate.ts';
import { openPool, poolSize } from '../../adapters/postgres/pool.ts';
import type { Environment } from '../../config/config.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import { ROLES } from '../../../workers/main.ts';

const OLDEST_POSTGRES = 15;
/** Above this share of its connections a server soon refuses some. */
const FULL = 0.8;
/** What the queues of a process open at most, where they live in the database. */
const QUEUE_CONNECTIONS = 20;

/**
 * The database, looked at and not changed: whoever comes with a new version does not migrate it by examining it, and no
 * embedded one is made. Calls `next` when it is there and of this version, while it is held open.
 */
export async function databaseChecks(
  environment: Environment,
  next: () => Promise<readonly Check[]>,
): Promise<Check[]> {
  const { DATABASE_URL, SANG_DATA } = environment;
  if (DATABASE_URL === undefined && !hasDatabase(SANG_DATA)) return [none(SANG_DATA)];
  const embedded = DATABASE_URL === undefined ? await startEmbedded(SANG_DATA) : undefined;
  const pool = openPool(DATABASE_URL ?? embedded?.url ?? '', {
    roles: ['doctor'],
    max: 1,
    onError: () => undefined,
  });
  try {
    const state = await versions(pool, embedded?.folder);
    if (!state.ok) return [state];
    return [state, await connections(pool, environment.REDIS_URL === undefined), ...(await next())];
  } finally {
    await pool.end();
    await embedded?.stop();
  }
}

function none(folder: string): Check {
  return {
    id: 'database',
    ok: false,
    level: 'warn',
    vi: `Chưa có DATABASE_URL, và ${folder} chưa có cơ sở dữ liệu: sang start sẽ tạo một cơ sở dữ liệu nhúng; nếu dịch vụ đã chạy, hãy chạy lệnh này với biến môi trường của nó`,
    en: `No DATABASE_URL, and no database in ${folder} yet: sang start makes an embedded one; if the service runs already, run this with its environment`,
  };
}

async function versions(pool: Pool, embedded: string | undefined): Promise<Check> {
  const { rows } = await pool.query<{ version: number }>(
    "select current_setting('server_version_num')::int / 10000 as version",
  );
  const version = rows[0]?.version ?? 0;
  const bad = (vi: string, en: string): Check => ({ id: 'database', ok: false, level: 'error', vi, en });
  if (version < OLDEST_POSTGRES) {
    return bad(
      `PostgreSQL ${version} quá cũ: cần ${OLDEST_POSTGRES} trở lên`,
      `PostgreSQL ${version} is too old: ${OLDEST_POSTGRES} or newer is needed`,
    );
  }
  const pending = await pendingMigrations(pool);
  if (pending > 0) {
    return bad(
      `Cơ sở dữ liệu còn thiếu ${pending} bước nâng cấp. Chạy: sang migrate`,
      `${pending} migrations are still to be applied. Run: sang migrate`,
    );
  }
  return {
    id: 'database',
    ok: true,
    level: 'info',
    vi: `PostgreSQL ${version} trả lời${embedded === undefined ? '' : ` (nhúng, nằm ở ${embedded})`}`,
    en: `PostgreSQL ${version} answers${embedded === undefined ? '' : ` (embedded, in ${embedded})`}`,
  };
}

async function connections(pool: Pool, queues: boolean): Promise<Check> {
  const { rows } = await pool.query<{ usable: number; used: number }>(
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as usable,
       (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`,
  );
  const { usable, used } = rows[0] ?? { usable: 0, used: 0 };
  const most = poolSize(ROLES) + (queues ? QUEUE_CONNECTIONS : 0);
  const ok = usable >= most && used <= usable * FULL;
  return {
    id: 'connections',
    ok,
    level: 'warn',
    vi: `PostgreSQL nhận ${usable} kết nối, đang dùng ${used}; một tiến trình đủ mọi vai mở tới ${most}${ok ? '' : ': tăng max_connections'}`,
    en: `PostgreSQL takes ${usable} connections, ${used} are in use; a process with all roles opens up to ${most}${ok ? '' : ': raise max_connections'}`,
  };
}
