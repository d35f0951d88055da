import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { OURSELVES } from '../src/adapters/postgres/embedded/account.ts';
import { findBinaries } from '../src/adapters/postgres/embedded/binaries.ts';
import { findPart } from '../test/servers/parts.ts';

/** On what a figure was measured. */
export interface Machine {
  readonly sang: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  readonly postgresql: string;
  /** Absent where none is installed. */
  readonly redis?: string;
}

export function machine(): Machine {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const redis = findPart('redis');
  return {
    sang: version,
    node: process.version.slice(1),
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    postgresql: versionIn(findBinaries(OURSELVES).postgres),
    ...(redis === undefined ? {} : { redis: versionIn(redis) }),
  };
}

/** The first number with a dot of what a program says of itself. */
function versionIn(program: string): string {
  return /\d+\.[\d.]+/u.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown';
}
