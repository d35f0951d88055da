import type { Queue } from 'bullmq';
import type { QueueName, Schedule } from '../../pipeline/ports/queue.ts';
import type { Backend } from './backend.ts';
import { countsOf } from './counts.ts';
import type { Stored } from './payload.ts';

interface Wanted {
  readonly queue: QueueName;
  readonly id: string;
  readonly when: Schedule;
  readonly data: Stored;
}

/** A schedule whose next ring lies this far back, with nothing waiting in its queue, has lost its ring. */
const OVERDUE = 5 * 60_000;

/**
 * The schedules this process asked for. The backend keeps them for all processes; when it lost everything (a flushed
 * Redis), or a schedule lost its next ring (a crash between two of BullMQ's steps), they are put back from here. One
 * that is missing by itself was taken away by another process and is left so.
 */
export class Schedules {
  readonly #queues: ReadonlyMap<QueueName, Queue>;
  readonly #backend: Backend;
  readonly #wanted = new Map<string, Wanted>();
  #epoch: string | undefined;

  constructor(queues: ReadonlyMap<QueueName, Queue>, backend: Backend) {
    this.#queues = queues;
    this.#backend = backend;
  }

  async set(queue: QueueName, id: string, when: Schedule, data: Stored): Promise<void> {
    const wanted = { queue, id, when, data };
    this.#epoch ??= await this.#backend.epoch();
    this.#wanted.set(`${queue} ${id}`, wanted);
    if ((await this.#state(wanted)) !== 'stands') await this.#put(wanted);
  }

  async remove(queue: QueueName, id: string): Promise<void> {
    this.#wanted.delete(`${queue} ${id}`);
    await this.#queue(queue).removeJobScheduler(id);
  }

  /** Puts back what is missing; resolves to how many. */
  async restore(): Promise<number> {
    if (this.#wanted.size === 0) return 0;
    const epoch = await this.#backend.epoch();
    let restored = 0;
    for (const wanted of this.#wanted.values()) {
      const state = await this.#state(wanted);
      if (state !== 'stuck' && !(state === 'missing' && epoch !== this.#epoch)) continue;
      await this.#put(wanted);
      restored += 1;
    }
    this.#epoch = epoch;
    return restored;
  }

  async list(queue: QueueName): Promise<Map<string, Date>> {
    const found = await this.#queue(queue).getJobSchedulers();
    return new Map(found.map(({ key, next }) => [key, new Date(next ?? 0)]));
  }

  /** A schedule that stands is not set again: that would move its next ring. */
  async #state({ queue, id, when, data }: Wanted): Promise<'stands' | 'missing' | 'stuck' | 'different'> {
    const bull = this.#queue(queue);
    const found = await bull.getJobScheduler(id);
    if (found === undefined || found === null) return 'missing';
    const same =
      'every' in when
        ? found.every === when.every
        : found.pattern === when.cron && found.tz === when.timezone;
    const stored: unknown = found.template?.data;
    // Set anew by another process, say with another period: its word is the later one.
    if (!same || !sameData(stored, data)) return 'different';
    if ((found.next ?? 0) > Date.now() - OVERDUE) return 'stands';
    const counts = await countsOf(bull);
    return counts.waiting + counts.active > 0 ? 'stands' : 'stuck';
  }

  async #put({ queue, id, when, data }: Wanted): Promise<void> {
    const repeat = 'every' in when ? { every: when.every } : { pattern: when.cron, tz: when.timezone };
    await this.#queue(queue).upsertJobScheduler(id, repeat, { name: queue, data });
  }

  #queue(name: QueueName): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new TypeError(`no queue ${name}`);
    return queue;
  }
}

/** jsonb gives keys back in another order. */
function sameData(stored: unknown, data: Stored): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  const entries = Object.entries(stored);
  return entries.length === Object.keys(data).length && entries.every(([key, value]) => data[key] === value);
}
