import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { createConsole } from '../src/adapters/console/app.ts';
import { createAccessStore } from '../src/adapters/postgres/access.ts';
import { createBoardStore } from '../src/adapters/postgres/board.ts';
import { createHandStore } from '../src/adapters/postgres/hand.ts';
import { createRetentionStore } from '../src/adapters/postgres/retention.ts';
import { createWebhooks } from '../src/adapters/webhooks/app.ts';
import { hear } from '../src/pipeline/hear.ts';
import type { PlatformName } from '../src/pipeline/ports/platform.ts';
import type { Service } from './service.ts';

export interface ConsoleOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Signs form tokens. */
  readonly key: string;
}

export interface RunningConsole {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the console, and takes in the webhooks of the platforms under `/webhooks/`. */
export async function startConsole(service: Service, options: ConsoleOptions): Promise<RunningConsole> {
  const hand = createHandStore(service.pool);
  const app = createConsole({
    store: service.cases,
    platforms: service.platforms,
    queues: service.queues,
    access: createAccessStore(service.pool),
    board: createBoardStore(service.pool),
    sources: service.sources,
    actions: service.actions,
    now: () => service.digests.now(),
    timeZone: service.timeZone,
    key: options.key,
    secure: service.consoleUrl?.startsWith('https:') ?? false,
    capabilities: (platform) =>
      [...service.platforms.values()].find(({ name }: { name: PlatformName }) => name === platform)
        ?.capabilities,
    audit: (memberId, sourceId, caseId, what) => hand.note(memberId, sourceId, caseId, what),
    handDone: (actionId, memberId) => hand.done(actionId, memberId),
    log: service.log,
  });
  const webhooks = createWebhooks({
    platforms: service.platforms,
    hear: (platform, news) =>
      hear({ ...service, retention: createRetentionStore(service.pool) }, platform, news),
    log: service.log,
  });
  // Beside the console, not inside: platforms carry no session and no form token.
  const root = new Hono().route('/webhooks', webhooks).mount('/', app.fetch);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: root.fetch, hostname: options.host, port: options.port }, () =>
      resolve(started),
    );
    started.once('error', reject);
  });
  return {
    url: urlOf(server.address(), options.host),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
        // Browsers keep connections open; they must not hold up the end.
        if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}

function urlOf(address: AddressInfo | string | null, host: string): string {
  if (address === null || typeof address === 'string') return `http://${host}/`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`;
}
