import type pg from 'pg';
import type { WaveContext } from '../../domain/comment.ts';
import type { Owed, Print } from '../../pipeline/ports/screening.ts';

/** How far back near-identical texts are counted, in hours, and where counting stops. */
const WINDOW_HOURS = 24;
const COUNT_LIMIT = 100;

/**
 * Counts near-identical texts of the last day on the same page, within the batch and before it. Looks at no more
 * than COUNT_LIMIT rows a text, whatever was flooded.
 */
export async function waves(
  client: pg.PoolClient,
  prints: readonly { owed: Owed; print: Print }[],
  now: Date,
): Promise<readonly WaveContext[]> {
  if (prints.length === 0) return [];
  const { rows } = await client.query<{ ordinal: string; similar: number; by_author: number }>({
    name: 'screen.waves',
    text: `select q.ordinal, count(x.revision_id)::int as similar,
        count(x.revision_id) filter (where x.author_key = q.author_key)::int as by_author
      from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[])
        with ordinality as q(source_id, exact, author_key, revision_id, ordinal)
      left join lateral (
        select p.revision_id, p.author_key from prints p
        where p.source_id = q.source_id and p.exact = q.exact and p.revision_id <> q.revision_id
          and p.at > $5::timestamptz - make_interval(hours => ${WINDOW_HOURS})
        limit ${COUNT_LIMIT}
      ) x on true
      group by q.ordinal order by q.ordinal`,
    values: [
      prints.map(({ owed }) => owed.source.id),
      prints.map(({ print }) => print.exact),
      prints.map(({ owed }) => owed.authorKey ?? null),
      prints.map(({ owed }) => owed.revisionId),
      now,
    ],
  });
  const before = new Map(rows.map((row) => [Number(row.ordinal) - 1, row]));
  return prints.map(({ owed, print }, index) => {
    const inBatch = prints.filter(
      (other) =>
        other.owed !== owed && other.owed.source.id === owed.source.id && other.print.exact === print.exact,
    );
    const sameAuthor = inBatch.filter(
      (other) => owed.authorKey !== undefined && other.owed.authorKey?.equals(owed.authorKey) === true,
    );
    const row = before.get(index);
    return {
      similar: (row?.similar ?? 0) + inBatch.length,
      byAuthor: (row?.by_author ?? 0) + sameAuthor.length,
    };
  });
}

/** Remembers the fingerprints of a batch. */
export async function storePrints(
  client: pg.PoolClient,
  prints: readonly { owed: Owed; print: Print }[],
  now: Date,
): Promise<void> {
  if (prints.length === 0) return;
  await client.query({
    name: 'screen.prints',
    text: `insert into prints (revision_id, source_id, author_key, exact, simhash, at)
      select *, $6::timestamptz from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[])
      on conflict (revision_id) do nothing`,
    values: [
      prints.map(({ owed }) => owed.revisionId),
      prints.map(({ owed }) => owed.source.id),
      prints.map(({ owed }) => owed.authorKey ?? null),
      prints.map(({ print }) => print.exact),
      prints.map(({ print }) => print.simhash),
      now,
    ],
  });
}
