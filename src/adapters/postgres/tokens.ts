import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { failureCode, PlatformFailure } from '../../domain/failure.ts';
import type { TokenPair, TokenVault } from '../../pipeline/ports/tokens.ts';
import type { Sealer } from '../secrets/sealer.ts';

interface Stored {
  accessToken: string;
  refreshToken?: string;
  expiresAt?: string;
  renewAt?: string;
}

/** Between two tries to store a new pair, and between two looks for another's, in milliseconds. */
const PAUSE_MS = 1_000;
/** Whoever renews holds the lock for longer than we wait for it. */
const BUSY: ReadonlySet<string> = new Set(['error.55P03', 'error.57014']);
/** No trying again helps: our statement or the data is wrong, or what is stored cannot be opened. */
const LASTING = /^(error\.(22|23|42)|secret\.)/u;
/** Looks after a refusal: whoever holds the new pair stores it within this many pauses. */
const LOOKS = 5;

/**
 * Tokens over Postgres, encrypted. A source whose `token_env` names an environment variable reads its access
 * token there; such a token is never renewed by us.
 */
export function createTokenVault(
  pool: pg.Pool,
  sealer: Sealer,
  environment: Readonly<Record<string, string | undefined>>,
): TokenVault {
  async function read(db: pg.Pool | pg.PoolClient, sourceId: number): Promise<TokenPair | undefined> {
    const { rows } = await db.query<{ token_env: string | null; sealed: Buffer | null }>(
      `select s.token_env, t.sealed from sources s left join tokens t on t.source_id = s.id where s.id = $1`,
      [sourceId],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    if (row.token_env !== null) {
      const accessToken = environment[row.token_env];
      return accessToken === undefined || accessToken === '' ? undefined : { accessToken };
    }
    return row.sealed === null ? undefined : parse(sealer.open(row.sealed));
  }

  async function write(db: pg.Pool | pg.PoolClient, sourceId: number, pair: TokenPair): Promise<void> {
    await db.query(
      `insert into tokens (source_id, sealed, expires_at) values ($1, $2, $3)
       on conflict (source_id) do update set sealed = excluded.sealed, expires_at = excluded.expires_at,
         updated_at = sang_now()`,
      [sourceId, sealer.seal(JSON.stringify(pair)), pair.expiresAt ?? null],
    );
  }

  /**
   * Stores what a pair was traded for, however long the database is away: the old one is worthless and the new one exists
   * only here. Resolves to the pair that counts: a person may have stored another meanwhile, or removed the page.
   */
  async function keep(
    db: pg.Pool | pg.PoolClient,
    sourceId: number,
    old: TokenPair,
    fresh: TokenPair,
  ): Promise<TokenPair> {
    for (let at = db; ; at = pool) {
      try {
        const stored = await read(at, sourceId);
        if (stored?.accessToken !== old.accessToken) return stored ?? fresh;
        await write(at, sourceId, fresh);
        return fresh;
      } catch (error) {
        if (pool.ending || LASTING.test(failureCode(error))) throw error;
      }
      // Nothing holds up the end of a process that is told to stop.
      await sleep(at === pool ? PAUSE_MS : 0, undefined, { ref: false });
    }
  }

  /** A pair that took the place of a refused one: a person's, or of a process that lost its lock while it was answered. */
  async function successor(
    client: pg.PoolClient,
    sourceId: number,
    refused: TokenPair,
  ): Promise<TokenPair | undefined> {
    for (let looks = 1; ; looks += 1) {
      const stored = await read(client, sourceId);
      if (stored?.accessToken !== refused.accessToken) return stored;
      if (looks === LOOKS) return undefined;
      await sleep(PAUSE_MS, undefined, { ref: false });
    }
  }

  return {
    read: (sourceId) => read(pool, sourceId),
    write: (sourceId, pair) => write(pool, sourceId, pair),
    async renew(sourceId, stale, renew) {
      // A session lock, not a transaction: the call to the platform happens while it is held, and a process
      // that dies gives it back with its connection.
      const client = await pool.connect();
      let broken: Error | undefined;
      // The connection idles while the platform answers; should it break meanwhile, that must not end the process.
      const onError = (error: Error): void => {
        broken = error;
      };
      client.on('error', onError);
      const key = ['sang.token', String(sourceId)];
      try {
        await client
          .query('select pg_advisory_lock(hashtext($1), hashtext($2))', key)
          .catch((error: unknown) => {
            throw BUSY.has(failureCode(error)) ? new PlatformFailure('retry', 'token.busy') : error;
          });
        const current = await read(client, sourceId);
        if (current === undefined) return stale;
        if (current.accessToken !== stale.accessToken) return current;
        let fresh: TokenPair;
        try {
          fresh = await renew(current);
        } catch (error) {
          const refused = error instanceof PlatformFailure && error.kind === 'stop-source';
          const other = refused ? await successor(client, sourceId, current) : undefined;
          if (other === undefined) throw error;
          return other;
        }
        return await keep(broken === undefined ? client : pool, sourceId, current, fresh);
      } finally {
        await client
          .query('select pg_advisory_unlock(hashtext($1), hashtext($2))', key)
          .catch((error: unknown) => {
            broken ??= error instanceof Error ? error : new Error('unlock failed');
          });
        client.off('error', onError);
        client.release(broken);
      }
    },
  };
}

function parse(plain: string): TokenPair {
  const stored: Stored = JSON.parse(plain);
  return {
    accessToken: stored.accessToken,
    ...(stored.refreshToken === undefined ? {} : { refreshToken: stored.refreshToken }),
    ...(stored.expiresAt === undefined ? {} : { expiresAt: new Date(stored.expiresAt) }),
    ...(stored.renewAt === undefined ? {} : { renewAt: new Date(stored.renewAt) }),
  };
}
