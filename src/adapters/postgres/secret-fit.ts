import type pg from 'pg';
import { versionOf } from '../secrets/people.ts';
import { createSealer, SealBroken, type Sealer } from '../secrets/sealer.ts';

/** The newest comments say under which secret the installation works now. */
const NEWEST = 1_000;

/**
 * Whether what is stored was stored under one of these secrets: the tokens, or where there are none the author keys of
 * the newest comments; else what was not. `nothing` = nothing is stored yet, any secret will do.
 */
export async function secretFit(
  pool: pg.Pool,
  secrets: readonly string[],
): Promise<'fits' | 'nothing' | 'other-tokens' | 'other-authors'> {
  const { rows: tokens } = await pool.query<{ sealed: Buffer }>(
    `select t.sealed from tokens t join sources s on s.id = t.source_id
     where s.token_env is null and s.status <> 'removed'`,
  );
  if (tokens.length > 0) {
    return tokens.some(({ sealed }) => secrets.some((secret) => opens(secret, sealed)))
      ? 'fits'
      : 'other-tokens';
  }
  const { rows } = await pool.query<{ key_version: number }>(
    `select key_version from (select author_key, key_version from comments order by id desc limit ${NEWEST}) c
     where author_key is not null limit 1`,
  );
  const version = rows[0]?.key_version;
  if (version === undefined) return 'nothing';
  return secrets.some((secret) => versionOf(secret) === version) ? 'fits' : 'other-authors';
}

/** Whether a token, a channel or a key of forgotten texts is still stored under this secret. */
export async function sealedUnder(pool: pg.Pool, secret: string): Promise<boolean> {
  const { rows } = await pool.query<{ sealed: Buffer }>(
    'select sealed from tokens union all select target from channels union all select sealed from blind_keys',
  );
  return rows.some(({ sealed }) => opens(secret, sealed));
}

/**
 * Seals tokens, channels and the keys of forgotten texts anew that were sealed under the former secret, so that it may be dropped; what no secret opens
 * stays as it is, and so does what is replaced meanwhile. Resolves to how many.
 */
export async function resealStored(pool: pg.Pool, sealer: Pick<Sealer, 'reseal'>): Promise<number> {
  let done = 0;
  for (const [table, key, column] of [
    ['tokens', 'source_id', 'sealed'],
    ['channels', 'id', 'target'],
    ['blind_keys', 'id', 'sealed'],
  ] as const) {
    const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
      `select ${key} as id, ${column} as sealed from ${table}`,
    );
    for (const { id, sealed } of rows) {
      const anew = resealed(sealer, sealed);
      if (anew === undefined) continue;
      const { rowCount } = await pool.query(
        `update ${table} set ${column} = $2 where ${key} = $1 and ${column} = $3`,
        [id, anew, sealed],
      );
      done += rowCount ?? 0;
    }
  }
  return done;
}

function resealed(sealer: Pick<Sealer, 'reseal'>, sealed: Buffer): Buffer | undefined {
  try {
    return sealer.reseal(sealed);
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

function opens(secret: string, sealed: Buffer): boolean {
  try {
    createSealer(secret).open(sealed);
    return true;
  } catch {
    return false;
  }
}
