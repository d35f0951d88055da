import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runScript, type Script, type ScriptOptions } from '../../../servers/process.ts';

const OWNER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'owner.ts');

export interface Owner extends Script {
  /** True where this process started the server. */
  readonly started: boolean;
  /** The server's pid. */
  readonly server: number;
  /** Adds a row and tells how many there are. */
  rows(): Promise<string>;
}

/** Starts a process that uses the embedded server of a folder; rejects with what it printed when it could not. */
export async function startOwner(
  folder: string,
  options: ScriptOptions & { how?: string; script?: string } = {},
) {
  const { how, script: file = OWNER, ...rest } = options;
  const script = runScript(file, [folder, ...(how === undefined ? [] : [how])], rest);
  const [, started, server] = (await script.line('ready ')).split(' ');
  const owner: Owner = {
    ...script,
    started: started === 'true',
    server: Number(server),
    rows() {
      script.child.kill('SIGUSR2');
      return script.line('rows ');
    },
  };
  return owner;
}

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Resolves when a server has ended, cleanly: its pid file is gone too. */
export async function ended(server: number, folder: string): Promise<void> {
  while (alive(server) || existsSync(path.join(folder, 'postgres', 'data', 'postmaster.pid')))
    await sleep(10);
}

/** The guard shells of this machine that serve a folder. */
export const guardsOf = (folder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).startsWith('/bin/sh\0-s\0') && commandOf(pid).includes(folder));

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
