import { type RunningProbes, serveProbes } from '../src/adapters/metrics/server.ts';
import { type Watched, watchState } from '../src/adapters/metrics/state.ts';
import { createHealthStore } from '../src/adapters/postgres/health.ts';
import { failureCode } from '../src/domain/failure.ts';
import { digestsDue } from '../src/pipeline/digest-due.ts';
import { ROLES, type Role } from './main.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** How long a server may take to answer before it counts as away, in milliseconds. */
const ANSWER = 5_000;

/** Why a process shows no sign of life (`alive`), should be started anew (`stuck`), or be given no work (`ready`); undefined when all is well. */
export interface Health {
  alive(): Promise<string | undefined>;
  /** Work that stands still, as far as it can be told: while servers are away nothing can move. */
  stuck(): Promise<string | undefined>;
  ready(): Promise<string | undefined>;
}

/** Alive: the database answers and work moves. Ready: database, queues and, for screening, a rulebook are there. */
export function healthOf(
  service: Pick<Service, 'pool' | 'queues' | 'rulebook'>,
  roles: readonly Role[],
  progress: Progress,
): Health {
  const reason = async (name: string, look: () => Promise<unknown>): Promise<string | undefined> => {
    try {
      await look();
      return undefined;
    } catch (error) {
      return `${name}: ${failureCode(error)}`;
    }
  };
  const database = (): Promise<string | undefined> =>
    reason('database', () => service.pool.query('select 1'));
  const standing = async (): Promise<string | undefined> => {
    const queue = await progress.stuck(service.queues);
    return queue === undefined ? undefined : `stuck: ${queue}`;
  };
  return {
    async alive() {
      const away = await database();
      if (away !== undefined) return away;
      try {
        return await standing();
      } catch (error) {
        return `queues: ${failureCode(error)}`;
      }
    },
    async stuck() {
      if ((await database()) !== undefined) return undefined;
      return standing().catch(() => undefined);
    },
    async ready() {
      return (
        (await database()) ??
        (await reason('queues', () => service.queues.ready(ANSWER))) ??
        (roles.includes('screen') ? await reason('rulebook', () => service.rulebook()) : undefined)
      );
    },
  };
}

/** Metrics and probes of this process over HTTP; with `watched` those all processes share, too. */
export function startProbes(
  service: Pick<Service, 'metrics' | 'log'>,
  health: Health,
  { host, port }: { readonly host: string; readonly port: number },
  watched?: Watched,
): Promise<RunningProbes> {
  const { registry } = service.metrics;
  return serveProbes(host, port, {
    registry,
    ...(watched === undefined ? {} : { refresh: watchState(registry, watched) }),
    alive: () => health.alive(),
    ready: () => health.ready(),
    onError: (error) => service.log.warn({ step: 'metrics', err: error }, 'figures could not be read'),
  });
}

/** What all processes share: shown by one role, so that each figure comes once. */
export function watchedBy(service: Service, roles: readonly Role[]): Watched | undefined {
  if (!roles.includes('sweep')) return undefined;
  const { pool, queues, digests: store, subscribers, mailer } = service;
  return {
    pool,
    queues,
    health: createHealthStore(pool),
    roles: ROLES,
    digestsDue: () => digestsDue({ store, subscribers, mailing: mailer !== undefined }),
  };
}
