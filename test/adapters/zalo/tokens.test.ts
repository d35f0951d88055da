import { afterEach, describe, expect, test } from '@jest/globals';
import { readRedirect, startConsent, ZaloOauth } from '../../../src/adapters/platforms/zalo/oauth.ts';
import { createZalo } from '../../../src/adapters/platforms/zalo/platform.ts';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import { pollInto } from '../../contract/store.ts';
import { lifelong, zaloWorld, type ZaloWorld } from './world.ts';

const HOUR = 3_600_000;
const TOKEN = '/v4/oa/access_token';

let world: ZaloWorld;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}): Promise<ZaloWorld> {
  world = await zaloWorld(options);
  return world;
}

const oauth = () => new ZaloOauth(world.options, () => world.simulator.clock.date());
const refreshes = () => world.simulator.calls.filter((call) => call.path === TOKEN).length;
const poll = () =>
  world.poll().then(
    () => 'polled',
    (error: { kind: string; code: string }) => `${error.kind} ${error.code}`,
  );

/** Opens the consent link as an admin who agrees, and returns where the browser ends up. */
async function agree(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  return answer.headers.get('location') ?? '';
}

describe('consent', () => {
  test('link, redirect, code exchange with PKCE: a first pair', async () => {
    await start();
    const consent = startConsent(world.options, 'https://sang.example/zalo/callback');
    expect(consent.verifier).toHaveLength(43);
    const redirect = readRedirect(await agree(consent.url), consent.state);
    if (!('code' in redirect)) throw new Error(redirect.en);
    expect(redirect.oaId).toBe(world.access.externalId);
    const pair = await oauth().exchange(redirect.code, consent.verifier);
    await world.vault.write(1, pair);
    expect(pair.expiresAt?.getTime()).toBeCloseTo(world.simulator.clock.now() + 25 * HOUR, -4);
    expect(await poll()).toBe('polled');
  });

  test('a code is good once, for ten minutes, and with its own verifier only', async () => {
    await start();
    const codes = await Promise.all(
      [1, 2, 3].map(async () => {
        const consent = startConsent(world.options, 'https://sang.example/cb');
        const redirect = readRedirect(await agree(consent.url), consent.state);
        return { code: 'code' in redirect ? redirect.code : '', verifier: consent.verifier };
      }),
    );
    const [first, second, third] = codes;
    await oauth().exchange(first?.code ?? '', first?.verifier ?? '');
    const refusal = { kind: 'stop-source', code: 'zalo.oauth.-118' };
    await expect(oauth().exchange(first?.code ?? '', first?.verifier ?? '')).rejects.toMatchObject(refusal);
    await expect(oauth().exchange(second?.code ?? '', third?.verifier ?? '')).rejects.toMatchObject(refusal);
    world.simulator.clock.advance(11 * 60_000);
    await expect(oauth().exchange(third?.code ?? '', third?.verifier ?? '')).rejects.toMatchObject(refusal);
  });

  test('a pasted redirect is checked: state, code, and that it is an address', async () => {
    await start();
    const good = 'https://sang.example/cb?state=s&oa_id=43186&code=abc';
    expect(readRedirect(`  ${good}\n`, 's')).toEqual({ code: 'abc', oaId: '43186' });
    for (const bad of [
      'abc',
      good.replace('state=s', 'state=t'),
      'https://sang.example/cb?state=s&error=-14000',
    ]) {
      const read = readRedirect(bad, 's');
      expect('vi' in read && read.vi.length > 20 && read.en.length > 20).toBe(true);
    }
  });

  test('an admin who refuses sends back no code', async () => {
    await start();
    world.simulator.oauth.denied = true;
    const consent = startConsent(world.options, 'https://sang.example/cb');
    expect(readRedirect(await agree(consent.url), consent.state)).toHaveProperty('vi');
  });

  test('the wrong app secret is refused', async () => {
    await start();
    const other = new ZaloOauth({ ...world.options, appSecret: 'other' }, () => new Date());
    await expect(other.refresh(lifelong(world.simulator))).rejects.toMatchObject({
      kind: 'stop-source',
      code: 'zalo.oauth.-14002',
    });
  });
});

describe('renewal', () => {
  test('comes at four fifths of the life, not before', async () => {
    await start();
    world.simulator.clock.advance(19 * HOUR);
    await poll();
    expect(refreshes()).toBe(0);
    const before = world.vault.pair?.accessToken;
    world.simulator.clock.advance(1.1 * HOUR);
    expect(await poll()).toBe('polled');
    expect(refreshes()).toBe(1);
    expect(world.vault.pair?.accessToken).not.toBe(before);
    expect(await poll()).toBe('polled');
    expect(refreshes()).toBe(1);
  });

  test.each([-216, -220, -124, 216, 401, -401])(
    'error %i renews once and repeats the call once',
    async (error) => {
      await start();
      world.simulator.say(world.simulator.addUser('Anh Bình'), 'alo');
      world.simulator.faults.add({ path: '/v2.0/oa/listrecentchat', effect: { error }, times: 1 });
      expect(await poll()).toBe('polled');
      expect(world.texts()).toEqual(['alo']);
      expect(refreshes()).toBe(1);
    },
  );

  test('a token that stays refused after renewal stops the source', async () => {
    await start();
    world.simulator.faults.add({ path: '/v2.0/oa/listrecentchat', effect: { error: -216 } });
    expect(await poll()).toBe('stop-source zalo.-216');
    expect(refreshes()).toBe(1);
  });

  test('an expired token (-220) is renewed although nobody looked for a day and more', async () => {
    await start();
    const pair = world.vault.pair;
    // As a pair pasted by hand: its times are not known.
    world.vault.pair = { accessToken: pair?.accessToken ?? '', refreshToken: pair?.refreshToken ?? '' };
    world.simulator.clock.advance(30 * HOUR);
    expect(await poll()).toBe('polled');
    expect(refreshes()).toBe(1);
  });

  test('a reply without refresh token keeps the old one', async () => {
    await start({ modes: { refreshRotates: false } });
    const kept = world.vault.pair?.refreshToken;
    for (const round of [1, 2, 3]) {
      world.simulator.clock.advance(21 * HOUR);
      expect(await poll()).toBe('polled');
      expect(refreshes()).toBe(round);
      expect(world.vault.pair?.refreshToken).toBe(kept);
    }
  });

  test.each(['string', 'number'] as const)('expires_in as a %s is understood', async (expiresIn) => {
    await start({ modes: { expiresIn } });
    const pair = await oauth().refresh(lifelong(world.simulator));
    expect(pair.expiresAt?.getTime()).toBeCloseTo(world.simulator.clock.now() + 25 * HOUR, -4);
    expect(pair.renewAt?.getTime()).toBeCloseTo(world.simulator.clock.now() + 20 * HOUR, -4);
  });

  test('a refresh token of three months ago: re-authorise', async () => {
    await start();
    world.simulator.clock.advance(91 * 24 * HOUR);
    expect(await poll()).toBe('stop-source zalo.oauth.-14014');
  });

  test.each([
    ['error', 'stop-source zalo.oauth.-14014'],
    ['empty', 'stop-source zalo.oauth.empty'],
  ] as const)(
    'a consumed refresh token (%s) stops the source without repeats',
    async (consumedRefresh, end) => {
      await start({ modes: { consumedRefresh } });
      await oauth().refresh(world.pair());
      const before = refreshes();
      world.simulator.clock.advance(21 * HOUR);
      expect(await poll()).toBe(end);
      expect(refreshes()).toBe(before + 1);
      const checks = await world.platform.check(world.context());
      expect(checks.find((check) => !check.ok)?.vi).toContain('cấp quyền lại');
    },
  );

  test('two processes at once: one refresh, both go on with the new pair', async () => {
    await start();
    world.simulator.clock.advance(21 * HOUR);
    const other = createZalo(world.options);
    await Promise.all([world.poll(), pollInto(other, world.context(), world.store), world.poll()]);
    expect(refreshes()).toBe(1);
    expect(world.vault.renewals).toBe(1);
  });

  test('two processes refused at once by a dying token: one refresh', async () => {
    await start();
    const stale = world.pair();
    world.vault.pair = { ...(await oauth().refresh(stale)), refreshToken: stale.refreshToken ?? '' };
    const other = createZalo(world.options);
    // What is stored is alive: whoever was refused with the old pair must take it, not ask for another.
    const renewed = await world.vault.renew(1, stale, () => Promise.reject(new Error('not asked for')));
    expect(renewed).toBe(world.vault.pair);
    await Promise.all([world.poll(), pollInto(other, world.context(), world.store)]);
    expect(refreshes()).toBe(1);
  });
});

describe('token loss in the middle of a refresh', () => {
  test('one HTML 504: repeated once, the token was still good', async () => {
    await start();
    world.simulator.clock.advance(26 * HOUR);
    world.simulator.faults.add({ path: TOKEN, effect: { status: 504 }, times: 1 });
    expect(await poll()).toBe('polled');
  });

  test.each(['error', 'empty'] as const)(
    'the answer lost after the token was consumed (%s): re-authorise',
    async (consumedRefresh) => {
      await start({ modes: { consumedRefresh } });
      world.simulator.clock.advance(26 * HOUR);
      world.simulator.faults.add({ path: TOKEN, effect: { drop: 'after' }, times: 1 });
      expect(await poll()).toMatch(/^stop-source zalo\.oauth\.(empty|-14014)$/);
      expect(refreshes()).toBe(2);
    },
  );

  test('HTML 504 after the token was consumed: re-authorise', async () => {
    await start();
    world.simulator.clock.advance(26 * HOUR);
    world.simulator.faults.add({ path: TOKEN, effect: { status: 504, applied: true }, times: 1 });
    expect(await poll()).toBe('stop-source zalo.oauth.-14014');
  });

  test('the host down while the old token lives: reading goes on', async () => {
    await start();
    world.simulator.clock.advance(21 * HOUR);
    world.simulator.say(world.simulator.addUser('Chị Lan'), 'còn hàng không');
    const mend = world.simulator.faults.add({ path: TOKEN, effect: { status: 502 } });
    expect(await poll()).toBe('polled');
    expect(world.texts()).toEqual(['còn hàng không']);
    mend();
    expect(await poll()).toBe('polled');
    expect(world.vault.renewals).toBeGreaterThan(1);
  });

  test.each([500, 503, 429])('a passing %i with an error in JSON stops nothing', async (status) => {
    await start();
    world.simulator.clock.advance(26 * HOUR);
    const body = '{"error":-1,"error_name":"Internal error."}';
    const mend = world.simulator.faults.add({ path: TOKEN, effect: { status, body } });
    expect(await poll()).toBe('retry zalo.oauth.unavailable');
    mend();
    expect(await poll()).toBe('polled');
  });

  test('the host down when the old token is dead: tried again later, told by the check', async () => {
    await start();
    world.simulator.clock.advance(26 * HOUR);
    const mend = world.simulator.faults.add({ path: TOKEN, effect: { status: 502 } });
    expect(await poll()).toBe('retry zalo.oauth.unavailable');
    expect(refreshes()).toBe(2);
    const checks = await world.platform.check(world.context());
    expect(checks.find((check) => !check.ok)?.en).toContain('authorisation host');
    mend();
    expect(await poll()).toBe('polled');
  });

  test('no token at all is said in words', async () => {
    await start();
    world.vault.pair = undefined;
    expect(await poll()).toBe('stop-source zalo.token.missing');
    const [check] = await world.platform.check(world.context());
    expect(check).toMatchObject({ ok: false, level: 'error' });
  });
});
