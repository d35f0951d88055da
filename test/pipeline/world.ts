import { readFileSync } from 'node:fs';
import { createActionStore } from '../../src/adapters/postgres/acting.ts';
import { createBudget } from '../../src/adapters/postgres/budgets.ts';
import { createCaseStore } from '../../src/adapters/postgres/cases.ts';
import { createCheckStore } from '../../src/adapters/postgres/checking.ts';
import { createDigestStore } from '../../src/adapters/postgres/digests.ts';
import { createPollStore } from '../../src/adapters/postgres/poll.ts';
import { createRulebookStore } from '../../src/adapters/postgres/rulebooks.ts';
import { createScreenStore } from '../../src/adapters/postgres/screening.ts';
import { createSourceStore } from '../../src/adapters/postgres/sources.ts';
import { createStageStore } from '../../src/adapters/postgres/stages.ts';
import { createSweepStore } from '../../src/adapters/postgres/sweeping.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { act } from '../../src/pipeline/act.ts';
import { poll } from '../../src/pipeline/poll.ts';
import type { Log } from '../../src/pipeline/ports/log.ts';
import type { People } from '../../src/pipeline/ports/people.ts';
import type {
  CommentSeen,
  Ensured,
  Order,
  Platform,
  PlatformName,
  PollBatch,
} from '../../src/pipeline/ports/platform.ts';
import {
  type Compile,
  followRulebook,
  type PublishDeps,
  publishRulebook,
} from '../../src/pipeline/publish-rulebook.ts';
import { type ScreenDeps, screen } from '../../src/pipeline/screen.ts';
import { renderFault } from '../../src/rulebook/fault.ts';
import { compileFiles } from '../../src/rulebook/load.ts';
import type { Pool } from 'pg';

export const QUIET: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Recognisable stand-in for the keyed hash: the pipeline must not care how it is made. */
export const PEOPLE: People = {
  key: (sourceId, id) => Buffer.from(`key:${sourceId}:${id}`),
  conversations: (person, account) => [`conversation:${account}:${person}`],
  version: 1,
  blinds: (hash) => [Buffer.concat([Buffer.from('blind:'), hash]).subarray(0, 16)],
  seal: (id) => Buffer.from(`sealed:${id}`),
  open: (sealed) => sealed.toString().replace(/^sealed:/u, ''),
};

/** A few small rules, so that these tests do not move when the shipped ones do. */
export const RULES = [
  {
    path: 'decisions.yaml',
    text: readFileSync(new URL('../../rules/decisions.yaml', import.meta.url), 'utf8'),
  },
  {
    path: 'small.yaml',
    text: `- id: sexual.test
  title: Mời gọi
  category: sexual
  stage: flag
  severity: high
  owner: test
  why: Mời gọi tình dục
  review_by: 2099-01-01
  when:
    phrase: [đi khách qua đêm]
  examples:
    match: ["em nhận đi khách qua đêm"]
    no_match: ["đi chơi qua đêm với lớp"]
- id: reply.test
  title: Hỏi giá
  category: needs-reply
  stage: flag
  severity: low
  owner: test
  why: Khách hỏi giá
  review_by: 2099-01-01
  when:
    phrase: [bao nhiêu tiền]
  examples:
    match: ["cái này bao nhiêu tiền vậy shop"]
    no_match: ["đẹp quá"]
`,
  },
];

/** What the first of them finds. */
export const OFFER = 'em nhận đi khách qua đêm';

/** A platform held in memory: remembers what it was asked and can be told to fail. */
export class MemoryPlatform implements Platform {
  readonly name: PlatformName = 'facebook';
  readonly capabilities = {
    hide: true,
    reply: { maxLength: 8000 },
    tag: false,
    removeMember: false,
    commentsToggle: false,
    webhooks: false,
  };
  readonly batches: PollBatch[] = [];
  readonly calls: Order[] = [];
  readonly hidden = new Set<string>();
  readonly faults: (PlatformFailure | { applied: PlatformFailure })[] = [];

  async *poll(): AsyncGenerator<PollBatch> {
    while (this.batches.length > 0) {
      const batch = this.batches.shift();
      if (batch !== undefined) yield batch;
    }
  }

  async ensure(_context: unknown, order: Order): Promise<Ensured> {
    this.calls.push(order);
    const fault = this.faults.shift();
    if (fault instanceof PlatformFailure) throw fault;
    const already =
      (order.verb === 'hide' && this.hidden.has(order.comment)) ||
      (order.verb === 'unhide' && !this.hidden.has(order.comment));
    if (order.verb === 'hide') this.hidden.add(order.comment);
    if (order.verb === 'unhide') this.hidden.delete(order.comment);
    if (fault !== undefined) throw fault.applied;
    return { already };
  }

  async read(): Promise<undefined> {
    return undefined;
  }

  async check(): Promise<[]> {
    return [];
  }
}

export function seen(externalId: string, text: string, more: Partial<CommentSeen> = {}): CommentSeen {
  return {
    externalId,
    postExternalId: 'p1',
    kind: 'comment',
    text,
    createdAt: new Date('2026-11-01T00:00:00Z'),
    authorId: 'u1',
    byPage: false,
    hidden: false,
    ...more,
  };
}

export function batchOf(comments: readonly CommentSeen[], gone: readonly string[] = []): PollBatch {
  return { posts: [{ externalId: 'p1', kind: 'post', text: 'Bài đầu' }], comments, gone, cursor: { n: 1 } };
}

/**
 * All stores over one database, with the small rulebook published; its rules count as shipped with the program unless
 * the test says otherwise.
 */
export async function openWorld(pool: Pool, rules = RULES, shipped: PublishDeps['shipped'] = () => true) {
  const rings: string[] = [];
  const queues = {
    ring: async (queue: string) => {
      rings.push(queue);
    },
    ringMany: async (queue: string, many: readonly unknown[]) => {
      for (let count = 0; count < many.length; count += 1) rings.push(queue);
    },
  };
  const platform = new MemoryPlatform();
  const platforms = new Map<PlatformName, Platform>([['facebook', platform]]);
  const rulebooks = createRulebookStore(pool);
  const compile: Compile = (files, stages) => compileFiles(files, { now: new Date(), stages });
  const deps: PublishDeps = { store: rulebooks, compile, shipped, log: QUIET, lang: 'en' };
  const publication = await publishRulebook(deps, rules, 'test');
  if (!publication.published) {
    throw new Error(publication.faults.map((found) => renderFault(found, 'en')).join('\n'));
  }
  const rulebook = followRulebook(deps);
  const screening = createScreenStore(pool);
  const sources = createSourceStore(pool);
  const polls = createPollStore(pool, PEOPLE);
  const actions = createActionStore(pool);
  const budget = (
    row: Parameters<typeof createBudget>[1],
    lane: Parameters<typeof createBudget>[2] = 'poll',
  ) => createBudget(pool, row, lane);
  const cases = createCaseStore(pool);
  const screenDeps: ScreenDeps = {
    store: screening,
    rulebook,
    canHide: () => true,
    longestReply: () => 8000,
    log: QUIET,
  };
  return {
    rings,
    queues,
    platform,
    platforms,
    rulebooks,
    publication,
    publishing: deps,
    checking: createCheckStore(pool),
    rulebook,
    staging: { store: createStageStore(pool), rulebook, publishing: deps },
    publish: (files: typeof RULES) => publishRulebook(deps, files, 'test'),
    sources,
    polls,
    screening,
    screenDeps,
    screen: (signal = new AbortController().signal) => screen(screenDeps, signal),
    cases,
    /** What `review` needs. */
    reviewing: { store: cases, platforms, queues },
    actions,
    sweeping: createSweepStore(pool),
    digests: createDigestStore(pool),
    budget,
    /** A new page to poll; resolves to its id. */
    async addPage(name = `page-${Math.random()}`): Promise<number> {
      return (await sources.add({ platform: 'facebook', externalId: name, name, pollSeconds: 1 }, 'test')).id;
    },
    /** Polls the page now, due or not. */
    async poll(source: number, signal = new AbortController().signal) {
      await pool.query('update sources set poll_due_at = sang_now() where id = $1', [source]);
      return poll({ store: polls, platforms, budget, queues, log: QUIET }, source, signal);
    },
    /** Carries out all actions that wait; resolves to their number. */
    act: (signal = new AbortController().signal) =>
      act({ store: actions, platforms, budget, people: PEOPLE, log: QUIET }, signal),
    people: PEOPLE,
    log: QUIET,
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
