import { type RunningProbes, serveProbes } from '../src/adapters/metrics/server.ts';
import { watchState } from '../src/adapters/metrics/state.ts';
import { failureCode } from '../src/domain/failure.ts';
import type { Role } from './main.ts';
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

/** Metrics and probes of this process over HTTP. */
export function startProbes(
  service: Pick<Service, 'pool' | 'queues' | 'metrics' | 'log'>,
  roles: readonly Role[],
  health: Health,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningProbes> {
  return serveProbes(host, port, {
    registry: service.metrics.registry,
    // Shared figures come from one role, so that each comes once.
    ...(roles.includes('sweep')
      ? { refresh: watchState(service.metrics.registry, service.pool, service.queues) }
      : {}),
    alive: () => health.alive(),
    ready: () => health.ready(),
    onError: (error) => service.log.warn({ step: 'metrics', err: error }, 'figures could not be read'),
  });
}
