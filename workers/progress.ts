import type { Heard, Processor, QueueName, Queues } from '../src/pipeline/ports/queue.ts';

/** Longer than any single step without news: a poll of a large page with its pauses. Milliseconds. */
const LONGEST_STEP = 300_000;
/** Rings that nobody takes for this long mean that the worker is stuck. Milliseconds. */
const LONGEST_WAIT = 60_000;

/**
 * Whether work moves in this process. A process is stuck when a job stands still for too long, or when rings wait
 * on a queue it works on while it has nothing in hand. A quiet page alone is no sign of anything.
 */
export class Progress {
  private readonly moved = new Map<QueueName, number>();
  private readonly inHand = new Map<QueueName, number>();

  /** The same processor, watched. */
  watch<Q extends QueueName>(queue: Q, processor: Processor<Q>): Processor<Q> {
    this.note(queue);
    return async (heard: Heard<Q>) => {
      this.inHand.set(queue, (this.inHand.get(queue) ?? 0) + 1);
      this.note(queue);
      try {
        await processor(heard);
      } finally {
        this.inHand.set(queue, (this.inHand.get(queue) ?? 1) - 1);
        this.note(queue);
      }
    };
  }

  /** A step inside a long job is done. */
  note(queue: QueueName): void {
    this.moved.set(queue, performance.now());
  }

  /** The queue that stands still, or undefined while all move. */
  async stuck(queues: Pick<Queues, 'counts'>): Promise<QueueName | undefined> {
    const now = performance.now();
    for (const [queue, at] of this.moved) {
      const still = now - at;
      if ((this.inHand.get(queue) ?? 0) > 0) {
        if (still > LONGEST_STEP) return queue;
      } else if (still > LONGEST_WAIT) {
        const { waiting, active, paused } = await queues.counts(queue);
        // Another process may be the one that is busy with it.
        if (waiting > 0 && active === 0 && !paused) return queue;
      }
    }
    return undefined;
  }
}
