import { rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

const INTERVAL = 5_000;
/** Longer than a database takes to come back after a restart. */
const OLDEST = 60_000;
/** Work that stands still for so long moves again after another start, if at all. */
const PATIENCE = 600_000;

const fileOf = (pid: number) => path.join(os.tmpdir(), `sang-alive-${pid}`);

export interface Beating {
  /** Resolves to what stands still once it has for too long: this process should end. */
  readonly lost: Promise<string>;
  /** Takes back the sign of life. The event loop stays watched: the end of a process may hang too. */
  stop(): void;
}

/** What there is to know of a process; undefined where nothing is wrong. */
interface Signs {
  alive(): Promise<string | undefined>;
  stuck(): Promise<string | undefined>;
}

/**
 * Sign of life for a container's health check: touches a file as long as the event loop turns and `alive` has no
 * reason against it. Only work that is `stuck` ends the process: a server that is away is not brought back by another start,
 * and people go on deciding without the queues meanwhile. Where the event loop itself stands still for `patience` milliseconds, the process is killed: nobody
 * outside does it (systemd and compose start anew what has ended, not what hangs). Time is counted in turns of the clock's
 * hand, so that a machine put to sleep wakes up alive.
 */
export function startBeating(signs: Signs, { interval = INTERVAL, patience = PATIENCE } = {}): Beating {
  const file = fileOf(process.pid);
  const turned = watchLoop(interval, patience);
  let still = 0;
  let lose: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  let stopped = false;
  const look = async (): Promise<void> => {
    if ((await signs.alive()) === undefined && !stopped) writeFileSync(file, '');
    const reason = await signs.stuck();
    still = reason === undefined ? 0 : still + 1;
    if (reason !== undefined && still * interval > patience) lose(reason);
  };
  const beat = (): void => {
    turned();
    // A database that is away is told by the pool's own errors; here it only means no sign.
    if (!stopped) void look().catch(() => undefined);
  };
  beat();
  setInterval(beat, interval).unref();
  return {
    lost,
    stop() {
      stopped = true;
      rmSync(file, { force: true });
    },
  };
}

/** In a thread of its own, which the event loop cannot hold up. In plain words, so that it needs no file beside it. */
const WATCH = `
  const { writeSync } = require('node:fs');
  const { missed, interval, most } = require('node:worker_threads').workerData;
  setInterval(() => {
    if (Atomics.add(missed, 0, 1) < most) return;
    writeSync(2, 'sang: the event loop has stood still for ' + most * interval / 1000 + ' s; killed, to be started anew\\n');
    process.kill(process.pid, 'SIGKILL');
  }, interval);`;

/** Has another thread kill the process where the result is not called for too long. */
function watchLoop(interval: number, patience: number): () => void {
  const missed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const most = Math.ceil(patience / interval);
  new Worker(WATCH, { eval: true, execArgv: [], workerData: { missed, interval, most } }).unref();
  return () => {
    Atomics.store(missed, 0, 0);
  };
}

/** Whether a process gave a sign of life within the last minute. */
export function isAlive(pid: number, now: number): boolean {
  const beat = statSync(fileOf(pid), { throwIfNoEntry: false });
  return beat !== undefined && now - beat.mtimeMs < OLDEST;
}
