/**
 * The doorbells of the pipeline. Postgres holds the truth; a ring only says "look now". Losing every ring costs
 * time, never data: the sweep rings again. A ring may be heard twice, so whoever hears it must be idempotent.
 */
export const QUEUES = ['poll', 'screen', 'act', 'digest', 'notify', 'sweep'] as const;
export type QueueName = (typeof QUEUES)[number];

/** Ids of rows or of named tasks. At most 200 characters of `A-Z a-z 0-9 _ . : @ / -`: no sentence fits through. */
export type Id = number | string;

/** What a ring carries beside its version: ids only, all optional where the step can find its work by itself. */
export interface Rings {
  readonly poll: { readonly source: Id };
  readonly screen: { readonly source?: Id };
  readonly act: { readonly source?: Id; readonly action?: Id };
  readonly digest: { readonly audience?: Id; readonly digest?: Id };
  readonly notify: { readonly notice?: Id };
  readonly sweep: { readonly task?: Id };
}

export interface RingOptions {
  /**
   * Rings with the same id count as one while the first has not been heard out. A ring that comes while the first
   * is being worked on is kept and rung once more afterwards, so news that arrives in the middle is not missed; a
   * ring without delay brings a waiting one forward. The id is free again as soon as the work succeeded or failed.
   */
  readonly dedupe?: string;
  /** Milliseconds until it is heard. */
  readonly delay?: number;
  /** 0 (the default) is heard first, higher numbers later; within one number in order. */
  readonly priority?: number;
}

/** A schedule: every so many milliseconds, or a five-field cron expression in an IANA time zone. */
export type Schedule = { readonly every: number } | { readonly cron: string; readonly timezone: string };

/** One ring as a processor hears it. */
export interface Heard<Q extends QueueName> {
  readonly payload: Rings[Q];
  /** 1 for the first try; waits do not count. */
  readonly attempt: number;
  /** True when no try follows should this one fail. */
  readonly last: boolean;
  /** Aborted as soon as the process is told to end: finish what was begun, begin nothing new, and return. */
  readonly draining: AbortSignal;
  /** Aborted when the process must end now: stop at the next safe point and throw; the ring is kept. */
  readonly signal: AbortSignal;
}

/**
 * Does the work of one ring. Returning means done. What it throws decides what follows:
 *
 * - `PlatformFailure` of kind `wait`: heard again at `until` (in half a minute where it names none), no attempt used
 * - any other `PlatformFailure` except `retry`: failed at once, not tried again
 * - everything else: tried again with growing pauses until the attempts are used up
 *
 * The queue keeps only a code of what was thrown, never its message or stack.
 */
export type Processor<Q extends QueueName> = (heard: Heard<Q>) => Promise<void>;

/** Running work on one queue in this process. */
export interface Working {
  /**
   * Takes no more rings, has those in hand begin nothing new, and waits for them. After `deadline` milliseconds their signals are aborted and
   * the rings left to others; resolves to the number left so.
   */
  stop(deadline: number): Promise<number>;
}

export interface Counts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly paused: boolean;
}

/** One port, two backends (Redis, PostgreSQL) that behave alike; `test/contract/queue.test.ts` holds them to it. */
export interface Queues {
  readonly backend: 'redis' | 'postgres';
  /** Rings once. Throws `TypeError` naming the field when a payload holds anything but ids. */
  ring<Q extends QueueName>(queue: Q, payload: Rings[Q], options?: RingOptions): Promise<void>;
  /** Rings many times in one round trip. */
  ringMany<Q extends QueueName>(
    queue: Q,
    rings: readonly { readonly payload: Rings[Q]; readonly options?: RingOptions }[],
  ): Promise<void>;
  /**
   * Creates or changes the schedule `id` of a queue; the same call from several processes makes one schedule. It is
   * put back by itself when the backend lost it. An `every` schedule rings at once, then each period.
   */
  schedule<Q extends QueueName>(queue: Q, id: string, when: Schedule, payload: Rings[Q]): Promise<void>;
  unschedule(queue: QueueName, id: string): Promise<void>;
  /** Ids of the schedules of a queue with the moment of their next ring. */
  schedules(queue: QueueName): Promise<ReadonlyMap<string, Date>>;
  /** Works on a queue with up to `concurrency` rings at a time (default 1) until stopped or closed. */
  work<Q extends QueueName>(
    queue: Q,
    processor: Processor<Q>,
    options?: { readonly concurrency?: number },
  ): Promise<Working>;
  /** Holds back a queue's rings for all processes; rings go on being taken in. */
  pause(queue: QueueName): Promise<void>;
  resume(queue: QueueName): Promise<void>;
  counts(queue: QueueName): Promise<Counts>;
  /** When the oldest ring that waits to be heard was to be heard; undefined when none waits. */
  oldest(queue: QueueName): Promise<Date | undefined>;
  /** Forgets what waits in a queue, delayed and failed rings included; schedules stay. */
  drain(queue: QueueName): Promise<void>;
  /** Resolves when the backend answers; throws when it does not within `timeout` milliseconds. */
  ready(timeout: number): Promise<void>;
  /** Stops all work (see `Working.stop`) and closes the connections; resolves to the number of rings left. */
  close(deadline: number): Promise<number>;
}
