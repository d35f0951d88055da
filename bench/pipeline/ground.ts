import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRuntime, type Runtime } from '../../src/cli/runtime.ts';
import { findPart, missing } from '../../test/servers/parts.ts';
import type { Filled, Filling, Order } from './simulator.ts';

/** What a simulator answers to an order. */
export interface Answer {
  readonly comments: number;
  readonly hash: string;
  readonly calls: number;
  readonly refused: number;
}

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '..', '..');
const ROLES = 'poll,screen,act,digest,notify,sweep';

/** Everything a measurement started, ended in one go. */
export class Ground {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'sang-b-'));
  readonly #children: ChildProcess[] = [];
  #runtime: Runtime | undefined;

  /** A simulated platform in a process of its own. */
  async simulate(filling: Filling): Promise<Filled & { readonly ask: (order: Order) => Promise<Answer> }> {
    const child = this.#spawn(process.execPath, [
      '--import',
      path.join(ROOT, 'scripts', 'typescript.mjs'),
      '--disable-warning=ExperimentalWarning',
      '--max-old-space-size=8192',
      path.join(HERE, 'simulator.ts'),
      JSON.stringify(filling),
    ]);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => {
      const line = await lines.next();
      if (line.done === true) throw new Error('bench: the simulator ended');
      return line.value;
    };
    const filled: Filled = JSON.parse(await next());
    return {
      ...filled,
      ask: async (order) => {
        child.stdin?.write(`${JSON.stringify(order)}\n`);
        return JSON.parse(await next());
      },
    };
  }

  /** A Redis of its own; resolves to its URL. */
  async redis(): Promise<string> {
    const program = findPart('redis');
    if (program === undefined) throw missing('redis');
    const socket = path.join(this.folder, 'redis.sock');
    this.#spawn(program, ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', this.folder]);
    await sleep(300);
    return `unix://${socket}`;
  }

  /** The embedded database with every store, as a process of the service has them, that does no work itself. */
  async open(env: Readonly<Record<string, string>>): Promise<Runtime> {
    this.#runtime = await openRuntime({ roles: ['console'], env: this.#env(env), logLevel: 'error' });
    return this.#runtime;
  }

  /** A process of the service, on a core of its own where `core` is given. */
  async start(env: Readonly<Record<string, string>>, core?: number): Promise<ChildProcess> {
    const args = [path.join(ROOT, 'dist', 'src', 'cli', 'sang.js'), 'start', '--roles', ROLES];
    const child =
      core === undefined
        ? this.#spawn(process.execPath, args, this.#env(env))
        : this.#spawn('taskset', ['-c', String(core), process.execPath, ...args], this.#env(env));
    let last = '';
    for await (const line of createInterface({ input: child.stderr! })) {
      last = line;
      if (line.includes('"msg":"started"')) break;
    }
    if (!last.includes('"msg":"started"')) throw new Error(`bench: the service ended: ${last}`);
    child.stderr?.resume();
    return child;
  }

  async close(): Promise<void> {
    const ends = this.#children.map(
      (child) =>
        new Promise((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve(undefined);
          else child.once('exit', resolve);
        }),
    );
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ends);
    await this.#runtime?.close(500);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #env(env: Readonly<Record<string, string>>): Record<string, string | undefined> {
    return {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      SANG_DATA: this.folder,
      SANG_SECRET: 'a secret of the benchmark alone, long enough',
      SANG_LOG_LEVEL: 'info',
      ...env,
    };
  }

  #spawn(program: string, args: readonly string[], env?: Record<string, string | undefined>): ChildProcess {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(env && { env }) });
    this.#children.push(child);
    if (env === undefined) child.stderr?.pipe(process.stderr);
    return child;
  }
}

/** Adds the simulated pages as sources and rings for them. */
export async function addPages(
  { service }: Runtime,
  pages: Filled['pages'],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  for (const { id, token } of pages) {
    const source = await service.sources.add(
      { platform: 'facebook', externalId: id, name: `Trang ${id}`, settings },
      'bench',
    );
    await service.tokens.write(source.id, { accessToken: token });
  }
  await service.queues.ring('sweep', {});
}
