import type pg from 'pg';
import { type Figure, median, type Suite } from '../measure.ts';
import { Feed, POSTS } from './feed.ts';
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
      await load(full, from, Math.min(STORED, from + STEP));
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

interface Store {
  readonly pool: pg.Pool;
  readonly feed: Feed;
  /** The keys of the feed's authors. */
  readonly people: readonly Buffer[];
}

/** A store with its first comments, known to the planner as any is a minute after them. */
async function opened(ground: Ground): Promise<Store> {
  const runtime = await ground.open({});
  const { pool } = runtime.service;
  const feed = await Feed.open(runtime, 'phrases', ground.folder);
  await feed.run(FED, BATCH);
  await pool.query('vacuum analyze');
  const people = feed.authors.map((author) => runtime.service.people.key(feed.source, author));
  return { pool, feed, people };
}

/** Microseconds a comment. */
async function cost(feed: Feed): Promise<number> {
  return 1_000_000 / (await feed.run(FED, BATCH));
}

const OLD = 20_000;
/** Every so many stored comments had a case, decided since, with its finding and its line in the audit. */
const CASES = 20;

/**
 * Comments of a year, by the very people and under the very posts the measured ones come from and under 20,000 older ones, each with
 * revision and verdict; some with finding, decided case and audit.
 */
async function load({ pool, feed, people }: Store, from: number, to: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The rows are right by how they are made; checking each reference would only take longer.
    await client.query('set local session_replication_role = replica');
    await client.query('set local statement_timeout = 0');
    await client.query(
      `insert into posts (source_id, external_id, kind, created_at)
       select $1, 'old-' || n, 'post', now() - n * interval '25 minutes' from generate_series(1, ${OLD}) n
       on conflict do nothing`,
      [feed.source],
    );
    await client.query(
      `with post as materialized (
         select id, row_number() over (order by id desc) - 1 as nth from posts where source_id = $1
       ), made as materialized (
         select nextval('comments_id_seq') as id, nextval('revisions_id_seq') as revision, nextval('verdicts_id_seq') as verdict,
           n, p.id as post, now() - interval '1 year' + n * interval '6 seconds' as at, n % ${CASES} = 0 as judged
         from generate_series($2::int, $3::int - 1) n
         join post p on p.nth = (n::bigint * 7919) % $5
       ), stored as (
         insert into comments (id, source_id, external_id, post_id, kind, author_key, current_revision, created_at)
         overriding system value
         select id, $1, 'old-' || n, post, 'comment', ($4::bytea[])[1 + n % array_length($4::bytea[], 1)], revision, at from made
       ), said as (
         insert into revisions (id, comment_id, hash, text) overriding system value
         select revision, id, decode(md5(n::text), 'hex'),
           'bài viết hay lắm cảm ơn trang đã chia sẻ nhé, lần thứ ' || n from made
       ), verdict as (
         insert into verdicts (id, revision_id, rulebook_id, decision, suggest, row, language, accents) overriding system value
         select verdict, revision, (select id from rulebooks where active), case when judged then 'flag' else 'none' end, 'none',
           'rest', 'vi', 'full' from made
       ), found as (
         insert into findings (verdict_id, ordinal, rule, category, severity, stage, spans, steps, why, at)
         select verdict, 0, 'bench.old', 'spam', 'medium', 'flag', '{0,3}', '{}', 'đo', at from made where judged
       ), opened as (
         insert into cases (source_id, comment_id, verdict_id, state, decision, suggest, categories, severity, rules, language,
           harm, reply, opened_at, decided_at, decided_by, decision_number)
         select $1, id, verdict, 'kept', 'flag', 'none', '{spam}', 'medium', '{bench.old}', 'vi', true, false, at,
           at + interval '1 hour', 'person', 1 from made where judged returning id, decided_at
       )
       insert into audit (at, actor, source_id, case_id, what) select decided_at, 'person', $1, id, 'case.keep' from opened`,
      [feed.source, from, to, people, OLD + POSTS],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

export const growth: Suite = { name: 'growth', run };
