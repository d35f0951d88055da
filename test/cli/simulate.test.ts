import { afterEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createZalo } from '../../src/adapters/platforms/zalo/platform.ts';
import { conversationKey, LockVault } from '../adapters/zalo/world.ts';
import { contextOf, MemoryStore, pollInto } from '../contract/store.ts';
import { runScript, type Script } from '../servers/process.ts';

let running: Script | undefined;
afterEach(() => running?.kill('SIGKILL'));

const simulate = (...args: string[]): Script => {
  running = runScript('src/cli/sang.ts', ['simulate', ...args]);
  return running;
};
const Answer = z.object({ id: z.string().optional(), error: z.string().optional() });
const State = z.object({ messages: z.number().optional(), posts: z.array(z.unknown()).default([]) });

const valueOf = async (script: Script, name: string) => (await script.line(`${name}=`)).split('=')[1] ?? '';

test('a simulated OA on one port: the printed settings are all one needs to read it', async () => {
  const script = simulate('zalo', '--port', '0', '--every', '0');
  const apiUrl = await valueOf(script, 'ZALO_API_URL');
  expect(await valueOf(script, 'ZALO_OAUTH_URL')).toBe(apiUrl);
  const add = await script.line('sang source add zalo');
  const [, accessToken = '', refreshToken = '', oa = ''] =
    /'(\S+) (\S+)' \| npm exec -- sang source add zalo (\d+) --name '.+' --token-stdin/.exec(add) ?? [];
  const control = async (order: object) =>
    Answer.parse(
      await (await fetch(`${apiUrl}/_control`, { method: 'POST', body: JSON.stringify(order) })).json(),
    );
  const { id: user = '' } = await control({ do: 'add-user', name: 'Chị Hai' });
  const { id: message = '' } = await control({ do: 'say', user, text: 'Phòng khám mở cửa mấy giờ?' });
  // Past the life of the access token: the renewal goes to the same port.
  await control({ do: 'advance', seconds: 26 * 3600 });

  const platform = createZalo({
    appId: await valueOf(script, 'ZALO_APP_ID'),
    appSecret: await valueOf(script, 'ZALO_APP_SECRET'),
    vault: new LockVault({ accessToken, refreshToken }),
    conversationKey,
    apiUrl,
    oauthUrl: apiUrl,
  });
  const contacts = { phones: [], links: [], names: [] };
  const access = { id: 1, platform: 'zalo', externalId: oa, name: 'OA', contacts, settings: {} } as const;
  const store = new MemoryStore();
  await pollInto(
    platform,
    contextOf(access, () => new Date()),
    store,
  );
  expect(store.comments.get(message)?.text).toBe('Phòng khám mở cửa mấy giờ?');
  expect(await control({ do: 'say', user: 'lạ', text: 'x' })).toEqual({ error: 'no user lạ' });
  expect(await control({ do: 'gì đó' })).toHaveProperty('error');
  expect(await script.kill('SIGTERM')).toBe(0);
}, 60_000);

test('voices speak by themselves', async () => {
  const script = simulate('zalo', '--every', '1');
  const apiUrl = await valueOf(script, 'ZALO_API_URL');
  const messages = async () => State.parse(await (await fetch(`${apiUrl}/_control`)).json()).messages ?? 0;
  while ((await messages()) < 2) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  expect(await script.kill('SIGINT')).toBe(0);
}, 60_000);

test('a simulated Page prints its settings', async () => {
  const script = simulate('facebook', '--every', '0');
  const url = await valueOf(script, 'FACEBOOK_BASE_URL');
  expect(State.parse(await (await fetch(`${url}/_control`)).json()).posts).not.toHaveLength(0);
  expect(await script.kill('SIGTERM')).toBe(0);
}, 60_000);

test('an unknown platform, a bad port and a port in use are refused with 2', async () => {
  expect(await simulate('tiktok').ended).toBe(2);
  expect(await simulate('zalo', '--port', 'x').ended).toBe(2);
  const script = simulate('zalo', '--every', '0');
  const port = new URL(await valueOf(script, 'ZALO_API_URL')).port;
  const second = runScript('src/cli/sang.ts', ['simulate', 'zalo', '--port', port]);
  expect(await second.ended).toBe(2);
  expect(second.output()).toContain('hãy chọn --port khác');
}, 60_000);
