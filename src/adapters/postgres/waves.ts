import type pg from 'pg';
import type { WaveContext } from '../../domain/comment.ts';
import { NEAR } from '../../domain/detect/wave.ts';
import type { Owed, Print } from '../../pipeline/ports/screening.ts';

/** How far back near-identical texts are counted, and how many are looked at for each band. */
const WINDOW = "interval '24 hours'";
const LOOK = 200;

interface Printed {
  readonly owed: Owed;
  readonly print: Print;
}

/**
 * Counts near-identical texts of the last day on the same page, the batch's own included. Looks at a bounded number
 * of rows a text, whatever was flooded. The batch's fingerprints must be stored before.
 */
export async function waves(
  client: pg.PoolClient,
  prints: readonly Printed[],
  now: Date,
): Promise<readonly WaveContext[]> {
  if (prints.length === 0) return [];
  await storePrints(client, prints, now);
  const near = (column: string, value: string): string =>
    `(select p.revision_id, p.author_key, p.exact, p.sim from prints p
      where p.source_id = q.source_id and p.${column} = q.${value} and p.at > $1::timestamptz - ${WINDOW}
      order by p.at desc limit ${LOOK})`;
  const { rows } = await client.query<{ similar: number; by_author: number }>({
    name: 'screen.waves',
    text: `select count(x.revision_id)::int as similar,
        count(x.revision_id) filter (where x.author_key = q.author_key)::int as by_author
      from unnest($2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[],
        $9::int[], $10::int[])
        with ordinality as q(source_id, author_key, revision_id, exact, sim, band_0, band_1, band_2, band_3, place)
      left join lateral (
        select n.revision_id, n.author_key from (
          ${near('exact', 'exact')} union ${near('band_0', 'band_0')} union ${near('band_1', 'band_1')}
          union ${near('band_2', 'band_2')} union ${near('band_3', 'band_3')}
        ) n
        where n.revision_id <> q.revision_id
          and (n.exact = q.exact or bit_count((n.sim # q.sim)::bit(64)) <= ${NEAR})
      ) x on true
      group by q.place order by q.place`,
    values: [now, ...columns(prints)],
  });
  return rows.map((row) => ({ similar: row.similar, byAuthor: row.by_author }));
}

async function storePrints(client: pg.PoolClient, prints: readonly Printed[], now: Date): Promise<void> {
  await client.query({
    name: 'screen.prints',
    text: `insert into prints (at, source_id, author_key, revision_id, exact, sim, band_0, band_1, band_2, band_3)
      select $1::timestamptz, * from unnest($2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::int[], $8::int[], $9::int[], $10::int[])
      on conflict (revision_id) do nothing`,
    values: [now, ...columns(prints)],
  });
}

function columns(prints: readonly Printed[]): unknown[][] {
  return [
    prints.map(({ owed }) => owed.source.id),
    prints.map(({ owed }) => owed.authorKey ?? null),
    prints.map(({ owed }) => owed.revisionId),
    prints.map(({ print }) => print.exact),
    prints.map(({ print }) => print.sim),
    ...[0, 1, 2, 3].map((band) => prints.map(({ print }) => print.bands[band] ?? 0)),
  ];
}
