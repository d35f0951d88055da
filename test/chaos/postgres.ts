import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries } from '../../src/adapters/postgres/embedded/binaries.ts';
import { initialise, serverEnvironment } from '../../src/adapters/postgres/embedded/cluster.ts';
import { prepareHome } from '../../src/adapters/postgres/embedded/home.ts';
import { adopt } from './orphans.ts';

/** Large enough for a run's data, small enough to be filled in a moment. */
const DISK = '1500m';

/** A PostgreSQL server nobody looks after: it is killed, restarted and starved by whoever owns it. */
export class LonePostgres {
  readonly #folder: string;
  readonly #binary: string;
  readonly #home: ReturnType<typeof prepareHome>;
  readonly #mounted: boolean;
  #child: ChildProcess | undefined;
  #filled = false;

  /** `folder` must not exist; where this process may mount, it becomes a small disk of its own. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { mode: 0o711 });
    this.#mounted = mount(folder);
    this.#home = prepareHome(folder);
    const binaries = findBinaries(this.#home.account);
    initialise(this.#home, binaries);
    this.#binary = binaries.postgres;
  }

  /** Path of the socket, for the proxy in front of it. */
  get socket(): string {
    return path.join(this.#home.run, '.s.PGSQL.5432');
  }

  /** Whether the disk can really be filled up. */
  get canFill(): boolean {
    return this.#mounted;
  }

  url(database: string): string {
    return `postgres://postgres@localhost/${database}?host=${encodeURIComponent(this.#home.run)}`;
  }

  /** Starts the server and waits until it takes queries, recovery from a crash included. */
  async start(): Promise<void> {
    const { through, ...ids } = this.#home.account;
    const [command = '', ...args] = [
      ...through,
      this.#binary,
      '-D',
      this.#home.data,
      '-k',
      this.#home.run,
      // A killed process loses nothing that was written; only a machine without power would.
      ...['listen_addresses=', 'fsync=off', 'max_connections=200'].flatMap((set) => ['-c', set]),
    ];
    for (let tries = 0; ; tries += 1) {
      if (this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) {
        const child = spawn(command, args, { ...ids, cwd: '/', stdio: 'ignore', env: serverEnvironment() });
        child.on('error', () => undefined);
        this.#child = child;
        adopt(child);
      }
      if (await answers(this.url('postgres'))) return;
      if (tries > 300) throw new Error('chaos: PostgreSQL does not come back');
      await sleep(100);
    }
  }

  /** kill -9 of the whole server. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    // Its children end by themselves as they notice; a new server refuses to start before.
    await sleep(100);
  }

  /** Orderly, connections cut: what a package upgrade does. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Fills the disk to the last block. */
  fill(): void {
    this.#filled = true;
    const ballast = path.join(this.#folder, 'ballast');
    const { bavail, bsize } = statfsSync(this.#folder);
    try {
      execFileSync('fallocate', ['-l', String(bavail * bsize), ballast], { stdio: 'ignore' });
    } catch {
      writeFileSync(ballast, '');
    }
  }

  drain(): void {
    if (!this.#filled) return;
    this.#filled = false;
    const ballast = path.join(this.#folder, 'ballast');
    if (existsSync(ballast)) truncateSync(ballast, 0);
    rmSync(ballast, { force: true });
  }

  async destroy(): Promise<void> {
    await this.#end('SIGKILL');
    await sleep(200);
    if (this.#mounted) execFileSync('umount', ['-l', this.#folder], { stdio: 'ignore' });
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill(signal);
    await ended;
    const pid = path.join(this.#home.data, 'postmaster.pid');
    if (signal === 'SIGKILL' && existsSync(pid) && readFileSync(pid, 'utf8').startsWith(`${child.pid}\n`)) {
      rmSync(pid, { force: true });
    }
  }
}

function mount(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0711`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
