import type { Heard, Processor, QueueName, Queues } from '../src/pipeline/ports/queue.ts';

/** Longer than any single step of a job takes without news: statements and calls end long before. Milliseconds. */
const LONGEST_STEP = 300_000;
/** Rings that nobody takes for this long mean that the worker is stuck. Milliseconds. */
const LONGEST_WAIT = 60_000;

/**
 * Whether work moves in this process. A process is stuck when one of its jobs stands still for too long, however many
 * others move beside it, or when rings wait on a queue it works on while it has nothing in hand. A quiet page alone is
 * no sign of anything.
 */
export class Progress {
  readonly #now: () => number;
  /** When each job in hand was last seen to move. */
  readonly #inHand = new Map<object, { readonly queue: QueueName; at: number }>();
  /** When a job of each queue was last taken or ended. */
  readonly #changed = new Map<QueueName, number>();

  /** `now` in milliseconds from any beginning. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The same processor, watched. */
  watch<Q extends QueueName>(queue: Q, processor: Processor<Q>): Processor<Q> {
    this.#changed.set(queue, this.#now());
    return async (heard: Heard<Q>) => {
      this.#inHand.set(heard, { queue, at: this.#now() });
      this.#changed.set(queue, this.#now());
      try {
        await processor(heard);
      } finally {
        this.#inHand.delete(heard);
        this.#changed.set(queue, this.#now());
      }
    };
  }

  /** A step inside this job is done. */
  note(heard: Heard<QueueName>): void {
    const job = this.#inHand.get(heard);
    if (job !== undefined) job.at = this.#now();
  }

  /** The same step, noted when it is done. */
  async noting<R>(heard: Heard<QueueName>, step: Promise<R>): Promise<R> {
    const done = await step;
    this.note(heard);
    return done;
  }

  /** The queue that stands still, or undefined while all move. */
  async stuck(queues: Pick<Queues, 'counts'>): Promise<QueueName | undefined> {
    const now = this.#now();
    const jobs = [...this.#inHand.values()];
    const still = jobs.find(({ at }) => now - at > LONGEST_STEP);
    if (still !== undefined) return still.queue;
    for (const [queue, at] of this.#changed) {
      if (now - at <= LONGEST_WAIT || jobs.some((job) => job.queue === queue)) continue;
      const { waiting, active, paused } = await queues.counts(queue);
      // Another process may be the one that is busy with it.
      if (waiting > 0 && active === 0 && !paused) return queue;
    }
    return undefined;
  }
}
