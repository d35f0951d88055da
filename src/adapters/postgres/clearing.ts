import type pg from 'pg';

/** What is of no more use some time after it ended, by table; texts are for `RetentionStore`. */
const ENDED = {
  sessions: 'expires_at < $1',
  links: 'expires_at < $1',
  notices: `state = 'done' and created_at < $1`,
  samples: 'created_at < $1',
} as const;

/**
 * Clears away, `limit` rows of each kind at a time, what ended before `before`: sessions, one-time links, notices that are
 * done, samples of the check lane (their answers stay), and the files of rulebooks no longer in force (what they detected
 * stays known by fingerprint). Resolves to the number of rows.
 */
export async function clearEnded(pool: pg.Pool, before: Date, limit: number): Promise<number> {
  let cleared = 0;
  for (const [table, ended] of Object.entries(ENDED)) {
    const { rowCount } = await pool.query(
      `delete from ${table} where ctid = any(array(
         select ctid from ${table} where ${ended} limit $2 for update skip locked))`,
      [before, limit],
    );
    cleared += rowCount ?? 0;
  }
  const { rowCount } = await pool.query(
    `update rulebooks set files = '[]' where not active and published_at < $1 and files <> '[]'`,
    [before],
  );
  return cleared + (rowCount ?? 0);
}
