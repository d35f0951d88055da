import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { explain, failureOf } from '../../../src/adapters/platforms/zalo/failures.ts';
import { ERROR_TEXTS } from '../../../src/simulators/zalo/errors.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { failed } from '../../contract/failed.ts';
import { zaloWorld, type ZaloWorld } from './world.ts';

const CHAT = '/v2.0/oa/listrecentchat';
const SEND = '/v3.0/oa/message/cs';

let world: ZaloWorld;
let person: User;

beforeEach(async () => {
  world = await zaloWorld({}, { timeoutMs: 300 });
  person = world.simulator.addUser('Cô Ba');
  world.simulator.say(person, 'chào shop');
});
afterEach(() => world.stop());

const end = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { kind: string; code: string; maybeApplied?: boolean }) =>
      `${error.kind} ${error.code}${error.maybeApplied ? ' maybe' : ''}`,
  );
const reply = () =>
  world.platform.ensure(world.context(), {
    verb: 'reply',
    comment: 'm',
    post: 'p',
    kind: 'message',
    text: 'Dạ chào chị',
    answerTo: person.id,
  });
const called = (path: string) => world.simulator.calls.filter((call) => call.path === path).length;

describe('faults of a read', () => {
  test.each([
    ['HTTP 500', { status: 500 }],
    ['HTML 502', { status: 502 }],
    ['an empty body', { empty: true }],
    ['HTML with status 200', { status: 200 }],
    ['a dropped connection', { drop: 'before' }],
    ['a late answer', { delayMs: 600 }],
    ['a dripping answer (slow loris)', { trickleMs: 40 }],
  ] as const)('%s once: the call is repeated', async (_name, effect) => {
    world.simulator.faults.add({ path: CHAT, effect, times: 1 });
    expect(await end(world.poll())).toBe('done');
    expect(world.texts()).toEqual(['chào shop']);
    expect(world.simulator.faults.struck).toBe(1);
  });

  test.each([
    [{ status: 503 } as const, 'retry zalo.http.503'],
    [{ empty: true } as const, 'retry zalo.http.unreadable'],
    [{ drop: 'before' } as const, 'retry http.dropped'],
    [{ trickleMs: 40 } as const, 'retry http.timeout'],
    [{ status: 429 } as const, 'wait zalo.http.429'],
    [{ status: 404 } as const, 'stop-source zalo.http.404'],
    [{ error: -1999 } as const, 'give-up zalo.-1999'],
    [{ error: -212 } as const, 'stop-source zalo.-212'],
    [{ error: -219 } as const, 'stop-source zalo.-219'],
    [{ error: -204 } as const, 'stop-source zalo.-204'],
  ])('%j for ever ends as %s', async (effect, expected) => {
    world.simulator.faults.add({ path: CHAT, effect });
    expect(await end(world.poll())).toBe(expected);
  });
});

describe('faults of a write are never answered with a second one', () => {
  test.each([
    [{ status: 502 } as const, 'retry zalo.http.502 maybe'],
    [{ status: 502, applied: true } as const, 'retry zalo.http.502 maybe'],
    [{ empty: true } as const, 'retry zalo.http.unreadable maybe'],
    [{ drop: 'after' } as const, 'retry http.dropped maybe'],
    [{ delayMs: 600 } as const, 'retry http.timeout maybe'],
    [{ error: -200 } as const, 'retry zalo.-200 maybe'],
    [{ error: -212 } as const, 'give-up zalo.-212'],
    [{ error: -248 } as const, 'stop-writes zalo.-248'],
    [{ error: -1999 } as const, 'give-up zalo.-1999'],
  ])('%j ends as %s', async (effect, expected) => {
    world.simulator.faults.add({ path: SEND, effect });
    expect(await end(reply())).toBe(expected);
    expect(called(SEND)).toBeLessThanOrEqual(1);
  });
});

describe('the way calls are made', () => {
  test('the token travels in the header alone: in the query the platform knows no such API', async () => {
    expect(await end(world.poll())).toBe('done');
    const url = `${world.simulator.apiUrl}${CHAT}?access_token=${world.pair().accessToken}&data={}`;
    expect((await fetch(url)).status).toBe(404);
  });

  test('appsecret_proof is sent where the app demands it; without it the source stops with words', async () => {
    world.simulator.world.modes.appsecretProof = true;
    expect(await end(world.poll())).toBe('stop-source zalo.-242');
    expect(explain('zalo.-242')?.en).toContain('app secret');
    const proving = await zaloWorld({ modes: { appsecretProof: true } }, { proof: true });
    expect(await end(proving.poll())).toBe('done');
    await proving.stop();
  });

  test('error as a string is an error; "0" is success', async () => {
    world.simulator.world.modes.errorAs = 'string';
    expect(await end(world.poll())).toBe('done');
    expect(world.texts()).toEqual(['chào shop']);
    world.simulator.faults.add({ path: CHAT, effect: { error: -204 } });
    expect(await end(world.poll())).toBe('stop-source zalo.-204');
  });

  test('what the headers say of the budget is passed on', async () => {
    world.simulator.rate.oaLimit = 100;
    await world.poll();
    const last = world.budget.seen.at(-1);
    expect(last?.scope).toBe('source');
    expect(last?.percent).toBe(world.simulator.calls.length);
    world.simulator.rate.oaLimit = 10_000;
    await world.poll();
    expect(world.budget.seen.at(-1)?.scope).toBe('app');
  });

  test.each([
    ['app', 'Your application reached limit call api'],
    ['source', 'Your OA reached limit call api'],
  ])('-32 of the %s waits for the next minute, with some spread', async (scope, message) => {
    world.simulator.faults.add({ path: CHAT, effect: { error: -32, message } });
    const failure = await failed(world.poll());
    expect(failure).toMatchObject({ kind: 'wait', code: 'zalo.-32', scope });
    const until = failure.until?.getTime();
    const minute = (Math.floor(world.simulator.clock.now() / 60_000) + 1) * 60_000;
    expect(until).toBeGreaterThan(minute);
    expect(until).toBeLessThan(minute + 5_000);
    expect(world.budget.seen.at(-1)).toMatchObject({ percent: 100, scope });
  });

  test('the simulator counts by app and by OA and opens again with the next minute', async () => {
    world.simulator.clock.stop();
    world.simulator.rate.oaLimit = 3;
    expect(await end(world.poll())).toBe('wait zalo.-32');
    world.simulator.clock.advance(60_000);
    world.simulator.rate.oaLimit = 2_000;
    world.simulator.rate.appLimit = 0;
    expect(await failed(world.poll())).toMatchObject({ code: 'zalo.-32', scope: 'app' });
    world.simulator.clock.advance(60_000);
    world.simulator.rate.appLimit = 4_000;
    expect(await end(world.poll())).toBe('done');
  });

  test('failures hold neither token nor text nor address', async () => {
    world.simulator.faults.add({ effect: { status: 500 } });
    const failure = await failed(reply());
    const shown = `${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
    for (const secret of [world.vault.pair?.accessToken ?? '-', 'Dạ chào chị', person.id]) {
      expect(shown).not.toContain(secret);
    }
  });
});

describe('every documented code', () => {
  const now = new Date('2026-11-24T10:00:30Z');
  test.each(Object.keys(ERROR_TEXTS))('%s has a reaction and words in both languages', (code) => {
    const failure = failureOf(code, { write: false, now, message: ERROR_TEXTS[Number(code)] ?? '' });
    expect(failure.code).toBe(`zalo.${code}`);
    const words = explain(failure.code);
    expect(words?.vi).toMatch(/\p{L}{2}/u);
    expect(words?.en).toMatch(/\p{L}{2}/u);
  });

  test('-223 is a missing permission or a used-up quota, told apart by its text', () => {
    const permission = failureOf('-223', { write: false, now, message: ERROR_TEXTS[-223] ?? '' });
    const quota = failureOf('-223', {
      write: true,
      now,
      message: 'Your OA has reach the limit quota create article',
    });
    expect([permission.kind, quota.kind, quota.code]).toEqual(['stop-source', 'give-up', 'zalo.-223.quota']);
    expect(explain(permission.code)).not.toEqual(explain(quota.code));
  });

  test.each([
    ['-230', 'give-up'],
    ['-232', 'give-up'],
    ['-213', 'give-up'],
    ['-214', 'retry'],
    ['-216', 'stop-source'],
    ['-320', 'give-up'],
    ['-321', 'give-up'],
    ['-403', 'give-up'],
    ['12345', 'give-up'],
  ])('%s of a write is %s', (code, kind) => {
    expect(failureOf(code, { write: true, now }).kind).toBe(kind);
  });
});
