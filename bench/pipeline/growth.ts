import { type Figure, median, type Suite } from '../measure.ts';
import { Feed } from './feed.ts';
import { Ground } from './ground.ts';
import { load, type Store } from './growth-load.ts';
import { compared } from './growth-queries.ts';

/** `SANG_BENCH_STORED` for a smaller store. */
const STORED = Number(process.env['SANG_BENCH_STORED'] ?? 5_000_000);
const STEP = 50_000;
/** What a comment costs is to stay flat; with less stored, noise is all there is to see. */
const FLAT = STORED >= 1_000_000 ? { most: 1.2 } : {};
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
    return [
      { name: `growth.at-${name}`, value, unit: 'x the cost at none', ...FLAT },
      ...(await compared({ empty, full }, name, say)),
    ];
  } finally {
    for (const ground of grounds) await ground.close();
  }
}

/** A store with its first comments, known to the planner as any is a minute after them. */
async function opened(ground: Ground): Promise<Store> {
  const runtime = await ground.open({});
  const { pool } = runtime.service;
  const feed = await Feed.open(runtime, 'phrases', ground.folder);
  await feed.run(FED, BATCH);
  await pool.query('vacuum analyze');
  const people = feed.authors.map((author) => runtime.service.people.key(feed.source, author));
  return { pool, feed, people, service: runtime.service };
}

/** Microseconds a comment. */
async function cost(feed: Feed): Promise<number> {
  return 1_000_000 / (await feed.run(FED, BATCH));
}

export const growth: Suite = { name: 'growth', run };
