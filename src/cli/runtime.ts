import path from 'node:path';
import { createMetrics } from '../adapters/metrics/metrics.ts';
import { startTraces } from '../adapters/metrics/traces.ts';
import { createGate } from '../adapters/channels/address.ts';
import { forgetDigests } from '../adapters/mail/folder.ts';
import { openBlinding } from '../adapters/postgres/blind-keys.ts';
import { openPool } from '../adapters/postgres/pool.ts';
import { startEmbedded } from '../adapters/postgres/embedded/start.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { openQueues } from '../adapters/queue/queues.ts';
import { createPeople } from '../adapters/secrets/people.ts';
import { createSealer } from '../adapters/secrets/sealer.ts';
import { createSignedLinks } from '../adapters/secrets/signed-links.ts';
import { ConfigFault, type Environment, readConfig } from '../config/config.ts';
import { type Logger, openLogger } from '../logging/logger.ts';
import type { People } from '../pipeline/ports/people.ts';
import { openService, type Service } from '../../workers/service.ts';
import { language } from './language.ts';
import { openPlatforms } from './platforms.ts';
import { lookedAt, secretOf } from './secret.ts';
import { openFolder, openMail } from './sink.ts';

export interface Runtime {
  readonly service: Service;
  readonly environment: Environment;
  readonly log: Logger;
  /** The installation's secret: signs the console's forms. */
  readonly secret: string;
  /** Folder of the embedded database, which serves this machine only; absent with DATABASE_URL. */
  readonly embedded?: string;
  /** Closes everything, at most `deadline` milliseconds after work was asked to stop. */
  close(deadline: number): Promise<void>;
}

export interface RuntimeOptions {
  readonly roles: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Changes nothing: no migration, and no secret is made where there is none. */
  readonly lookOnly?: boolean;
  /** Log level instead of the configured one. */
  readonly logLevel?: string;
}

/** How long the queue's server may take to answer at the start, in milliseconds. */
const READY = 10_000;

/** Prints configuration faults and ends the process with 2: refused to run. */
export function configOrExit(
  env: Readonly<Record<string, string | undefined>>,
): ReturnType<typeof readConfig> {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    process.stderr.write(error.faults.map((fault) => `sang: ${fault[language()]}\n`).join(''));
    return process.exit(2);
  }
}

/** Opens database, queues, platforms and stores as the environment says, migrated and ready. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const env = options.env ?? process.env;
  const { environment, warnings, set } = configOrExit(env);
  const log = await openLogger({
    level: options.logLevel ?? environment.SANG_LOG_LEVEL,
    readable: process.stderr.isTTY && env['NODE_ENV'] !== 'production',
  });
  for (const { en } of warnings) log.warn({ step: 'config', warning: en }, 'unknown variable');
  log.debug({ step: 'config', set }, 'configuration');
  const embedded =
    environment.DATABASE_URL === undefined ? await startEmbedded(environment.SANG_DATA) : undefined;
  const databaseUrl = environment.DATABASE_URL ?? embedded?.url ?? '';
  if (options.lookOnly !== true) await migrate(databaseUrl);
  let closing = false;
  const broken = (where: string, error: unknown): void => {
    // Connections that end because we end them are no news.
    if (!closing) log.warn({ step: 'connect', where, err: error }, 'connection lost; trying again');
  };
  const pool = openPool(databaseUrl, {
    roles: options.roles,
    queues: environment.REDIS_URL === undefined ? 'postgres' : 'redis',
    onError: (error) => broken('database', error),
  });
  const previous = environment.SANG_SECRET_PREVIOUS;
  let secret: string;
  let people: People;
  try {
    secret = options.lookOnly === true ? lookedAt(environment) : await secretOf(environment, pool);
    people = createPeople(
      secret,
      previous,
      options.lookOnly === true
        ? undefined
        : await openBlinding(pool, createSealer(secret, previous), [
            secret,
            ...(previous === undefined ? [] : [previous]),
          ]),
    );
  } catch (error) {
    closing = true;
    await pool.end();
    await embedded?.stop();
    throw error;
  }
  const metrics = createMetrics();
  const traces =
    environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? undefined : await startTraces(options.roles);
  const queues = openQueues({
    telemetry: traces?.telemetry,
    databaseUrl,
    redisUrl: environment.REDIS_URL,
    observer: {
      threw: ({ queue, code, next, attempt, error }) =>
        log.error({ step: queue, code, next, attempt, err: error }, 'job failed'),
      stalled(queue) {
        metrics.stalled(queue);
        log.warn({ step: queue }, 'job taken over from a dead worker');
      },
      restored: (schedules) => metrics.restored(schedules),
      broken,
    },
  });
  try {
    await queues.ready(READY);
  } catch (error) {
    closing = true;
    await queues.close(0);
    await pool.end();
    await embedded?.stop();
    throw error;
  }
  const mailer = openMail(environment);
  const service = openService({
    pool,
    queues,
    people,
    sealer: createSealer(secret, previous),
    platforms: (tokens) => openPlatforms(environment, secret, tokens, log),
    metrics,
    folder: openFolder(digestFolder(environment), log),
    ...(mailer === undefined ? {} : { mailer }),
    gate: createGate(environment.SANG_WEBHOOK_NETWORKS),
    links: createSignedLinks(secret, previous),
    log,
    lang: environment.SANG_LANG,
    timeZone: environment.SANG_TIMEZONE,
    ...(environment.SANG_URL === undefined ? {} : { consoleUrl: environment.SANG_URL }),
    environment: env,
    retentionDays: environment.SANG_RETENTION_DAYS,
    forgetFiles: (before) => forgetDigests(digestFolder(environment), before),
  });
  return {
    service,
    environment,
    log,
    secret,
    ...(embedded === undefined ? {} : { embedded: embedded.folder }),
    async close(deadline) {
      closing = true;
      await queues.close(deadline);
      // A collector that is away must not hold up the end.
      await traces?.stop().catch((error: unknown) => broken('traces', error));
      mailer?.close();
      await pool.end();
      await embedded?.stop();
    },
  };
}

/** Where digests are written. */
export function digestFolder(environment: Environment): string {
  return path.resolve(environment.SANG_DIGEST_DIR ?? path.join(environment.SANG_DATA, 'digests'));
}
