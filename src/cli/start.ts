import type { Command } from 'commander';
import { createHealthStore } from '../adapters/postgres/health.ts';
import { secretFit } from '../adapters/postgres/secret-fit.ts';
import { startBeating } from '../../workers/alive.ts';
import { startConsole } from '../../workers/console.ts';
import { healthOf, startProbes, watchedBy } from '../../workers/probes.ts';
import { ROLES, type Role, startWorkers } from '../../workers/main.ts';
import { type RulesWatch, watchRules } from '../../workers/rules.ts';
import { secretFile } from '../config/secret.ts';
import { failureCode } from '../domain/failure.ts';
import { shippedRules } from '../rulebook/files.ts';
import { elsewhere } from './checks/running.ts';
import { renderFaults } from './faults.ts';
import { endInOrder, stopSignal } from './ending.ts';
import { refuse } from './command.ts';
import { words } from './language.ts';
import { openRuntime } from './runtime.ts';
import { secretsOf } from './secret.ts';

/** How long a process may finish what it has in hand when told to stop, in milliseconds. */
const DRAIN = 20_000;
/** And how long closing may take after that. */
const CLOSING = 5_000;

/** `sang start`: the service, in all roles or some. */
export function register(program: Command): void {
  program
    .command('start')
    .description('chạy dịch vụ / run the service')
    .option('--roles <roles>', `chỉ các vai này / only these roles: ${ROLES.join(',')}`)
    .action(async (options: { roles?: string }) => {
      const roles = parseRoles(options.roles);
      if (roles === undefined) return;
      await start(roles);
    });
}

function parseRoles(given: string | undefined): readonly Role[] | undefined {
  if (given === undefined) return ROLES;
  const wanted = given.split(',').map((role) => role.trim());
  const unknown = wanted.filter((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown.length > 0) {
    refuse(
      'start',
      words(
        `không có vai ${unknown.join(', ')} (các vai: ${ROLES.join(', ')})`,
        `no such role: ${unknown.join(', ')} (roles: ${ROLES.join(', ')})`,
      ),
    );
    return undefined;
  }
  return ROLES.filter((role) => wanted.includes(role));
}

async function start(roles: readonly Role[]): Promise<void> {
  const runtime = await openRuntime({ roles });
  const { service, environment, log } = runtime;
  let rules: RulesWatch | undefined;
  // One role publishes, so that machines with different copies of the rules do not take turns.
  if (roles.includes('sweep')) {
    const directory = environment.SANG_RULES ?? shippedRules();
    rules = await watchRules(service, directory);
    if (!rules.first.published) {
      process.stderr.write(renderFaults(rules.first.faults, directory, environment.SANG_LANG));
      if ((await service.rulebooks.active()) === undefined) {
        const why = words(
          'bộ luật có lỗi (xem ở trên), dịch vụ không khởi động',
          'refused, the rules have faults (see above)',
        );
        refuse('start', why);
        await rules.stop();
        await runtime.close(0);
        return;
      }
      process.stderr.write(
        words(
          'sang start: bộ luật có lỗi (xem ở trên); bộ luật tốt gần nhất vẫn có hiệu lực\n',
          'sang start: the rules have faults (see above); the last good ones stay in force\n',
        ),
      );
    }
  }
  if (runtime.embedded !== undefined && roles.length < ROLES.length) {
    log.warn(
      { step: 'start' },
      'embedded database: all roles must run on this machine; set DATABASE_URL for more',
    );
  }
  if (runtime.embedded === undefined && environment.SANG_SECRET === undefined) {
    log.warn(
      { step: 'start', file: secretFile(environment.SANG_DATA) },
      'SANG_SECRET is not set: the secret in this file is for this machine alone; another machine needs the same one',
    );
  } else if ((await secretFit(service.pool, secretsOf(environment))) === 'other-tokens') {
    log.warn(
      { step: 'start' },
      'SANG_SECRET does not open the stored tokens: set the right one, or enter them anew',
    );
  }
  const deaf = elsewhere(await createHealthStore(service.pool).processes(), service.queues.backend);
  if (deaf.length > 0) {
    log.warn(
      { step: 'start', queues: service.queues.backend, elsewhere: deaf },
      'other processes keep their queues elsewhere and do not hear this one: the same REDIS_URL is needed for all, or none',
    );
  }
  // Told to end while it starts, it ends in order too.
  const asked = stopSignal(() => {
    rules
      ?.reload()
      .catch((error: unknown) => log.error({ step: 'publish', err: error }, 'rules could not be read'));
  });
  const running = await startWorkers(service, roles);
  const health = healthOf(service, roles, running.progress);
  const beating = startBeating(health);
  const { SANG_METRICS_PORT: port, SANG_HOST: host } = environment;
  const probes =
    port === undefined
      ? undefined
      : await listening('SANG_METRICS_PORT', port, () =>
          startProbes(service, health, { host, port }, watchedBy(service, roles)),
        );
  if (probes !== undefined) log.info({ step: 'start', port: probes.port }, 'metrics');
  const console = roles.includes('console')
    ? await listening('SANG_PORT', environment.SANG_PORT, () =>
        startConsole(service, {
          host,
          port: environment.SANG_PORT,
          key: runtime.secret,
          proxies: environment.SANG_TRUSTED_PROXIES,
        }),
      )
    : undefined;
  if (console !== undefined) log.info({ step: 'start', url: console.url }, 'console');
  // A back-up needs the folder, and it may lie outside SANG_DATA.
  log.info({ step: 'start', roles, queues: service.queues.backend, embedded: runtime.embedded }, 'started');
  const lost = await Promise.race([asked, beating.lost]);
  const failed = lost !== undefined;
  if (failed)
    log.error({ step: 'stop', code: lost }, 'work has stood still for minutes: ending, to be started anew');
  log.info({ step: 'stop' }, 'stopping: finishing what is in hand');
  await endInOrder(DRAIN + CLOSING, log, failed, async () => {
    beating.stop();
    // Side by side: what hangs in one takes no time from the others.
    const [left] = await Promise.all([running.stop(DRAIN), rules?.stop(), console?.stop(), probes?.stop()]);
    await runtime.close(0);
    return left;
  });
}

/** Listens; where another process has the port, says so and ends this one: what it had begun is left to others. */
async function listening<T>(variable: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (failureCode(error) !== 'error.EADDRINUSE') throw error;
    refuse(
      'start',
      words(
        `cổng ${port} đang có tiến trình khác dùng; đặt ${variable} khác cho tiến trình này`,
        `port ${port} is in use by another process; set another ${variable} for this one`,
      ),
    );
    return process.exit();
  }
}
