import type { Processor, QueueName, Working } from '../src/pipeline/ports/queue.ts';
import type { Judged } from '../src/pipeline/ports/screening.ts';
import { actProcessor } from './act.ts';
import { digestProcessor, forgetDigestFiles } from './digest.ts';
import { notifyProcessor } from './notify.ts';
import { pollProcessor } from './poll.ts';
import { Progress } from './progress.ts';
import { screenProcessor } from './screen.ts';
import type { Service } from './service.ts';
import { sweepProcessor } from './sweep.ts';

/** What a process can be told to do; `sang start` does all of it. */
export const ROLES = ['poll', 'screen', 'act', 'digest', 'notify', 'sweep', 'console'] as const;
export type Role = (typeof ROLES)[number];

/** Every so often everything due is rung, in milliseconds. */
const SWEEP_INTERVAL = 5_000;
/** Texts whose time is over are forgotten within the hour, in milliseconds. */
const RETENTION_INTERVAL = 3_600_000;
/** The folder's digests: when people get theirs too unless they choose otherwise (`DEFAULT_TIMES`), on the installation's clock. */
const DIGEST_TIMES = '30 7,16 * * *';
/** They wait for platforms more than they work; and several long readings must leave room for the others. */
const POLLS_AT_ONCE = 16;
/** While two batches are being read or stored, a third one is judged. */
const SCREENS_AT_ONCE = 3;
/** While one forgets texts or makes them findable, the other one rings for what is due. */
const SWEEPS_AT_ONCE = 2;

/** Watching what happens, for the demo's terminal. */
export interface Watching {
  readonly onJudged?: (judged: readonly Judged[]) => void;
  readonly onDigest?: (path: string, count: number) => void;
}

export interface Running {
  readonly progress: Progress;
  /**
   * Takes nothing new and finishes what is in hand, for at most `deadline` milliseconds; resolves to the number of
   * jobs left to others.
   */
  stop(deadline: number): Promise<number>;
}

/** Starts the queue workers of the given roles in this process and makes sure their schedules exist. */
export async function startWorkers(
  service: Service,
  roles: readonly Role[],
  watching: Watching = {},
): Promise<Running> {
  const { queues } = service;
  const progress = new Progress();
  const working: Working[] = [];
  let stopForgetting: (() => void) | undefined;
  const work = async <Q extends QueueName>(queue: Q, processor: Processor<Q>, concurrency = 1) => {
    const watched = progress.watch(queue, timed(service, queue, processor));
    working.push(await queues.work(queue, watched, { concurrency }));
  };
  if (roles.includes('poll')) await work('poll', pollProcessor(service, progress), POLLS_AT_ONCE);
  if (roles.includes('screen'))
    await work('screen', screenProcessor(service, progress, watching.onJudged), SCREENS_AT_ONCE);
  if (roles.includes('act')) await work('act', actProcessor(service, progress));
  if (roles.includes('digest')) {
    await work('digest', digestProcessor(service, watching.onDigest));
    await queues.schedule('digest', 'regular', { cron: DIGEST_TIMES, timezone: service.timeZone }, {});
    stopForgetting = forgetDigestFiles(service);
  }
  if (roles.includes('notify')) await work('notify', notifyProcessor(service, progress));
  if (roles.includes('sweep')) {
    await work('sweep', sweepProcessor(service, progress), SWEEPS_AT_ONCE);
    await queues.schedule('sweep', 'regular', { every: SWEEP_INTERVAL }, {});
    await queues.schedule('sweep', 'retention', { every: RETENTION_INTERVAL }, { task: 'retention' });
  }
  return {
    progress,
    async stop(deadline) {
      stopForgetting?.();
      const left = await Promise.all(working.map((worker) => worker.stop(deadline)));
      return left.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** The same processor, with its time and outcome counted. */
function timed<Q extends QueueName>(service: Service, queue: Q, processor: Processor<Q>): Processor<Q> {
  return async (heard) => {
    const from = performance.now();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      await processor(heard);
      outcome = 'done';
    } finally {
      service.metrics.job(queue, outcome, (performance.now() - from) / 1000);
    }
  };
}
