import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import { codeOf, EmbeddedFault, inFolder, serverFault } from './fault.ts';
import type { Home } from './home.ts';

/**
 * Creates the cluster where there is none. It is made beside and renamed when whole, so a crash leaves nothing half
 * done and of two processes that start together one simply finds the other's.
 */
export function initialise(home: Home, binaries: Binaries): void {
  const version = path.join(home.data, 'PG_VERSION');
  if (!existsSync(version)) create(home, binaries);
  const made = Number.parseInt(readFileSync(version, 'utf8'), 10);
  if (made !== binaries.major)
    throw new EmbeddedFault(
      {
        vi: `${home.data} do PostgreSQL ${made} tạo ra, bản này kèm PostgreSQL ${binaries.major}`,
        en: `${home.data} was made by PostgreSQL ${made}, this version brings ${binaries.major}`,
      },
      {
        vi: 'chép dữ liệu ra bằng chính bản đã tạo nó (`sang migrate --from-embedded`), hoặc đặt DATABASE_URL',
        en: 'export it with the version that made it (`sang migrate --from-embedded`), or set DATABASE_URL',
      },
    );
}

function create(home: Home, binaries: Binaries): void {
  const folder = path.dirname(home.data);
  const side = `${home.data}.new-${process.pid}`;
  inFolder(folder, () => {
    for (const name of readdirSync(folder)) {
      const pid = /^data\.new-(\d+)$/.exec(name)?.[1];
      if (pid !== undefined && (Number(pid) === process.pid || !alive(Number(pid))))
        rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  });
  // Access is guarded by the socket's folder, which the account alone can enter: hence trust.
  // Not synced: nothing of value is in it yet, and the first checkpoint writes it out.
  const { through, ...ids } = home.account;
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const [command = '', ...args] = [...through, binaries.initdb, '--pgdata', side, ...options, ...locale];
  const done = spawnSync(command, args, { ...ids, cwd: '/', encoding: 'utf8', env: serverEnvironment() });
  if (done.status !== 0) {
    rmSync(side, { recursive: true, force: true });
    throw serverFault(home.data, `${done.stdout ?? ''}\n${done.stderr ?? ''}`, done.error);
  }
  try {
    renameSync(side, home.data);
  } catch (error) {
    rmSync(side, { recursive: true, force: true });
    if (!existsSync(path.join(home.data, 'PG_VERSION'))) throw error;
  }
}

/** Server programs get no environment of ours: PG* variables would change what they do, secrets are not theirs. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
});

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The running server of this cluster, or 0. After kill -9 the file may name a pid that is somebody else's now. */
export function runningServer(home: Home): number {
  const file = path.join(home.data, 'postmaster.pid');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 1 && alive(pid) && commandOf(pid).includes(home.data) ? pid : 0;
}

/**
 * Removes a pid file whose pid belongs to another program by now, which PostgreSQL itself takes for a running server.
 * In containers, where pids are few, this is the usual case after a crash.
 */
export function dropStalePid(home: Home): void {
  if (runningServer(home) === 0) rmSync(path.join(home.data, 'postmaster.pid'), { force: true });
}

/** The command line of a process; empty when there is none. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
}
