import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Script {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything printed so far, stdout and stderr. */
  output(): string;
  /** Resolves to the first line of stdout, past or to come, that contains `text`; rejects when the process ends. */
  line(text: string): Promise<string>;
  /** Resolves to exit code or signal. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

export interface ScriptOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another copy of this repository to run from. */
  readonly root?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Starts a TypeScript file of this repository as a process of its own. */
export function runScript(file: string, args: readonly string[] = [], options: ScriptOptions = {}): Script {
  const { env, root: _, ...rest } = options;
  const child = spawn(
    process.execPath,
    [
      '--import',
      path.join(options.root ?? ROOT, 'scripts', 'typescript.mjs'),
      '--disable-warning=ExperimentalWarning',
      file,
      ...args,
    ],
    { ...rest, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  const errors: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const output = () => `${lines.join('\n')}\n${errors.join('')}`;
  let over = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      wake();
      resolve(code ?? signal ?? 'unknown');
    });
  });
  return {
    child,
    pid: child.pid ?? 0,
    output,
    ended,
    line: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => line.includes(text));
          if (found === undefined && !over) return;
          waiting.delete(look);
          if (found === undefined)
            reject(new Error(`the process ended before printing "${text}":\n${output()}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
