import type { JobsOptions, Queue, Telemetry } from 'bullmq';
import {
  type QueueName,
  QUEUES,
  type Queues,
  type RingOptions,
  type Working,
} from '../../pipeline/ports/queue.ts';
import { failureCode, Refusal } from '../../domain/failure.ts';
import { openBackend, type RedisServer } from './backend.ts';
import { countsOf, oldestOf } from './counts.ts';
import { checkName, store } from './payload.ts';
import { Schedules } from './schedules.ts';
import { type QueueObserver, startWork, type Timing, within } from './work.ts';

export interface QueuesOptions {
  /** With it the queues live in Redis, without it in the database (whose queue tables `migrate` made). */
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  readonly observer: QueueObserver;
  /** Traces of rings across processes. */
  readonly telemetry?: Telemetry | undefined;
  /** Times in milliseconds; the defaults are for production. */
  readonly timing?: Partial<Timing>;
}

/** The queues with what a console may show of them. */
export interface BullQueues extends Queues {
  /** BullMQ's own view, for the operators' board only. */
  readonly bull: readonly Queue[];
  /** The server's version and policy, where it is a Redis; for `sang doctor`. */
  readonly redis?: () => Promise<RedisServer>;
}

/**
 * The ring of a killed worker is heard again within 20 s, as its poll lease ends. Locks are renewed at a quarter to a half
 * of their time, so that an event loop may stand still for 7 s, as while rules are compiled, without losing one; whoever
 * loses one all the same finds the work done or leased.
 */
const DEFAULT_TIMING: Timing = { lock: 15_000, stalledCheck: 5_000, backoff: 2_000, restore: 15_000 };
const ATTEMPTS = 5;
const RING_TIMEOUT = 5_000;

/** Opens the queues; connects in the background (see `ready`). */
export function openQueues(options: QueuesOptions): BullQueues {
  const { observer, telemetry } = options;
  const traced = telemetry === undefined ? {} : { telemetry };
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const backend = openBackend(options, (error) => observer.broken(`queue ${backend.name}`, error));
  const defaults: JobsOptions = {
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: timing.backoff, jitter: 0.5 },
    // Kept jobs would serve nobody: the rows in Postgres tell what was done. On Postgres they would cost a scan each.
    removeOnComplete: true,
    removeOnFail: backend.keepFailed,
  };
  const bull = new Map<QueueName, Queue>();
  for (const name of QUEUES) {
    const queue = new backend.classes.Queue(name, {
      connection: backend.ringing,
      prefix: backend.prefix,
      defaultJobOptions: defaults,
      streams: { events: { maxLen: 100 } },
      ...traced,
    });
    queue.on('error', (error) => observer.broken(`queue ${name}`, error));
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- one shape over both backends
    bull.set(name, queue as unknown as Queue);
  }
  const queueOf = (name: QueueName): Queue => {
    const queue = bull.get(name);
    if (queue === undefined) throw new TypeError(`no queue ${name}`);
    return queue;
  };

  const schedules = new Schedules(bull, backend);
  const restoring = setInterval(() => {
    schedules.restore().then(
      (count) => observer.restored?.(count),
      (error: unknown) => observer.broken('queue schedules', error),
    );
  }, timing.restore).unref();

  /** A ring that cannot be taken in is told and forgotten: the sweep rings again, and no caller stands still. */
  async function take(what: Promise<unknown>, queue: QueueName): Promise<void> {
    what.catch((error: unknown) => observer.broken(`ring ${queue}`, error));
    if (!(await within(what, RING_TIMEOUT))) observer.broken(`ring ${queue}`, new Error('queue.no-answer'));
  }

  const workings = new Set<Working>();
  return {
    backend: backend.name,
    bull: [...bull.values()],
    ...(backend.redis === undefined ? {} : { redis: backend.redis.bind(backend) }),
    async ring(queue, payload, ring = {}) {
      const data = store(queue, payload);
      const jobs = jobOptions(ring);
      await take(queueOf(queue).add(queue, data, jobs), queue);
    },
    async ringMany(queue, rings) {
      const jobs = rings.map(({ payload, options: ring = {} }) => ({
        name: queue,
        data: store(queue, payload),
        opts: jobOptions(ring),
      }));
      if (jobs.length > 0) await take(queueOf(queue).addBulk(jobs), queue);
    },
    async schedule(queue, id, when, payload) {
      await schedules.set(queue, checkName('schedule id', id), when, store(queue, payload));
    },
    unschedule: (queue, id) => schedules.remove(queue, id),
    schedules: (queue) => schedules.list(queue),
    async work(queue, processor, { concurrency = 1 } = {}) {
      const working = startWork(queue, processor, backend, { concurrency, timing, observer, telemetry });
      workings.add(working);
      return Promise.resolve(working);
    },
    pause: (queue) => queueOf(queue).pause(),
    resume: (queue) => queueOf(queue).resume(),
    counts: (queue) => countsOf(queueOf(queue)),
    oldest: (queue) => oldestOf(queueOf(queue)),
    async drain(queue) {
      const at = queueOf(queue);
      await at.drain(true);
      await at.clean(0, 0, 'failed');
    },
    async ready(timeout) {
      const answer = backend.ping();
      const inTime = await within(answer, timeout);
      const code = inTime ? await answer.then(() => undefined, failureCode) : 'queue.no-answer';
      if (code === undefined) return;
      const variable = backend.name === 'redis' ? 'REDIS_URL' : 'DATABASE_URL';
      const name = backend.name === 'redis' ? 'Redis' : 'PostgreSQL';
      throw new Refusal({
        vi: `máy chủ ${name} của hàng đợi không trả lời (${code}); xem lại ${variable} và xem máy chủ có đang chạy không`,
        en: `the queue's ${name} server does not answer (${code}); check ${variable} and that the server runs`,
      });
    },
    async close(deadline) {
      clearInterval(restoring);
      const left = await Promise.all([...workings].map((working) => working.stop(deadline)));
      const closing = (async () => {
        await Promise.allSettled([...bull.values()].map((queue) => queue.close()));
        await backend.close(false);
      })();
      // A server that has gone away must not keep the process from ending.
      if (!(await within(closing, 5_000))) await backend.close(true);
      return left.reduce((sum, count) => sum + count, 0);
    },
  };
}

function jobOptions({ dedupe, delay, priority }: RingOptions): JobsOptions {
  return {
    ...(delay === undefined || delay <= 0 ? {} : { delay: Math.round(delay) }),
    ...(priority === undefined || priority <= 0 ? {} : { priority: Math.round(priority) }),
    ...(dedupe === undefined
      ? {}
      : {
          // Never `jobId`: a failed job that is kept would swallow every later ring with its id.
          deduplication: {
            id: checkName('dedupe', dedupe),
            keepLastIfActive: true,
            ...(delay === undefined || delay <= 0 ? { reschedule: true } : {}),
          },
        }),
  };
}
