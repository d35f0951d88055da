import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { DatabaseError } from 'pg';
import { type BullQueues, openQueues } from '../../../src/adapters/queue/queues.ts';
import type { QueueObserver } from '../../../src/adapters/queue/work.ts';
import type { Heard, QueueName } from '../../../src/pipeline/ports/queue.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';
import { freshRedis, type TestRedis } from '../../servers/redis.ts';

/** A comment's text with a token: must never be found in what a backend stores. */
export const PLANTED = 'chuyển khoản cọc EAAG1planted';

/** Waits for something to become true; the test's own timeout ends a wait in vain. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(20);
}

type Threw = Parameters<QueueObserver['threw']>[0];

interface HeardOnce<Q extends QueueName> {
  readonly payload: Heard<Q>['payload'];
  readonly attempt: number;
  readonly last: boolean;
  readonly at: number;
}

/** A real server, queues opened on it, and what they told; set up and cleared around each test. */
export class Bench {
  readonly backend: 'postgres' | 'redis';
  readonly threw: Threw[] = [];
  readonly broken: string[] = [];
  stalls = 0;
  readonly #opened: BullQueues[] = [];
  #database: FreshDatabase | undefined;
  redis: TestRedis | undefined;

  constructor(backend: 'postgres' | 'redis') {
    this.backend = backend;
    beforeAll(async () => {
      this.#database = await freshDatabase();
      if (backend === 'redis') this.redis = await freshRedis();
    });
    afterAll(async () => {
      await this.redis?.stop();
      await this.#database?.drop();
    });
    afterEach(async () => {
      await this.closeAll();
      const cleaner = this.open();
      for (const queue of cleaner.bull) await emptied(queue);
      await this.closeAll();
      this.threw.length = 0;
      this.broken.length = 0;
      this.stalls = 0;
    });
  }

  get database(): FreshDatabase {
    if (this.#database === undefined) throw new Error('only inside a test');
    return this.#database;
  }

  open(changes: Partial<Parameters<typeof openQueues>[0]> = {}): BullQueues {
    const queues = openQueues({
      databaseUrl: this.database.url,
      redisUrl: this.redis?.url,
      observer: {
        threw: (event) => this.threw.push(event),
        stalled: () => {
          this.stalls += 1;
        },
        broken: (where, error) => this.broken.push(`${where}: ${String(error)}`),
      },
      timing: { lock: 1_000, stalledCheck: 500, backoff: 50, restore: 200 },
      ...changes,
    });
    this.#opened.push(queues);
    return queues;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((queues) => queues.close(1_000)));
  }

  /** Hears everything on a queue; `answer` decides what each hearing does. */
  async hear<Q extends QueueName>(
    queues: BullQueues,
    queue: Q,
    answer: (heard: Heard<Q>, count: number) => unknown = () => undefined,
    concurrency = 1,
  ) {
    const heard: HeardOnce<Q>[] = [];
    const working = await queues.work(
      queue,
      async (one) => {
        heard.push({ payload: one.payload, attempt: one.attempt, last: one.last, at: Date.now() });
        await answer(one, heard.length);
      },
      { concurrency },
    );
    return { heard, working };
  }

  /** Everything the backend stores, as one text. */
  stored(): Promise<string> {
    return this.redis === undefined ? dumpTables(this.database) : dumpKeys(this.redis.socket);
  }

  /** The server's unix socket, for a proxy. */
  get socket(): string {
    if (this.redis !== undefined) return this.redis.socket;
    return path.join(new URL(this.database.url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
  }
}

/**
 * Empties a queue. A worker given up at its deadline may still be handing its job back, which PostgreSQL can only
 * settle by ending one of the two: ours then tries again.
 */
async function emptied(queue: BullQueues['bull'][number]): Promise<void> {
  for (;;) {
    try {
      await queue.obliterate({ force: true });
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError && error.code === '40P01')) throw error;
    }
  }
}

async function dumpTables({ pool }: FreshDatabase): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'bullmq'",
  );
  expect(rows.length).toBeGreaterThan(3);
  const parts: string[] = [];
  for (const { name } of rows) {
    const found = await pool.query<{ line: string }>(`select t::text as line from ${name} t`);
    parts.push(name, ...found.rows.map(({ line }) => line));
  }
  return parts.join('\n');
}

async function dumpKeys(socket: string): Promise<string> {
  const client = new Redis(socket);
  const parts: string[] = [];
  for (const key of await client.keys('*')) {
    expect(key.startsWith('{sang}:')).toBe(true);
    const type = await client.type(key);
    const value =
      type === 'hash'
        ? await client.hgetall(key)
        : type === 'stream'
          ? await client.xrange(key, '-', '+')
          : type === 'zset'
            ? await client.zrange(key, '0', '-1')
            : type === 'list'
              ? await client.lrange(key, 0, -1)
              : type === 'set'
                ? await client.smembers(key)
                : await client.get(key);
    parts.push(key, JSON.stringify(value));
  }
  client.disconnect();
  return parts.join('\n');
}
