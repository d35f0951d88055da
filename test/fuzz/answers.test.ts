import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { usagesOf } from '../../src/adapters/platforms/facebook/usage.ts';
import { ZaloOauth } from '../../src/adapters/platforms/zalo/oauth.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { Usage } from '../../src/pipeline/ports/budget.ts';
import type { Order, Platform, PlatformContext, Target } from '../../src/pipeline/ports/platform.ts';
import type { TokenPair } from '../../src/pipeline/ports/tokens.ts';
import { type Bench, bench } from '../adapters/facebook/world.ts';
import { conversationKey, type ZaloWorld, zaloWorld } from '../adapters/zalo/world.ts';
import type { OpenBudget } from '../contract/store.ts';
import { mutateBody } from './mutate.ts';
import { type DamagingProxy, startDamagingProxy } from './proxy.ts';
import { ALL_SEEDS, eachSeed, RUNS } from './seeds.ts';

const NOW = new Date('2026-11-20T02:00:00Z');
const AMPLE = { calls: 1_000_000, windowMs: 3_600_000 };
const TEXT = 'Dạ còn ạ, mời chị ghé tiệm';

/** What came of a call whose answer was damaged: a value, or a failure by its code and nothing else. */
async function known<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    expect(error.code).toMatch(/^[a-z]+(\.[\w.-]+)?$/u);
    if (error.until !== undefined) expect(isStorable(error.until)).toBe(true);
    return undefined;
  }
}

/** A moment PostgreSQL takes. */
const isStorable = (at: Date): boolean => at.getTime() > 0 && at.getTime() < Date.UTC(9999, 0);

function expectPair({ accessToken, expiresAt, renewAt }: TokenPair): void {
  expect(accessToken.length).toBeGreaterThan(0);
  for (const at of [expiresAt, renewAt]) if (at !== undefined) expect(isStorable(at)).toBe(true);
}

/** Figures that fit the columns they are kept in. */
function expectUsages(usages: readonly Usage[]): void {
  for (const { percent, regainAt } of usages) {
    expect(percent).toBeGreaterThanOrEqual(0);
    expect(percent).toBeLessThan(1e6);
    if (regainAt !== undefined) expect(isStorable(regainAt)).toBe(true);
  }
}

/** Every way to ask a platform for something beside polling, one after the other. */
async function askAll(
  platform: Platform,
  context: PlatformContext,
  orders: readonly Order[],
  target: Target,
  pasted: TokenPair,
): Promise<void> {
  for (const order of orders) {
    const done = await known(platform.ensure(context, order));
    if (done === undefined) continue;
    expect(typeof done.already).toBe('boolean');
    if (done.externalId !== undefined) {
      expect(done.externalId.length).toBeGreaterThan(0);
      expect(done.externalId.length).toBeLessThan(1_000);
      expect(done.externalId).not.toContain('\0');
    }
  }
  const now = await known(platform.read(context, target));
  if (now !== undefined)
    expect([typeof now.hidden, typeof now.canHide, typeof now.text]).toEqual([
      'boolean',
      'boolean',
      'string',
    ]);
  const checks = (await known(platform.check(context))) ?? [];
  for (const { vi, en } of checks) expect(vi.length * en.length).toBeGreaterThan(0);
  const adopted = await known(platform.adopt?.(context.access, pasted, NOW) ?? Promise.resolve(pasted));
  if (adopted !== undefined) expectPair(adopted);
}

let proxy: DamagingProxy;
beforeAll(async () => {
  proxy = await startDamagingProxy();
});
afterAll(() => proxy.stop());

async function underDamage(target: string, budget: OpenBudget, work: () => Promise<void>): Promise<void> {
  proxy.target = target;
  const before = proxy.damaged;
  await eachSeed(RUNS, async (random, seed) => {
    proxy.random = random;
    proxy.share = seed % 2 === 0 ? 1 : 0.4;
    budget.seen.length = 0;
    await work();
    expectUsages(budget.seen);
  });
  if (ALL_SEEDS) expect(proxy.damaged - before).toBeGreaterThan(RUNS);
  proxy.share = 0;
}

describe('Facebook: answers to actions, checks and the trade of tokens', () => {
  let world: Bench;
  let post: string;
  let comment: string;
  beforeAll(async () => {
    // Figures of use come with every answer, and are damaged as the rest is.
    world = await bench({ allowance: { page: AMPLE, app: AMPLE } }, { baseUrl: proxy.url });
    post = world.sim.addPost({ text: 'Hàng mới về' });
    comment = world.sim.addComment({
      post,
      text: 'Còn hàng không?',
      by: { id: '77001122334455667', name: 'An' },
    });
  });
  afterAll(() => world.stop());

  test('each ends in a known way, and once the answers are whole again in the right one', async () => {
    const target = { comment: world.key(comment), post };
    const answer = { verb: 'reply', ...target, kind: 'comment', text: TEXT } as const;
    const orders: Order[] = [
      { verb: 'hide', ...target },
      { verb: 'unhide', ...target },
      answer,
      { ...answer, attemptedAt: NOW },
    ];
    await underDamage(world.sim.url, world.budget, () =>
      askAll(world.facebook, world.context(), orders, target, { accessToken: world.sim.tokens.user }),
    );
    await world.facebook.ensure(world.context(), { verb: 'hide', ...target });
    expect(await world.facebook.read(world.context(), target)).toMatchObject({ hidden: true });
  });

  const HEADERS = {
    'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":25}',
    'x-page-usage': '{"call_count":12,"total_time":3,"total_cputime":2}',
    'x-business-use-case-usage':
      '{"1020":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}',
  };

  test('headers of use', async () => {
    await eachSeed(RUNS * 50, (random) => {
      const headers = Object.entries(HEADERS).map(([name, value]) => [name, mutateBody(value, random)]);
      expectUsages(usagesOf(Object.fromEntries(headers), NOW));
    });
  });
});

describe('Zalo: answers to actions, checks and OAuth', () => {
  let world: ZaloWorld;
  beforeAll(async () => {
    world = await zaloWorld({}, { apiUrl: proxy.url, timeoutMs: 1_000, pauseMs: 1 });
    proxy.headers = { 'x-ratelimit-limit': '4000', 'x-ratelimit-remain': '3990', 'retry-after': '30' };
  });
  afterAll(() => world.stop());

  test('each ends in a known way, and once the answers are whole again in the right one', async () => {
    const { simulator, platform } = world;
    const [person, member] = [simulator.addUser('Dì Út'), simulator.addUser('Anh Tám')];
    const message = simulator.say(person, 'mấy giờ mở cửa');
    const group = simulator.addGroup('Nhóm', [person, member]);
    const article = simulator.addArticle('Khai trương');
    const target = { comment: message.id, post: conversationKey(person.id) };
    const answer = { verb: 'reply', ...target, kind: 'message', text: TEXT, answerTo: person.id } as const;
    const orders: Order[] = [
      answer,
      { ...answer, attemptedAt: NOW },
      { verb: 'tag', answerTo: person.id, tag: 'sàng: cần xem' },
      { verb: 'untag', answerTo: person.id, tag: 'sàng: cần xem' },
      { verb: 'remove-member', post: group.id, answerTo: member.id },
      { verb: 'comments-off', post: article.id },
      { verb: 'comments-on', post: article.id },
    ];
    const whole = world.pair();
    await underDamage(simulator.apiUrl, world.budget, async () => {
      await world.vault.write(1, whole);
      await askAll(platform, world.context(), orders, target, whole);
      const terms = await known(
        platform.replyTerms?.(world.context(), person.id) ?? Promise.resolve(undefined),
      );
      if (terms?.until !== undefined) expect(isStorable(terms.until)).toBe(true);
    });
    await platform.ensure(world.context(), { verb: 'tag', answerTo: person.id, tag: 'xem' });
    expect([...person.tags]).toContain('xem');
  });

  test('the token endpoint: a pair that can be kept, or a failure that says what to do', async () => {
    const { simulator, options } = world;
    const oauth = new ZaloOauth({ ...options, oauthUrl: proxy.url }, () => NOW);
    await underDamage(simulator.oauthUrl, world.budget, async () => {
      const pair = await known(oauth.refresh(simulator.issue()));
      if (pair !== undefined) expectPair(pair);
      const first = await known(oauth.exchange('mã', 'v'.repeat(43)));
      if (first !== undefined) expectPair(first);
    });
  });
});
