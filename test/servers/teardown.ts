import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFolder } from './folder.ts';
import { leftOut } from './parts.ts';

export default async function teardown(): Promise<void> {
  const folder = testFolder();
  // Whoever still owns the server (run in band: this very process) has no use for it now, and its data is thrown away.
  const file = path.join(folder, 'pg', 'postgres', 'data', 'postmaster.pid');
  if (existsSync(file)) interrupt(Number.parseInt(readFileSync(file, 'utf8'), 10));
  for (let tries = 0; existsSync(file) && tries < 500; tries += 1) await sleep(10);
  for (const line of leftOut(folder)) process.stderr.write(`${line}\n`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Ends the server; one that is already gone has left its file behind. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
