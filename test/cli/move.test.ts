import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { type Embedded, startEmbedded } from '../../src/adapters/postgres/embedded/start.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPollStore } from '../../src/adapters/postgres/poll.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { createTokenVault } from '../../src/adapters/postgres/tokens.ts';
import { createPeople } from '../../src/adapters/secrets/people.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { openPlatforms } from '../../src/cli/platforms.ts';
import { readConfig } from '../../src/config/config.ts';
import { installationSecret } from '../../src/config/secret.ts';
import { poll } from '../../src/pipeline/poll.ts';
import { Ground } from '../e2e/ground.ts';
import { sang } from '../e2e/cli.ts';
import { QUIET, seen } from '../pipeline/world.ts';
import { freshFolder } from '../servers/folder.ts';
import { emptyDatabase, type FreshDatabase } from '../servers/postgres.ts';

const WRONG = 'another secret than this installation has';
const signal = new AbortController().signal;
const truth = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    seen(`c${n}`, n % 10 === 0 ? `em nhận đi khách số ${n}` : `hay, ${n}`),
  );

describe('from the embedded database to one of its own', () => {
  let home: string;
  let secret: string;
  let embedded: Embedded;
  let to: FreshDatabase;
  let source: number;
  const pools: Pool[] = [];

  beforeAll(async () => {
    home = freshFolder('home');
    secret = installationSecret(undefined, home);
    to = await emptyDatabase();
    embedded = await startEmbedded(home);
    await migrate(embedded.url);
    const pool = openPool(embedded.url, { roles: ['test'], max: 4, onError: () => undefined });
    pools.push(pool);
    const ground = await Ground.open(pool);
    source = ground.source;
    await ground.store(truth(40));
    await ground.world.screen();
    await createTokenVault(pool, createSealer(secret), {}).write(source, { accessToken: 'EAAGx' });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await embedded.stop();
    await to.drop();
  });

  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    sang(args, '', { DATABASE_URL: to.url, SANG_DATA: freshFolder('machine'), SANG_LANG: 'en', ...env });
  const move = () => run(['migrate', '--from-embedded'], { SANG_DATA: home });

  test('while the service runs it is refused, and nothing is written', async () => {
    const { code, err } = await move();
    expect([code, err]).toEqual([2, expect.stringContaining('stop it first')]);
    const { rows } = await to.pool.query("select 1 from pg_tables where schemaname = 'public'");
    expect(rows).toEqual([]);
  }, 60_000);

  test('at rest everything moves; it says where the secret lies, and not what it is', async () => {
    await pools.pop()?.end();
    await embedded.stop();
    const { code, out, err } = await move();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/\d+ rows of \d+ tables copied/u);
    expect(out).toContain(`set what is in ${path.join(home, 'secret')} as SANG_SECRET`);
    expect(out).not.toContain(secret);
    const restored = await Ground.reopen(to.pool, source);
    await restored.store(truth(50));
    await restored.world.screen();
    const { rows } = await to.pool.query('select count(*)::int as n from verdicts');
    expect(rows).toEqual([{ n: 50 }]);
  }, 90_000);

  test('a machine without the secret is refused before it invents one; with it, it works', async () => {
    const data = freshFolder('stranger');
    const refused = await run(['source', 'list'], { SANG_DATA: data });
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/^sang: SANG_SECRET is not set/u)]);
    expect(existsSync(path.join(data, 'secret'))).toBe(false);
    const vi = await run(['start'], { SANG_LANG: 'vi' });
    expect([vi.code, vi.err]).toEqual([2, expect.stringMatching(/^sang: chưa đặt SANG_SECRET/u)]);
    const listed = await run(['source', 'list'], {
      SANG_SECRET: readFileSync(path.join(home, 'secret'), 'utf8'),
    });
    expect([listed.code, listed.err]).toEqual([0, '']);
  }, 90_000);

  test('under another secret the poll, the list of sources and the doctor say so in words', async () => {
    const { environment } = readConfig({ FACEBOOK_BASE_URL: 'http://127.0.0.1:1' });
    const vault = createTokenVault(to.pool, createSealer(WRONG), {});
    await to.pool.query('update sources set poll_due_at = sang_now(), poll_lease_until = null');
    const deps = {
      store: createPollStore(to.pool, createPeople(WRONG)),
      platforms: openPlatforms(environment, WRONG, vault, QUIET),
      budget: () => ({ spend: () => Promise.resolve(), observe: () => Promise.resolve() }),
      queues: { ring: () => Promise.resolve() },
      log: QUIET,
    };
    expect(await poll(deps, source, signal)).toMatchObject({ code: 'secret.unreadable' });
    for (const [lang, says] of [
      ['vi', /khoá bí mật ở máy này không phải khoá của bản cài.*SANG_SECRET.*\(secret\.unreadable\)/u],
      ['en', /the secret on this machine is not the installation’s.*SANG_SECRET.*\(secret\.unreadable\)/u],
    ] as const) {
      const env = { SANG_SECRET: WRONG, SANG_LANG: lang };
      const listed = await run(['source', 'list'], env);
      expect([listed.code, listed.out]).toEqual([0, expect.stringMatching(says)]);
      const { out } = await run(['doctor'], env);
      expect(out).toMatch(says);
      expect(out).toMatch(/^(?:LỖI|FAIL) +secret /mu);
    }
  }, 120_000);
});
