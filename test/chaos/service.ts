import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { adopt } from './orphans.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/src/cli/sang.js', import.meta.url));
/** As a service manager waits before it starts a process again. */
const RESTART = 300;

/** One process of the service, started again whenever it ends, as a service manager does it. */
export class Service {
  readonly roles: string;
  readonly #env: () => NodeJS.ProcessEnv;
  readonly #log: NodeJS.WritableStream;
  #child: ChildProcess | undefined;
  #wanted = true;
  #killed = false;
  /** Whether it says that it has started. */
  up = false;
  /** How often it ended by itself after it had started: a service that runs for months does not. */
  deaths = 0;

  constructor(roles: string, env: () => NodeJS.ProcessEnv, folder: string, name: string) {
    this.roles = roles;
    this.#env = env;
    this.#log = createWriteStream(path.join(folder, `${name}.log`), { flags: 'a' });
  }

  start(): void {
    this.#wanted = true;
    this.#killed = false;
    const child = spawn(process.execPath, [PROGRAM, 'start', '--roles', this.roles], {
      env: this.#env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    adopt(child);
    const read = (line: string): void => {
      this.#log.write(`${line}\n`);
      if (line.includes('"msg":"started"')) this.up = true;
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.once('close', (code, signal) => {
      this.#log.write(`--- ended: ${code ?? signal}\n`);
      if (this.up && !this.#killed) this.deaths += 1;
      this.up = false;
      if (this.#wanted) setTimeout(() => this.#wanted && this.start(), RESTART);
    });
  }

  /** kill -9; the service manager starts it again. False where there is no process to kill at this moment. */
  kill(): boolean {
    this.#killed = true;
    return this.#child?.kill('SIGKILL') ?? false;
  }

  /** SIGTERM; the service manager starts it again. */
  restart(): void {
    this.#killed = true;
    this.#child?.kill('SIGTERM');
  }

  /** Stands still without ending, as a starved machine lets it; call the result to wake it. */
  freeze(): () => void {
    const child = this.#child;
    child?.kill('SIGSTOP');
    return () => {
      child?.kill('SIGCONT');
    };
  }

  /** SIGTERM for good. Resolves to exit code or signal, and how long it took in milliseconds. */
  async end(): Promise<{ code: number | string; took: number }> {
    this.#wanted = false;
    this.#killed = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return { code: 0, took: 0 };
    }
    const start = performance.now();
    const ended = new Promise<number | string>((resolve) => {
      child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 40_000);
    const code = await ended;
    clearTimeout(late);
    return { code, took: performance.now() - start };
  }
}
