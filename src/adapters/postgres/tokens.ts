import type pg from 'pg';
import type { TokenPair, TokenVault } from '../../pipeline/ports/tokens.ts';
import type { Sealer } from '../secrets/sealer.ts';

interface Stored {
  accessToken: string;
  refreshToken?: string;
  expiresAt?: string;
  renewAt?: string;
}

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
        await client.query('select pg_advisory_lock(hashtext($1), hashtext($2))', key);
        const current = await read(client, sourceId);
        if (current === undefined) return stale;
        if (current.accessToken !== stale.accessToken) return current;
        const fresh = await renew(current);
        // The old pair is worthless now and the new one exists only here: any connection may save it.
        await write(broken === undefined ? client : pool, sourceId, fresh).catch(() =>
          write(pool, sourceId, fresh),
        );
        return fresh;
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
