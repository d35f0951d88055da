import { closeSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries } from './binaries.ts';
import { alive, initialise, runningServer } from './cluster.ts';
import { codeOf, EmbeddedFault, serverFault } from './fault.ts';
import { type Guard, hasGuard, joinOwners, makePipe, startGuard } from './guard.ts';
import { type Home, prepareHome } from './home.ts';

export interface Embedded {
  /** Connection string of the database, over a unix socket. */
  readonly url: string;
  /** Folder that holds the database; not always within the data folder, see `prepareHome`. */
  readonly folder: string;
  /** False when another process had started the server and this one shares it. */
  readonly started: boolean;
  /** Lets go of the server; when nobody else uses it, resolves after it has stopped. Without it the end of this
   *  process, however it comes, does the same. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Database made for us in the cluster. */
  readonly database?: string;
  /** Further server settings (`fsync=off` for tests); they hold only where this process starts the server. */
  readonly settings?: readonly string[];
}

const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 20_000;

/**
 * Starts the private PostgreSQL of a data folder, or joins it when another process runs it already. It listens on a
 * unix socket only and runs until its last owner is gone. Throws `EmbeddedFault` with what to do.
 */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const database = options.database ?? 'sang';
  const home = prepareHome(dataDir);
  const binaries = findBinaries(home.account);
  initialise(home, binaries);
  makePipe(home);
  const { owner, started } = await attach(home, database, binaries.postgres, options.settings ?? []);
  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://postgres@localhost/${database}?host=${encodeURIComponent(home.run)}`,
    folder: path.dirname(home.data),
    started,
    stop() {
      stopped ??= leave(home, owner);
      return stopped;
    },
  };
}

/** Becomes an owner of a server that has the database; starts one where none runs, once the former one is gone. */
async function attach(home: Home, database: string, postgres: string, settings: readonly string[]) {
  const deadline = Date.now() + START_TIMEOUT;
  for (;;) {
    let guard: Guard | undefined;
    let owner = joinOwners(home);
    if (owner === undefined) {
      guard = startGuard(home, postgres, settings);
      owner = guard.owner;
    }
    let over = false;
    try {
      while (!over) {
        if (await isReady(home, database)) {
          guard?.release();
          // The server may have been stopping when we joined; then nobody reads the pipe any more.
          if (hasGuard(owner)) return { owner, started: guard !== undefined && !guard.exited() };
          break;
        }
        over = guard === undefined ? !hasGuard(owner) : guard.exited();
        if (guard?.exited() === true && (!guard.beaten() || Date.now() > deadline))
          throw serverFault(home.data, guard.output());
        if (!over && Date.now() > deadline)
          throw new EmbeddedFault(
            {
              vi: `máy chủ trong ${home.data} không trả lời sau ${START_TIMEOUT / 1000} giây`,
              en: `the server in ${home.data} did not answer within ${START_TIMEOUT / 1000} s`,
            },
            {
              vi: 'xem lại máy (đĩa, bộ nhớ) rồi chạy lại',
              en: 'look at the machine (disk, memory), then start again',
            },
          );
        if (!over) await sleep(10);
      }
    } catch (error) {
      guard?.release();
      closeSync(owner);
      throw error;
    }
    guard?.release();
    closeSync(owner);
    await sleep(20);
  }
}

const clientFor = (home: Home) =>
  new Client({
    host: home.run,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    application_name: 'sang start',
  });

/** Refused, not there yet, starting up or shutting down: ask again. */
const NOT_YET: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  '57P03',
  '57P01',
]);

/** Whether the server answers and has the database, which is made where it is missing. */
async function isReady(home: Home, database: string): Promise<boolean> {
  const client = clientFor(home);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (NOT_YET.has(code) || String(error).includes('Connection terminated')) return false;
    // Another process made it in between: 42P04 (exists), 23505 (both at once).
    if (code === '42P04' || code === '23505') return true;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Leaves the owners; the last one waits for the server's end, so that the folder is at rest afterwards. */
async function leave(home: Home, owner: number): Promise<void> {
  closeSync(owner);
  const file = path.join(home.data, 'postmaster.pid');
  // A guard that still reads the pipe after this long has other owners.
  for (let tries = 0; tries < 10; tries += 1) {
    await sleep(10);
    const other = joinOwners(home);
    if (other === undefined) break;
    closeSync(other);
    if (tries === 9) return;
  }
  const server = runningServer(home);
  const deadline = Date.now() + STOP_TIMEOUT;
  if (server === 0) return;
  while (existsSync(file) && alive(server) && Date.now() < deadline) await sleep(10);
}
