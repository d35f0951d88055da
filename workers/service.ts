import type pg from 'pg';
import type { Metrics } from '../src/adapters/metrics/metrics.ts';
import type { BullQueues } from '../src/adapters/queue/queues.ts';
import { createActionStore } from '../src/adapters/postgres/acting.ts';
import { createBudget } from '../src/adapters/postgres/budgets.ts';
import type { Gate } from '../src/adapters/channels/address.ts';
import { createMessenger } from '../src/adapters/channels/messenger.ts';
import { createCaseStore } from '../src/adapters/postgres/cases.ts';
import { createCheckStore } from '../src/adapters/postgres/checking.ts';
import { createChannelStore } from '../src/adapters/postgres/channels.ts';
import { createDigestStore } from '../src/adapters/postgres/digests.ts';
import { createPastStore } from '../src/adapters/postgres/past.ts';
import { createNoticeStore } from '../src/adapters/postgres/notices.ts';
import { createPollStore } from '../src/adapters/postgres/poll.ts';
import { createRetentionStore } from '../src/adapters/postgres/retention.ts';
import { createRulebookStore } from '../src/adapters/postgres/rulebooks.ts';
import { createScreenStore } from '../src/adapters/postgres/screening.ts';
import { createSearchStore } from '../src/adapters/postgres/search.ts';
import { createSourceStore } from '../src/adapters/postgres/sources.ts';
import { createStageStore } from '../src/adapters/postgres/stages.ts';
import { createSweepStore } from '../src/adapters/postgres/sweeping.ts';
import { createSubscriberStore } from '../src/adapters/postgres/subscribers.ts';
import { createTokenVault } from '../src/adapters/postgres/tokens.ts';
import type { Sealer } from '../src/adapters/secrets/sealer.ts';
import type { SignedLinks } from '../src/adapters/secrets/signed-links.ts';
import type { Lang } from '../src/domain/lang.ts';
import type { Try } from '../src/pipeline/backtest.ts';
import type { DigestFolder } from '../src/pipeline/digest.ts';
import type { Mailer } from '../src/pipeline/ports/mail.ts';
import type { Log } from '../src/pipeline/ports/log.ts';
import type { People } from '../src/pipeline/ports/people.ts';
import type { Lane } from '../src/pipeline/ports/budget.ts';
import type { Platform, PlatformName } from '../src/pipeline/ports/platform.ts';
import type { Source } from '../src/pipeline/ports/sources.ts';
import type { TokenVault } from '../src/pipeline/ports/tokens.ts';
import { type Compile, followRulebook, type PublishDeps } from '../src/pipeline/publish-rulebook.ts';
import { compileFiles } from '../src/rulebook/load.ts';
import { isShipped } from '../src/rulebook/shipped.ts';

/** What a process needs from outside to work; built once by the entry point. */
export interface ServiceParts {
  readonly pool: pg.Pool;
  readonly queues: BullQueues;
  readonly people: People;
  readonly sealer: Sealer;
  readonly platforms: (tokens: TokenVault) => ReadonlyMap<PlatformName, Platform>;
  readonly metrics: Metrics;
  readonly folder: DigestFolder;
  /** Absent = nothing is mailed. */
  readonly mailer?: Mailer;
  /** Which addresses webhooks may reach. */
  readonly gate: Gate;
  /** Signs the links by which a reader ends mails. */
  readonly links: SignedLinks;
  readonly log: Log;
  readonly lang: Lang;
  readonly timeZone: string;
  readonly consoleUrl?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Days texts are kept, and what removes digest files made before a moment. */
  readonly retentionDays: number;
  readonly forgetFiles: (before: Date) => Promise<number>;
}

/** All stores and platforms of one process. */
export function openService(parts: ServiceParts) {
  const { pool, people, log } = parts;
  const tokens = createTokenVault(pool, parts.sealer, parts.environment);
  const rulebooks = createRulebookStore(pool);
  const publishing: PublishDeps = {
    store: rulebooks,
    compile,
    last: {},
    shipped: isShipped,
    log,
    lang: parts.lang,
  };
  const rulebook = followRulebook(publishing);
  const cases = createCaseStore(pool);
  const platforms = parts.platforms(tokens);
  return {
    ...parts,
    tokens,
    platforms,
    sources: createSourceStore(pool),
    polls: createPollStore(pool, people),
    screening: createScreenStore(pool),
    cases,
    /** What a decision needs. */
    reviewing: { store: cases, platforms, queues: parts.queues },
    /** What forgetting needs. */
    retaining: {
      store: createRetentionStore(pool, people),
      days: parts.retentionDays,
      forgetFiles: parts.forgetFiles,
      log,
    },
    actions: createActionStore(pool),
    digests: createDigestStore(pool),
    subscribers: createSubscriberStore(pool, parts.sealer),
    notices: createNoticeStore(pool),
    channels: createChannelStore(pool, parts.sealer),
    messenger: createMessenger(parts.gate, parts.mailer),
    sweeping: createSweepStore(pool),
    search: createSearchStore(pool),
    rulebooks,
    /** Rules tried on stored comments. */
    trying: { past: createPastStore(pool), compile: tryFiles, store: rulebooks },
    /** The check lane. */
    checking: createCheckStore(pool),
    rulebook,
    publishing,
    /** What asking for another stage of a rule needs, and the sweep's review of stages. */
    staging: { store: createStageStore(pool), rulebook, publishing },
    budget: (source: Source, lane: Lane) => createBudget(pool, source, lane),
  };
}
export type Service = ReturnType<typeof openService>;

/** Compiles rule files as of now. */
const compile: Compile = (files, stages) => compileFiles(files, { now: new Date(), stages });
const tryFiles: Try = (files) => compileFiles(files, { now: new Date() });
