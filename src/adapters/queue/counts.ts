import type { JobType, Queue } from 'bullmq';
import type { Counts } from '../../pipeline/ports/queue.ts';

/** BullMQ's types know no `paused` any more, its PostgreSQL backend still counts what waits in a paused queue there. */
// eslint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const COUNTED = ['waiting', 'paused', 'prioritized', 'active', 'delayed', 'failed'] as JobType[];

/** The moment at which the oldest waiting ring was due, a wanted delay included. */
export async function oldestOf(queue: Queue): Promise<Date | undefined> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const waiting = await queue.getJobs(['waiting', 'paused', 'prioritized'] as JobType[], 0, 0, true);
  const due = waiting.map(({ timestamp, opts }) => timestamp + (opts.delay ?? 0));
  return due.length === 0 ? undefined : new Date(Math.min(...due));
}

export async function countsOf(queue: Queue): Promise<Counts> {
  const counts = await queue.getJobCounts(...COUNTED);
  return {
    waiting: (counts['waiting'] ?? 0) + (counts['paused'] ?? 0) + (counts['prioritized'] ?? 0),
    active: counts['active'] ?? 0,
    delayed: counts['delayed'] ?? 0,
    failed: counts['failed'] ?? 0,
    paused: await queue.isPaused(),
  };
}
