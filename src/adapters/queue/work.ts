import { DelayedError, type Job, type Telemetry, UnrecoverableError } from 'bullmq';
import type { Heard, Processor, QueueName, Rings, Working } from '../../pipeline/ports/queue.ts';
import type { Backend } from './backend.ts';
import { codeOnly, outcomeOf } from './outcome.ts';
import { type Stored, VERSION } from './payload.ts';

/** What the entry point logs and counts; codes and ids only. `error` is the thing thrown, for a redacting logger. */
export interface QueueObserver {
  /** A processor threw. */
  threw(event: {
    readonly queue: QueueName;
    readonly code: string;
    readonly next: 'wait' | 'retry' | 'fail';
    readonly attempt: number;
    readonly payload: Stored;
    readonly error: unknown;
  }): void;
  /** A ring of a process that died was given to another one. */
  stalled(queue: QueueName): void;
  /** So many schedules the server had lost were put back. */
  restored?(schedules: number): void;
  /** The backend or a connection failed; work goes on when it is back. */
  broken(where: string, error: unknown): void;
}

export interface Timing {
  /** How long a worker that stopped answering keeps its ring, and how often such rings are looked for. */
  readonly lock: number;
  readonly stalledCheck: number;
  /** First pause before a retry; doubles each time. */
  readonly backoff: number;
  /** How often lost schedules are looked for. */
  readonly restore: number;
}

/** A ring whose process died this often is given up: it may be what kills them. The sweep rings its work again. */
const MOST_STALLS = 5;
/** After their signals were aborted, processors have this long to throw. */
const ABORT_GRACE = 2_000;
/** With nothing in hand, a server is given this long to let a worker go. */
const SILENT = 3_000;
/** A newer process than this one will take rings of a newer version. */
const TOO_NEW_WAIT = 10_000;

interface InHand {
  readonly abort: AbortController;
}

export function startWork<Q extends QueueName>(
  queue: Q,
  processor: Processor<Q>,
  backend: Backend,
  options: {
    readonly concurrency: number;
    readonly timing: Timing;
    readonly observer: QueueObserver;
    readonly telemetry?: Telemetry | undefined;
  },
): Working {
  const { timing, observer } = options;
  const inHand = new Set<InHand>();
  const draining = new AbortController();

  async function handle(job: Job, token?: string): Promise<void> {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- only `store` writes it
    const { v, ...payload } = job.data as Stored;
    if (typeof v !== 'number' || v > VERSION)
      return delay(job, token, Date.now() + TOO_NEW_WAIT, 'queue.newer');
    const attempts = job.opts.attempts ?? 1;
    const mine: InHand = { abort: new AbortController() };
    const heard: Heard<Q> = {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `ring` took a Rings[Q]
      payload: payload as Rings[Q],
      attempt: job.attemptsMade + 1,
      last: job.attemptsMade + 1 >= attempts,
      draining: draining.signal,
      signal: mine.abort.signal,
    };
    inHand.add(mine);
    try {
      await processor(heard);
    } catch (error) {
      const outcome = outcomeOf(error, Date.now(), mine.abort.signal.aborted);
      const { code, next } = outcome;
      observer.threw({ queue, code, next, attempt: heard.attempt, payload, error });
      if (outcome.next === 'wait') return await delay(job, token, outcome.until, code);
      throw codeOnly(next === 'fail' ? new UnrecoverableError(code) : new Error(code));
    } finally {
      inHand.delete(mine);
    }
  }

  const worker = new backend.classes.Worker(queue, handle, {
    connection: backend.working,
    prefix: backend.prefix,
    concurrency: options.concurrency,
    lockDuration: timing.lock,
    stalledInterval: timing.stalledCheck,
    maxStalledCount: MOST_STALLS,
    runRetryDelay: 1_000,
    ...(options.telemetry === undefined ? {} : { telemetry: options.telemetry }),
  });
  worker.on('error', (error) => observer.broken(`worker ${queue}`, error));
  worker.on('stalled', () => observer.stalled(queue));

  let stopping: Promise<number> | undefined;
  async function stop(deadline: number): Promise<number> {
    draining.abort();
    const closed = worker.close();
    const latest = performance.now() + deadline;
    for (let left = deadline; left > 0; left = latest - performance.now()) {
      if (await within(closed, Math.min(SILENT, left))) return 0;
      // Only the server's answer is awaited, and it went silent: nothing is lost by going.
      if (inHand.size === 0) return 0;
    }
    const left = inHand.size;
    for (const { abort } of inHand) abort.abort();
    await within(closed, ABORT_GRACE);
    return left;
  }
  return {
    stop(deadline) {
      stopping ??= stop(deadline);
      return stopping;
    },
  };
}

/** Puts a ring off without using up an attempt. */
async function delay(job: Job, token: string | undefined, until: number, code: string): Promise<never> {
  await job.moveToDelayed(until, token);
  throw codeOnly(new DelayedError(code));
}

/** Whether something ended in time; what it rejects with counts as an end. */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([done, late]);
  clearTimeout(timer);
  return inTime;
}
