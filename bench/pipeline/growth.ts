import type pg from 'pg';
import { type Figure, median, type Suite } from '../measure.ts';
import { Feed } from './feed.ts';
import { Ground } from './ground.ts';

/** `SANG_BENCH_STORED` for a smaller store. */
const STORED = Number(process.env['SANG_BENCH_STORED'] ?? 5_000_000);
const STEP = 250_000;
const ROUNDS = 9;
const FED = 4_000;
const BATCH = 500;

/** What a comment costs through the pipeline with millions stored, against an empty store; round by round in turn. */
async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const grounds = [new Ground(), new Ground()] as const;
  try {
    const empty = await opened(grounds[0]);
    const full = await opened(grounds[1]);
    for (let from = 0; from < STORED; from += STEP) {
      await load(full.pool, full.feed.source, from, Math.min(STORED, from + STEP));
      say(`stored ${Math.min(STORED, from + STEP).toLocaleString('en')}`);
    }
    // What loading left to be written must not be written while the other store is measured.
    await full.pool.query('vacuum analyze');
    await full.pool.query('checkpoint');
    const costs: { empty: number; full: number }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      costs.push({ empty: await cost(empty.feed), full: await cost(full.feed) });
    }
    // The first round warms up.
    const counted = costs.slice(1);
    const name = STORED >= 1_000_000 ? `${STORED / 1_000_000}M` : `${STORED / 1_000}k`;
    const { rows } = await full.pool.query<{ size: string }>(
      'select pg_size_pretty(pg_database_size(current_database())) as size',
    );
    for (const round of counted) {
      say(`µs a comment: empty ${round.empty.toFixed(0)}, with ${name} stored ${round.full.toFixed(0)}`);
    }
    say(`database ${rows[0]?.size}`);
    const value = median(counted.map((round) => round.full / round.empty));
    return [{ name: `growth.at-${name}`, value, unit: 'x the cost at none' }];
  } finally {
    for (const ground of grounds) await ground.close();
  }
}

/** A store with its first comments, known to the planner as any is a minute after them. */
async function opened(ground: Ground): Promise<{ readonly pool: pg.Pool; readonly feed: Feed }> {
  const runtime = await ground.open({});
  const { pool } = runtime.service;
  const feed = await Feed.open(runtime, 'phrases', ground.folder);
  await feed.run(FED, BATCH);
  await pool.query('vacuum analyze');
  return { pool, feed };
}

/** Microseconds a comment. */
async function cost(feed: Feed): Promise<number> {
  return 1_000_000 / (await feed.run(FED, BATCH));
}

/** Comments of a year by 50,000 people under 20,000 posts, each with its revision and verdict. */
async function load(pool: pg.Pool, source: number, from: number, to: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The rows are right by how they are made; checking each reference would only take longer.
    await client.query('set local session_replication_role = replica');
    await client.query('set local statement_timeout = 0');
    await client.query(
      `insert into posts (source_id, external_id, kind, created_at)
       select $1, 'old-' || n, 'post', now() - n * interval '25 minutes' from generate_series(0, 19999) n
       on conflict do nothing`,
      [source],
    );
    await client.query(
      `with made as (
         select nextval('comments_id_seq') as id, nextval('revisions_id_seq') as revision, n, p.id as post
         from generate_series($2::int, $3::int - 1) n
         join posts p on p.source_id = $1 and p.external_id = 'old-' || (n % 20000)
       ), stored as (
         insert into comments (id, source_id, external_id, post_id, kind, author_key, current_revision, created_at)
         overriding system value
         select id, $1, 'old-' || n, post, 'comment', decode(md5((n % 50000)::text), 'hex'), revision,
           now() - interval '1 year' + n * interval '6 seconds' from made
       ), said as (
         insert into revisions (id, comment_id, hash, text) overriding system value
         select revision, id, decode(md5(n::text), 'hex'),
           'bài viết hay lắm cảm ơn trang đã chia sẻ nhé, lần thứ ' || n from made
       )
       insert into verdicts (revision_id, rulebook_id, decision, suggest, row, language, accents)
       select revision, (select id from rulebooks where active), 'none', 'none', 'rest', 'vi', 'full' from made`,
      [source, from, to],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

export const growth: Suite = { name: 'growth', run };
