import { afterEach, expect, jest, test } from '@jest/globals';
import { createActionStore } from '../../src/adapters/postgres/acting.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { act } from '../../src/pipeline/act.ts';
import type { Ensured, Order, Platform, PlatformContext } from '../../src/pipeline/ports/platform.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { MemoryPlatform, PEOPLE, QUIET } from './world.ts';

/** What the call of one action takes. Five of them outlast the lease all were claimed under. */
const CALL_SECONDS = 25;
const REPLIES = ['một', 'hai', 'ba', 'bốn', 'năm'];

const ground = eachGround();
let ahead = 0;
afterEach(() => {
  jest.restoreAllMocks();
});

async function pass(seconds: number): Promise<void> {
  ahead += seconds;
  await ground.pool.query(`create or replace function sang_now() returns timestamptz language sql stable
    parallel safe as 'select now() + interval ''${ahead} seconds'''`);
}

/** A process of its own over the same database. */
const work = (platform: Platform) =>
  act(
    {
      store: createActionStore(ground.pool),
      platforms: new Map([['facebook', platform]]),
      budget: ground.world.budget,
      people: PEOPLE,
      log: QUIET,
    },
    new AbortController().signal,
  );

/** Looks before it sends again, as the real ones do; `meanwhile` is what happens before a call has landed. */
class SlowPlatform extends MemoryPlatform {
  readonly #sent: string[];
  readonly #meanwhile: () => Promise<unknown>;

  constructor(sent: string[], meanwhile: () => Promise<unknown>) {
    super();
    this.#sent = sent;
    this.#meanwhile = meanwhile;
  }

  override async ensure(_context: PlatformContext, order: Order): Promise<Ensured> {
    if (order.verb !== 'reply') throw new Error('replies only');
    const already = order.attemptedAt !== undefined && this.#sent.includes(order.text);
    await this.#meanwhile();
    if (!already) this.#sent.push(order.text);
    return { already, externalId: order.text };
  }
}

async function reply(texts: readonly string[]): Promise<void> {
  const moderatorId = await ground.person();
  const { reviewing } = ground.world;
  for (const text of texts) {
    const caseId = await ground.aCase();
    const actor = { kind: 'person', moderatorId } as const;
    await review(reviewing, { caseId, event: 'reply', reply: text, actor });
  }
}

const actions = async () =>
  (
    await ground.pool.query<{ state: string; code: string | null }>(
      'select state, code from actions where source_id = $1 order by id',
      [ground.source],
    )
  ).rows;

test('five slow replies claimed together go out once each, though a second process looks for work all the time', async () => {
  const sent: string[] = [];
  const other = new SlowPlatform(sent, async () => undefined);
  const slow = new SlowPlatform(sent, async () => {
    await pass(CALL_SECONDS);
    await work(other);
  });
  await reply(REPLIES);
  await work(slow);
  expect(sent.toSorted()).toEqual(REPLIES.toSorted());
  expect(await actions()).toEqual(REPLIES.map(() => ({ state: 'done', code: null })));
});

test('the answer a dead process has begun is taken over when it must be in sight, not before', async () => {
  const sent: string[] = [];
  const other = new SlowPlatform(sent, async () => undefined);
  const [text = ''] = REPLIES;
  await reply([text]);
  const store = createActionStore(ground.pool);
  const [action] = await store.claim(20, 5, 60);
  if (action === undefined) throw new Error('nothing claimed');
  await pass(50);
  expect(await store.attempt(action, 60)).toBe(true);
  await pass(50);
  expect(await work(other)).toBe(0);
  await pass(11);
  expect(await store.attempt(action, 60)).toBe(false);
  expect(await work(other)).toBe(0);
  await pass(240);
  expect(await work(other)).toBe(1);
  expect(sent).toEqual([text]);
});

test('an answer whose fate is open is looked for when it must be in sight, one that never arrived is sent soon', async () => {
  const sent: string[] = [];
  const faults = [
    new PlatformFailure('retry', 'http.refused'),
    new PlatformFailure('retry', 'http.timeout', { maybeApplied: true }),
  ];
  const platform = new SlowPlatform(sent, async () => {
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
  });
  const [text = ''] = REPLIES;
  await reply([text]);
  await work(platform);
  await pass(11);
  await work(platform);
  expect(faults).toEqual([]);
  // What timed out lands after four minutes.
  await pass(240);
  expect(await work(platform)).toBe(0);
  sent.push(text);
  await pass(61);
  expect(await work(platform)).toBe(1);
  expect(sent).toEqual([text]);
});

test('a try ends before its lease does: the call under way is ended, and it is tried again', async () => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const asked: number[] = [];
  jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    asked.push(milliseconds);
    return timeout(50);
  });
  class Silent extends MemoryPlatform {
    override async ensure({ signal }: PlatformContext): Promise<Ensured> {
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () =>
          reject(new PlatformFailure('retry', 'http.aborted', { maybeApplied: true })),
        );
      });
    }
  }
  await reply(['xin chào']);
  await work(new Silent());
  expect(asked).toHaveLength(1);
  expect(asked[0]).toBeLessThan(60_000);
  expect(await actions()).toEqual([{ state: 'postponed', code: 'http.timeout' }]);
});

test('a process that stood still makes no call after its time', async () => {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const spent: string[] = [];
  class Frozen extends MemoryPlatform {
    override async ensure({ budget }: PlatformContext): Promise<Ensured> {
      await budget.spend(1);
      spent.push('look');
      now += 60_000;
      await budget.spend(1);
      spent.push('send');
      return { already: false };
    }
  }
  await reply(['xin chào']);
  await work(new Frozen());
  expect(spent).toEqual(['look']);
  expect(await actions()).toEqual([{ state: 'postponed', code: 'http.timeout' }]);
});
