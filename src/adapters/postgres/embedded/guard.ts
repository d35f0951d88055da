import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropStalePid, runningServer, serverEnvironment } from './cluster.ts';
import { codeOf, EmbeddedFault, inFolder } from './fault.ts';
import type { Home } from './home.ts';

const SCRIPT = fileURLToPath(new URL('guard.sh', import.meta.url));
const { O_NONBLOCK, O_RDWR, O_WRONLY } = constants;
/** What PostgreSQL says where another server, or a process one left behind, still has the folder. */
const OTHER_SERVER =
  /lock file ".*" (already exists|is empty)|pre-existing shared memory block .* is still in use/u;
const LONGEST_LOG = 1_000_000;

const pipeOf = (home: Home) => path.join(home.run, 'owners');
const logOf = (home: Home) => path.join(home.run, 'postgres.log');

/** The pipe every owner holds open for writing and the guard reads (see guard.sh). */
export function makePipe(home: Home): void {
  const pipe = pipeOf(home);
  if (existsSync(pipe)) return;
  const { uid, gid } = home.account;
  const ids = uid === undefined || gid === undefined ? {} : { uid, gid };
  const made = spawnSync('mkfifo', ['-m', '600', pipe], { ...ids, cwd: '/', encoding: 'utf8' });
  if (existsSync(pipe)) return;
  if (made.error !== undefined) throw made.error;
  throw new EmbeddedFault(
    {
      vi: `không tạo được đường ống có tên trong ${home.run}: ${made.stderr.trim()}`,
      en: `cannot make a named pipe in ${home.run}: ${made.stderr.trim()}`,
    },
    {
      vi: 'chọn một thư mục trên máy này bằng SANG_DATA (ổ mạng không có đường ống), hoặc đặt DATABASE_URL',
      en: 'choose a local folder with SANG_DATA (network shares have no pipes), or set DATABASE_URL',
    },
  );
}

/** Joins the owners of a running server: an open descriptor, or undefined when no guard reads the pipe. */
export function joinOwners(home: Home): number | undefined {
  try {
    return openSync(pipeOf(home), O_WRONLY | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENXIO') return undefined;
    throw error;
  }
}

/** Whether a guard still reads the pipe behind an owner's descriptor. */
export function hasGuard(owner: number): boolean {
  try {
    writeSync(owner, '\n');
    return true;
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return true; // full: it is busy, not gone
    if (codeOf(error) === 'EPIPE') return false;
    throw error;
  }
}

export interface Guard {
  /** Our descriptor among the owners. */
  readonly owner: number;
  exited(): boolean;
  /** True when it ended because of another server: one that was first, or is still on its way out. */
  beaten(): boolean;
  /** What the server printed since. */
  output(): string;
  /** Leaves the pipe to the guard alone, so that `hasGuard` tells the truth. */
  release(): void;
}

/** Starts a guard, and with it the server unless one runs that has lost its guard. */
export function startGuard(home: Home, postgres: string, settings: readonly string[]): Guard {
  const pipe = pipeOf(home);
  const log = logOf(home);
  // We read our own pipe until the guard does: an owner must be there before it looks.
  const own = openSync(pipe, O_RDWR | O_NONBLOCK);
  const owner = openSync(pipe, O_WRONLY | O_NONBLOCK);
  const from = inFolder(home.run, () => logSize(log));
  const server = runningServer(home);
  if (server === 0) dropStalePid(home);
  const { through, ...ids } = home.account;
  // Handed over opened: the account may not be able to reach the file.
  const script = openSync(SCRIPT, constants.O_RDONLY);
  const child = spawn(
    '/bin/sh',
    ['-s', pipe, log, String(server), ...through, postgres, ...serverArguments(home, settings)],
    // Its own session: Ctrl-C in the terminal must reach us, not the server.
    {
      ...ids,
      cwd: '/',
      detached: true,
      stdio: [script, 'ignore', 'ignore'],
      env: serverEnvironment(),
    },
  );
  closeSync(script);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  child.unref();
  const output = () => (existsSync(log) ? readFileSync(log, 'utf8').slice(from) : '');
  let released = false;
  return {
    owner,
    exited: () => ended,
    beaten: () => server !== 0 || OTHER_SERVER.test(output()),
    output,
    release() {
      if (!released) closeSync(own);
      released = true;
    },
  };
}

function serverArguments(home: Home, settings: readonly string[]): string[] {
  const all = [
    'listen_addresses=',
    'max_connections=200',
    // What it prints must not carry values of rows: start-up faults only, without detail or statement.
    'log_min_messages=fatal',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...settings,
  ];
  return ['-D', home.data, '-k', home.run, ...all.flatMap((setting) => ['-c', setting])];
}

function logSize(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LONGEST_LOG) return size;
  truncateSync(log);
  return 0;
}
