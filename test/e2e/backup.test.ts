import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { isRoot, OURSELVES, serviceAccount } from '../../src/adapters/postgres/embedded/account.ts';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { seen } from '../pipeline/world.ts';
import { describeWith } from '../servers/describe-with.ts';
import { freshFolder } from '../servers/folder.ts';
import { findPart } from '../servers/parts.ts';
import { Ground } from './ground.ts';

const poolOn = (url: string): Pool => openPool(url, { roles: ['test'], max: 4, onError: () => undefined });
const words = (n: number): string =>
  n % 10 === 0 ? `em nhận đi khách qua đêm số ${n}` : `bài hay lắm, ${n}`;

/** What the platform would show again after a restore: the same comments under the same ids. */
const truth = (count: number) => Array.from({ length: count }, (_, n) => seen(`c${n}`, words(n)));

async function counts(pool: Pool): Promise<Record<string, unknown> | undefined> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select (select count(*)::int from comments) as comments, (select count(*)::int from verdicts) as verdicts,
       (select count(*)::int from cases) as cases, (select count(*)::int from unscreened) as owed,
       (select count(*)::int from comments c where not exists (
          select 1 from verdicts v where v.revision_id = c.current_revision)
        and not exists (select 1 from unscreened u where u.revision_id = c.current_revision)) as lost`,
  );
  return rows[0];
}

/** Writes go on while `copy` is made; what is in the copy hangs together, and the platform gives back the rest. */
async function whileWriting(from: Pool, copy: () => Promise<Pool>): Promise<void> {
  const ground = await Ground.open(from);
  await ground.store(truth(200));
  await ground.world.screen();
  let written = 200;
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) {
      await ground.store(truth(written + 20).slice(written));
      written += 20;
      if (written % 60 === 0) await ground.world.screen();
    }
  })();
  await sleep(100);
  const to = await copy();
  over.abort();
  await writing;
  const copied = await counts(to);
  expect(copied).toMatchObject({ lost: 0 });
  expect(Number(copied?.['comments'])).toBeGreaterThanOrEqual(200);
  // The service starts on the copy: its page is read anew, everything is there once, and judged once.
  // A poll may have been under way in the picture; its lease runs out within seconds.
  await to.query('update sources set poll_lease_until = null');
  const restored = await Ground.reopen(to, ground.source);
  const all = written;
  await restored.store(truth(all));
  await restored.world.screen();
  expect(await counts(to)).toEqual({
    comments: all,
    verdicts: all,
    cases: Math.ceil(all / 10),
    owed: 0,
    lost: 0,
  });
}

test('the embedded database at rest, copied as a folder, goes on elsewhere', async () => {
  const folder = freshFolder('backup');
  const [here, there] = [path.join(folder, 'here'), path.join(folder, 'there')];
  const first = await startEmbedded(here);
  expect(first.folder).toBe(path.join(realpathSync(here), 'postgres'));
  await migrate(first.url);
  const pool = poolOn(first.url);
  const ground = await Ground.open(pool);
  await ground.store(truth(100));
  await ground.world.screen();
  const before = await counts(pool);
  await pool.end();
  await first.stop();
  execFileSync('cp', ['-a', here, there]);
  const second = await startEmbedded(there);
  await migrate(second.url);
  const restored = poolOn(second.url);
  expect(await counts(restored)).toEqual(before);
  const again = await Ground.reopen(restored, ground.source);
  await again.store(truth(130));
  await again.world.screen();
  expect(await counts(restored)).toEqual({ comments: 130, verdicts: 130, cases: 13, owed: 0, lost: 0 });
  await restored.end();
  await second.stop();
}, 60_000);

const GUIDE = readFileSync(new URL('../../docs/operation.md', import.meta.url), 'utf8');

/** The lines of the guide for one installation: what makes a dump, what fills a new database, what renames it. */
function steps(installation: 'systemd' | 'containers'): Readonly<Record<'dump' | 'fill' | 'rename', string>> {
  const chapter = GUIDE.slice(GUIDE.indexOf('**Own PostgreSQL**'), GUIDE.indexOf('After a restore'));
  const mine = installation === 'systemd' ? /^(?:sudo|umask) /u : /^(?:docker|umask) /u;
  const lines = [...chapter.matchAll(/```sh\n([\s\S]*?)```/gu)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => mine.test(line)),
  );
  const cut = lines.findIndex((line) => /stop/u.test(line));
  const renames = (line: string) => /alter database/u.test(line);
  return {
    dump: lines.slice(0, cut).join('\n'),
    fill: lines
      .slice(cut)
      .filter((line) => !renames(line))
      .join('\n'),
    rename: lines.filter(renames).join('\n'),
  };
}

describeWith('postgresql', 'the guide’s commands', () => {
  test.each(['systemd', 'containers'] as const)(
    'with %s: a dump taken while comments come in, restored into an empty database that takes the place of the former one',
    async (installation) => {
      const bin = path.dirname(findPart('postgresql') ?? '');
      const folder = freshFolder('dump');
      const data = path.join(folder, 'data');
      const run = path.join(folder, 'run');
      const account = isRoot() ? serviceAccount() : OURSELVES;
      const { through: _, ...ids } = account;
      for (const each of [data, run]) {
        mkdirSync(each, { mode: 0o700 });
        if (account.uid !== undefined) chownSync(each, account.uid, account.gid ?? account.uid);
      }
      if (account.uid !== undefined) chownSync(folder, account.uid, account.gid ?? account.uid);
      // What the guide calls around PostgreSQL's own programs: another account, another container, the service itself.
      const programs = freshFolder('bin');
      chmodSync(programs, 0o755);
      const stub = (name: string, text: string): void =>
        writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      stub('sudo', 'if [ "$1" = -u ]; then shift 2; export PGUSER=postgres; exec "$@"; fi');
      stub('docker', 'if [ "$2" = exec ]; then shift 4; exec "$@"; fi');
      const sh = async (commands: string): Promise<void> => {
        const env = { PATH: `${programs}:${bin}:/usr/bin:/bin`, PGHOST: run };
        const child = spawn('/bin/sh', ['-euc', commands], { ...ids, cwd: folder, env, stdio: 'inherit' });
        expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
      };
      await sh(`initdb -D ${data} -U postgres --auth=trust --encoding=UTF8 --locale=C >initdb.log`);
      const server = spawn(
        path.join(bin, 'postgres'),
        ['-D', data, '-k', run, '-c', 'listen_addresses=', '-c', 'fsync=off'],
        { ...ids, cwd: '/', stdio: 'ignore' },
      );
      const ended = new Promise((resolve) => {
        server.once('exit', resolve);
      });
      const url = (name: string, user = 'sang'): string =>
        `postgres://${user}@localhost/${name}?host=${encodeURIComponent(run)}`;
      const admin = poolOn(url('postgres', 'postgres'));
      for (let tries = 0; tries < 200; tries += 1) {
        if (
          await admin.query('select 1').then(
            () => true,
            () => false,
          )
        )
          break;
        await sleep(50);
      }
      // The image of PostgreSQL makes a superuser, the guide for systemd an ordinary one.
      await admin.query(`create role sang login ${installation === 'containers' ? 'superuser' : ''}`);
      await admin.query('create database sang owner sang');
      await migrate(url('sang'));
      const from = poolOn(url('sang'));
      const to = poolOn(url('restored'));
      const { dump, fill, rename } = steps(installation);
      try {
        await whileWriting(from, async () => {
          await sh(dump);
          await sh(fill);
          await migrate(url('restored'));
          return to;
        });
        const restored = await counts(to);
        await Promise.all([from.end(), to.end()]);
        await sh(rename);
        const after = poolOn(url('sang'));
        expect(await counts(after)).toEqual(restored);
        await after.end();
      } finally {
        await Promise.all([from, to].filter((pool) => !pool.ended).map((pool) => pool.end()));
        await admin.end();
        server.kill('SIGINT');
        await ended;
      }
    },
    120_000,
  );
});
