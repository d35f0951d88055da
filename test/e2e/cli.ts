import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts `sang` from its sources with an empty environment, in the project's folder. */
export function startSang(...args: string[]): ChildProcessWithoutNullStreams {
  return startSangWith({}, args);
}

function startSangWith(env: Readonly<Record<string, string>>, args: readonly string[]) {
  return spawn(
    process.execPath,
    ['--import', './scripts/typescript.mjs', path.join('src', 'cli', 'sang.ts'), ...args],
    { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...env } },
  );
}

/** Runs `sang` to its end with this on standard input. */
export async function sang(
  args: readonly string[],
  input: string | Buffer = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = startSangWith(env, args);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A command that refuses to run does not read its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}
