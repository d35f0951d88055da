import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createChannelStore } from '../../../src/adapters/postgres/channels.ts';
import { resealStored, sealedUnder } from '../../../src/adapters/postgres/secret-fit.ts';
import { createSourceStore } from '../../../src/adapters/postgres/sources.ts';
import { createTokenVault } from '../../../src/adapters/postgres/tokens.ts';
import { createSealer } from '../../../src/adapters/secrets/sealer.ts';
import { openRuntime } from '../../../src/cli/runtime.ts';
import { Progress } from '../../../workers/progress.ts';
import { sweepProcessor } from '../../../workers/sweep.ts';
import { freshFolder } from '../../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';

const OLD = 'the former secret of this installation';
const NEW = 'the present secret of this installation';
const LOST = 'a secret that nobody has any more, alas';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('after a rotation the sweep seals tokens and channels anew, so that the former secret may go', async () => {
  const { pool } = database;
  const add = async (externalId: string) =>
    (await createSourceStore(pool).add({ platform: 'facebook', externalId, name: 'Trang' }, 'test')).id;
  const [page, lost] = [await add('1'), await add('2')];
  await createTokenVault(pool, createSealer(OLD), {}).write(page, { accessToken: 'EAAGold' });
  await createTokenVault(pool, createSealer(LOST), {}).write(lost, { accessToken: 'EAAGlost' });
  const target = { kind: 'mail', address: 'truc@trang.vn' } as const;
  await createChannelStore(pool, createSealer(OLD)).add(
    { sourceId: page, name: 'Trực', lang: 'vi', target },
    'test',
  );
  const runtime = await openRuntime({
    roles: ['sweep'],
    env: {
      DATABASE_URL: database.url,
      SANG_DATA: freshFolder('data'),
      SANG_SECRET: NEW,
      SANG_SECRET_PREVIOUS: OLD,
      SANG_LOG_LEVEL: 'silent',
    },
  });
  expect(await sealedUnder(pool, OLD)).toBe(true);
  const { signal } = new AbortController();
  await sweepProcessor(
    runtime.service,
    new Progress(),
  )({ payload: { task: 'retention' }, attempt: 1, last: false, signal, draining: signal });
  expect(await resealStored(pool, runtime.service.sealer)).toBe(0);
  await runtime.close(0);
  expect(await sealedUnder(pool, OLD)).toBe(false);
  const vault = createTokenVault(pool, createSealer(NEW), {});
  expect(await vault.read(page)).toEqual({ accessToken: 'EAAGold' });
  await expect(vault.read(lost)).rejects.toThrow('secret.unreadable');
  expect(await sealedUnder(pool, LOST)).toBe(true);
}, 60_000);
