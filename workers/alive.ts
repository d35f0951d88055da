import { rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const INTERVAL = 5_000;
/** Longer than a database takes to come back after a restart. */
const OLDEST = 60_000;

const fileOf = (pid: number) => path.join(os.tmpdir(), `sang-alive-${pid}`);

/**
 * Sign of life for a container's health check: touches a file as long as the event loop turns and `alive` has no
 * reason against it. Call the result to end it.
 */
export function startBeating(alive: () => Promise<string | undefined>): () => void {
  const file = fileOf(process.pid);
  const touch = async (): Promise<void> => {
    if ((await alive()) === undefined) writeFileSync(file, '');
  };
  const beat = (): void => {
    // A database that is away is told by the pool's own errors; here it only means no sign.
    void touch().catch(() => undefined);
  };
  beat();
  const timer = setInterval(beat, INTERVAL).unref();
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

/** Whether a process gave a sign of life within the last minute. */
export function isAlive(pid: number, now: number): boolean {
  const beat = statSync(fileOf(pid), { throwIfNoEntry: false });
  return beat !== undefined && now - beat.mtimeMs < OLDEST;
}
