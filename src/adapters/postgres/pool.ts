import { Pool } from 'pg';
import { Watch } from './watch.ts';

/** Connections each role needs at its default concurrency; a process with several roles adds them up. */
const SIZES: Readonly<Record<string, number>> = {
  poll: 6,
  screen: 6,
  act: 6,
  digest: 3,
  notify: 3,
  sweep: 4,
  console: 8,
};
const LARGEST = 20;

/** Connections a process with these roles opens at most, its queues not counted. */
export function poolSize(roles: readonly string[]): number {
  const wanted = roles.reduce((sum, role) => sum + (SIZES[role] ?? 2), 0);
  return Math.min(LARGEST, Math.max(2, wanted));
}

export interface PoolOptions {
  /** What this process does: shows as `sang poll,act` among the server's connections and sizes the pool. */
  readonly roles: readonly string[];
  /** Where it keeps its queues; shows behind the roles, so that others see whether they hear each other. */
  readonly queues?: 'redis' | 'postgres';
  /** Told of every connection that breaks while idle; without a listener that would end the process. */
  readonly onError: (error: Error) => void;
  /** Overrides the size derived from the roles. */
  readonly max?: number;
  /** Longest a statement may run, in milliseconds. */
  readonly statementTimeout?: number;
  /** Schema to work in instead of `public`. */
  readonly schema?: string;
}

/** The server, too, notices within 20 s that a client has gone without a word, and gives up what that one held. */
const GONE_CLIENTS =
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=20000';

/**
 * Opens a pool. The server cancels a statement at `statementTimeout`. A connection that went silent is ended within
 * seconds (see `Watch`); one to a server that is away altogether a little after `statementTimeout`.
 */
export function openPool(url: string, options: PoolOptions): Pool {
  const statementTimeout = options.statementTimeout ?? 30_000;
  const pool = new Pool({
    connectionString: url,
    application_name: `sang ${options.roles.join(',')} ${options.queues ?? ''}`.trimEnd().slice(0, 63),
    max: options.max ?? poolSize(options.roles),
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementTimeout,
    lock_timeout: Math.min(10_000, statementTimeout),
    idle_in_transaction_session_timeout: 60_000,
    options: options.schema === undefined ? GONE_CLIENTS : `${GONE_CLIENTS} -c search_path=${options.schema}`,
  });
  pool.on('error', options.onError);
  // A client that is checked out and between two statements has nobody else who listens: its error would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  new Watch(url, { onLost: options.onError, longest: statementTimeout + 5_000 }).addAll(pool);
  return pool;
}
