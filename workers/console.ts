import { BlockList } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createConsole } from '../src/adapters/console/app.ts';
import { urlFault } from '../src/adapters/channels/webhook.ts';
import { createUnsubscribe } from '../src/adapters/console/unsubscribe.ts';
import { createAccessStore } from '../src/adapters/postgres/access.ts';
import { createQueueBoard } from '../src/adapters/console/boards.ts';
import { codeWords } from '../src/adapters/console/codes.ts';
import { remember } from '../src/adapters/console/remember.ts';
import { createAuditStore } from '../src/adapters/postgres/audit.ts';
import { createBoardStore } from '../src/adapters/postgres/board.ts';
import { createControlStore } from '../src/adapters/postgres/controls.ts';
import { createHandStore } from '../src/adapters/postgres/hand.ts';
import { createHealthStore } from '../src/adapters/postgres/health.ts';
import { createOverturnedStore } from '../src/adapters/postgres/overturned.ts';
import { recentReports } from '../src/adapters/console/recent-reports.ts';
import { createReportStore } from '../src/adapters/postgres/reports.ts';
import { createWebhooks } from '../src/adapters/webhooks/app.ts';
import { RulebookMissing } from '../src/pipeline/publish-rulebook.ts';
import { replyDrafts } from '../src/pipeline/reply-drafts.ts';
import { replyTerms } from '../src/pipeline/reply-terms.ts';
import { hear } from '../src/pipeline/hear.ts';
import type { BoardStore } from '../src/pipeline/ports/board.ts';
import type { Check, Platform } from '../src/pipeline/ports/platform.ts';
import { addressOf } from './address.ts';
import type { Service } from './service.ts';

/** What every card of a page needs is read once in so many milliseconds. */
const REMEMBERED = 1_000;
/** How long a platform may take to answer a check, in milliseconds. */
const CHECK_TIMEOUT = 20_000;

export interface ConsoleOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Signs form tokens. */
  readonly key: string;
  /** Proxies whose word on who asks is taken; absent = none. */
  readonly proxies?: BlockList;
}

export interface RunningConsole {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the console, and takes in the webhooks of the platforms under `/webhooks/`. */
export async function startConsole(service: Service, options: ConsoleOptions): Promise<RunningConsole> {
  const rulebook = remember(() => service.rulebook(), REMEMBERED);
  const drafting = {
    platforms: service.platforms,
    rulebook: () => rulebook(undefined),
    sources: { get: remember((id: number) => service.sources.get(id), REMEMBERED) },
  };
  const board = countedOnce(createBoardStore(service.pool));
  const proxies = options.proxies ?? new BlockList();
  const app = createConsole({
    proxies,
    store: service.cases,
    platforms: service.platforms,
    queues: service.queues,
    access: createAccessStore(service.pool),
    board,
    search: service.search,
    audits: createAuditStore(service.pool),
    health: createHealthStore(service.pool),
    rulebooks: service.rulebooks,
    checking: service.checking,
    staging: service.staging,
    trying: service.trying,
    report: recentReports(createReportStore(service.pool)),
    sources: service.sources,
    subscribers: service.subscribers,
    notices: service.notices,
    controls: createControlStore(service.pool),
    overturned: createOverturnedStore(service.pool),
    channels: service.channels,
    messenger: service.messenger,
    mails: service.mailer !== undefined,
    urlFault: (url) => urlFault(url, service.gate),
    digests: service.digests,
    actions: service.actions,
    now: () => service.digests.now(),
    timeZone: service.timeZone,
    key: options.key,
    secure: service.consoleUrl?.startsWith('https:') ?? false,
    ...(service.consoleUrl === undefined ? {} : { publicUrl: service.consoleUrl }),
    capabilities: (platform) => platformOf(service, platform)?.capabilities,
    explainCode: (platform, code) => codeWords(code, platformOf(service, platform)),
    checkSource: async (sourceId) => checkSource(service, sourceId),
    queueBoard: createQueueBoard(service.queues.bull),
    replyDrafts: (found) =>
      replyDrafts(drafting, found).catch((error: unknown) => {
        // Without a rulebook that compiles here a case can still be decided; only nothing is prepared.
        if (error instanceof RulebookMissing) return [];
        throw error;
      }),
    replyTerms: (found) => replyTerms({ ...service, board }, found),
    tasks: createHandStore(service.pool),
    byHand: (platform, verb, kind) => platformOf(service, platform)?.byHand?.(verb, kind),
    log: service.log,
  });
  const webhooks = createWebhooks({
    platforms: service.platforms,
    hear: (platform, news) => hear({ ...service, retention: service.retaining.store }, platform, news),
    log: service.log,
  });
  // Beside the console, not inside: platforms and mail programs carry no session and no form token.
  const root = new Hono()
    .route('/webhooks', webhooks)
    .route('/unsubscribe', createUnsubscribe({ ...service, proxies, now: () => service.digests.now() }))
    .mount('/', app.fetch);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: root.fetch, hostname: options.host, port: options.port }, () =>
      resolve(started),
    );
    started.once('error', reject);
  });
  const address = server.address();
  return {
    url: addressOf(
      options.host,
      typeof address === 'object' && address !== null ? address.port : options.port,
    ),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
        // Browsers keep connections open; they must not hold up the end.
        if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}

/** People of one team ask for the same counts and languages every few seconds: read once for all of them. */
function countedOnce(board: BoardStore): BoardStore {
  interface Team {
    readonly sources: readonly number[] | undefined;
    readonly most?: number;
  }
  const keyOf = (team: Team): string => JSON.stringify(team);
  const counted = remember(({ sources, most = 0 }: Team) => board.counts(sources, most), REMEMBERED, {
    keyOf,
  });
  const spoken = remember(({ sources }: Team) => board.languages(sources), REMEMBERED, { keyOf });
  return {
    ...board,
    counts: (sources, most) => counted({ sources, most }),
    languages: (sources) => spoken({ sources }),
  };
}

function platformOf(service: Service, name: string): Platform | undefined {
  return [...service.platforms.values()].find((platform) => platform.name === name);
}

/** Token and permissions of a source, as its platform sees them now. */
async function checkSource(service: Service, sourceId: number): Promise<readonly Check[]> {
  const source = await service.sources.get(sourceId);
  const platform = source === undefined ? undefined : service.platforms.get(source.platform);
  if (source === undefined || platform === undefined) return [];
  return platform.check({
    access: source,
    budget: service.budget(source, 'human'),
    now: () => new Date(),
    signal: AbortSignal.timeout(CHECK_TIMEOUT),
  });
}
