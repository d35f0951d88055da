import { randomUUID } from 'node:crypto';
import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type JobsOptions,
  withBackend,
} from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { Pool } from 'pg';
import { openPool } from '../postgres/pool.ts';
import { QUEUE_SCHEMA } from './schema.ts';

// Both factories seen as "a backend over some connection": everything else in this folder is one code path.
type AnyFactory = BackendFactory<IQueueBackend, unknown>;

export interface Backend {
  readonly name: 'redis' | 'postgres';
  readonly classes: ReturnType<typeof withBackend<IQueueBackend, unknown>>;
  /** Connection for queues: gives up soon, so that whoever rings is never held up. */
  readonly ringing: unknown;
  /** Connection for workers: waits for the server however long it is away. */
  readonly working: unknown;
  /** All keys of all queues in one hash slot, as Redis Cluster wants it; the client itself speaks to a single node. */
  readonly prefix: string;
  readonly keepFailed: NonNullable<JobsOptions['removeOnFail']>;
  /** Throws when the server does not answer. */
  ping(): Promise<void>;
  /** What keeps the rings, where that is a Redis: its version, and what it throws out when it is full. */
  redis?(): Promise<RedisServer>;
  /** Changes when the server has lost what it held (Redis: flushed, or restarted without its data). */
  epoch(): Promise<string>;
  /** Closes the connections; `force` does not wait for answers to come. */
  close(force: boolean): Promise<void>;
}

export interface RedisServer {
  readonly version: string;
  /** `noeviction` keeps every ring. */
  readonly policy: string;
}

/** ioredis declares this field in a way its own constructor does not take. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const PREFIX = '{sang}';
const EPOCH_KEY = `${PREFIX}:epoch`;
const THREE_DAYS = 3 * 86_400;
const ANSWER_TIMEOUT = 5_000;
const SILENCE_TIMEOUT = 20_000;

export function openBackend(
  urls: { readonly redisUrl?: string | undefined; readonly databaseUrl: string },
  onError: (error: unknown) => void,
): Backend {
  return urls.redisUrl === undefined
    ? overPostgres(urls.databaseUrl, onError)
    : overRedis(urls.redisUrl, onError);
}

function overRedis(url: string, onError: (error: unknown) => void): Backend {
  const common: Options = {
    ...target(url),
    keepAlive: 10_000,
    connectTimeout: 10_000,
    // A route that was lost without a word: nothing waits longer than a worker's blocking call, some ten seconds.
    socketTimeout: SILENCE_TIMEOUT,
  };
  const impatient: Options = { ...common, maxRetriesPerRequest: 2, commandTimeout: ANSWER_TIMEOUT };
  // BullMQ blocks on a copy of this one and demands endless retries.
  const patient: Options = { ...common, maxRetriesPerRequest: null };
  const ringing = new Redis(impatient);
  const working = new Redis(patient);
  ringing.on('error', onError);
  working.on('error', onError);
  return {
    name: 'redis',
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see AnyFactory
    classes: withBackend(createRedisBackend as unknown as AnyFactory),
    ringing,
    working,
    prefix: PREFIX,
    keepFailed: { age: THREE_DAYS, count: 1_000 },
    async ping() {
      await ringing.ping();
    },
    async redis() {
      const said = `${await ringing.info('server')}\n${await ringing.info('memory')}`;
      const of = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'mu').exec(said)?.[1] ?? '';
      return { version: of('redis_version'), policy: of('maxmemory_policy') };
    },
    async epoch() {
      await ringing.setnx(EPOCH_KEY, randomUUID());
      return (await ringing.get(EPOCH_KEY)) ?? '';
    },
    async close(force) {
      if (!force) await Promise.allSettled([ringing.quit(), working.quit()]);
      ringing.disconnect();
      working.disconnect();
    },
  };
}

/** `redis://`, `rediss://` and `unix:///path/of/socket[?db=N]`. */
function target(url: string): Options {
  const parsed = new URL(url);
  if (parsed.protocol === 'unix:')
    return { path: decodeURIComponent(parsed.pathname), db: Number(parsed.searchParams.get('db') ?? 0) };
  return {
    host: parsed.hostname || '127.0.0.1',
    port: Number(parsed.port || 6379),
    db: Number(parsed.pathname.slice(1) || 0),
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
    ...(parsed.protocol === 'rediss:' ? { tls: { servername: parsed.hostname } } : {}),
  };
}

function overPostgres(url: string, onError: (error: unknown) => void): Backend {
  // A pool of its own: its functions are found through search_path, and every worker keeps one client for LISTEN.
  const pool: Pool = openPool(url, { roles: ['queue'], max: 20, schema: QUEUE_SCHEMA, onError });
  pool.setMaxListeners(0); // every queue and worker of BullMQ listens for its errors
  let ended: Promise<void> | undefined;
  return {
    name: 'postgres',
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see AnyFactory
    classes: withBackend(createPostgresBackend as unknown as AnyFactory),
    ringing: pool,
    working: pool,
    prefix: PREFIX,
    // A count would cost a scan at each failure; by age it is an index range.
    keepFailed: { age: THREE_DAYS },
    async ping() {
      await pool.query('select 1 from migration limit 1');
    },
    epoch: () => Promise.resolve('lasting'),
    async close(force) {
      ended ??= pool.end();
      if (!force) await ended;
    },
  };
}
