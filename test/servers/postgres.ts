import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { testFolder } from './folder.ts';

const TEMPLATE = 'template_sang';

export interface FreshDatabase {
  readonly url: string;
  /** A pool on it; end-of-test closing is done by `drop`. */
  readonly pool: Pool;
  /** Closes the pool and drops the database, connections of others included. */
  drop(): Promise<void>;
}

/**
 * A migrated, empty database of its own for a test file, on a real server that all files of the run share. The first
 * one that asks starts the server; a run that needs none pays nothing.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await testServer();
  template ??= makeTemplate(server);
  await template;
  return createDatabase(server, `template ${TEMPLATE}`);
}

/** An empty database without any table. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return createDatabase(await testServer(), '');
}

async function createDatabase(server: string, from: string): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (client) => {
    await client.query(`create database ${name} ${from}`);
  });
  const url = withDatabase(server, name);
  const pool = openPool(url, { roles: ['test'], max: 10, onError: () => undefined });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await asAdmin(server, async (client) => {
        await client.query(`drop database ${name} with (force)`);
      });
    },
  };
}

let starting: Promise<string> | undefined;
let template: Promise<void> | undefined;

function testServer(): Promise<string> {
  // Throw-away data: no durability, and room for many small databases.
  starting ??= startEmbedded(path.join(testFolder(), 'pg'), {
    database: 'admin',
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB'],
  }).then(({ url }) => url);
  return starting;
}

/** Jest's workers come here at the same moment: one builds the template, the others wait for its lock. */
async function makeTemplate(server: string): Promise<void> {
  await asAdmin(server, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount !== 0) return;
    await client.query('drop database if exists template_building');
    await client.query('create database template_building');
    await migrate(withDatabase(server, 'template_building'));
    await client.query(`alter database template_building rename to ${TEMPLATE}`);
  });
}

async function asAdmin(server: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const withDatabase = (server: string, name: string): string => server.replace('/admin?', `/${name}?`);
