import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { consent, type ConsentParts } from '../../src/cli/consent.ts';
import type { TokenPair } from '../../src/pipeline/ports/tokens.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../src/simulators/zalo/index.ts';

let zalo: ZaloSimulator;
let adopted: TokenPair[];

beforeEach(async () => {
  zalo = await startZaloSimulator();
  adopted = [];
});
afterEach(() => zalo.stop());

/** An admin who opens the link and agrees. */
async function agree(link: string): Promise<string> {
  return (await fetch(link, { redirect: 'manual' })).headers.get('location') ?? '';
}

const run = (change: Partial<ConsentParts> = {}) =>
  consent({
    app: { appId: zalo.world.app.id, appSecret: zalo.world.app.secret, oauthUrl: zalo.oauthUrl },
    source: { externalId: zalo.world.oa.id },
    redirect: 'https://sang.example/zalo',
    lang: 'vi',
    now: () => zalo.clock.date(),
    ask: agree,
    adopt: (pair) => Promise.resolve(adopted.push(pair)).then(() => []),
    ...change,
  });

test('an admin agrees: the pair is stored and works', async () => {
  expect(await run()).toEqual([]);
  expect(zalo.oauth.judge(adopted[0]?.accessToken)).toBe('ok');
  expect(adopted[0]?.refreshToken).toBeDefined();
});

test('what the check finds wrong is passed on in the reader’s language', async () => {
  const check = { id: 'x', ok: false, level: 'warn', vi: 'thiếu quyền', en: 'no permission' } as const;
  expect(await run({ adopt: () => Promise.resolve([check]) })).toEqual(['thiếu quyền']);
  expect(await run({ adopt: () => Promise.resolve([check]), lang: 'en' })).toEqual(['no permission']);
});

test('another OA, a refusal, something else pasted, an old address: nothing is stored, words say why', async () => {
  const old = await agree((await linkOf()) ?? '');
  zalo.oauth.denied = false;
  for (const change of [
    { source: { externalId: '1' } },
    { ask: () => Promise.resolve('không phải địa chỉ') },
    { ask: () => Promise.resolve(old) },
  ]) {
    const [why, ...more] = await run(change);
    expect(why?.length).toBeGreaterThan(20);
    expect(more).toEqual([]);
  }
  zalo.oauth.denied = true;
  expect(await run()).toHaveLength(1);
  expect(adopted).toEqual([]);
});

test('a code that came too late is said in words', async () => {
  const late = async (link: string): Promise<string> => {
    const address = await agree(link);
    zalo.clock.advance(11 * 60_000);
    return address;
  };
  const [why] = await run({ ask: late });
  expect(why).toContain('zalo.oauth.-118');
  expect(why).toContain('cấp quyền lại');
});

async function linkOf(): Promise<string | undefined> {
  let link: string | undefined;
  await run({
    ask: (shown) => {
      link = shown;
      return Promise.resolve('');
    },
  });
  return link;
}
