import { type ChildProcess, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Figure, median, type Suite } from '../measure.ts';
import { within } from '../../src/adapters/queue/work.ts';
import { addPages, type Answer, Ground } from './ground.ts';
import { facebookVariables } from '../../src/simulators/variables.ts';
import { publish, rulesFolder } from './rules.ts';

type Say = (line: string) => void;

interface Day {
  readonly pages: number;
  readonly comments: number;
  /** In which the comments are written. */
  readonly seconds: number;
  readonly redis: boolean;
}

interface Told {
  /** Seconds from comment to case. */
  readonly freshness: { readonly median: number; readonly p95: number };
  readonly deepest: number;
  /** Resident memory of the service in MB in the second quarter of the time, in the last one (medians), and at most. */
  readonly memory: { readonly early: number; readonly late: number; readonly most: number };
  readonly size: string;
  readonly truth: Answer;
  readonly lost: number;
  readonly doubled: number;
}

/** People write on so many pages for a while; the service polls as ever. Ends when everything is stored and judged. */
async function live(say: Say, { pages: count, comments, seconds, redis }: Day): Promise<Told> {
  const ground = new Ground();
  try {
    const filling = { pages: count + 1, posts: 10, comments: count * 5, warm: 10, seed: 9 };
    const { pages, ask, ...platform } = await ground.simulate({ ...filling, rules: 'phrases' });
    const env = {
      SANG_RULES: rulesFolder('phrases', ground.folder),
      ...(redis ? { REDIS_URL: await ground.redis() } : {}),
    };
    const runtime = await ground.open(env);
    await publish(runtime, env.SANG_RULES);
    const service = await ground.start({ ...env, ...facebookVariables(platform) });
    // Every cycle finds edits and deletions, so that the end can be held against the truth at once.
    await addPages(runtime, pages, { sweepEvery: 2, deepEvery: 2 });
    const { pool } = runtime.service;
    await rest(pool, (await ask({ do: 'truth' })).comments);
    const from = new Date();
    const talking = ask({ do: 'talk', comments, seconds });
    const memory: number[] = [];
    let deepest = 0;
    while (!(await within(talking, 500))) {
      memory.push(residentOf(service));
      const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from unscreened');
      deepest = Math.max(deepest, rows[0]?.n ?? 0);
    }
    const truth = await ask({ do: 'truth' });
    say(`${truth.comments} comments stand on ${pages.length} pages; waiting until all are judged`);
    const { lost, doubled } = await settled(pool, truth);
    memory.push(residentOf(service));
    return {
      freshness: await freshnessOf(pool, from),
      deepest,
      memory: {
        early: median(memory.slice(Math.floor(memory.length / 4), Math.ceil(memory.length / 2))),
        late: median(memory.slice(Math.floor((memory.length * 3) / 4))),
        most: Math.max(...memory),
      },
      size: await sizeOf(pool),
      truth: await ask({ do: 'truth' }),
      lost,
      doubled,
    };
  } finally {
    await ground.close();
  }
}

async function rest(pool: pg.Pool, comments: number): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from verdicts');
    if ((rows[0]?.n ?? 0) >= comments) return;
    await sleep(500);
  }
}

/** Waits until what is stored is what stands at the platform, at most ten minutes; counts what is not. */
async function settled(pool: pg.Pool, truth: Answer): Promise<{ lost: number; doubled: number }> {
  let lost = Number.NaN;
  for (let tries = 0; tries < 300; tries += 1) {
    await sleep(2_000);
    const { rows } = await pool.query<{ line: string }>(
      `select split_part(c.external_id, '_', 2) || ' ' || r.text as line
       from comments c join revisions r on r.id = c.current_revision where c.gone_at is null`,
    );
    const lines = rows.map(({ line }) => line).toSorted();
    const same = createHash('sha256').update(lines.join('\n')).digest('hex') === truth.hash;
    const { rows: owed } = await pool.query<{ n: number }>(
      `select count(*)::int as n from comments c where gone_at is null and not by_page
         and not exists (select 1 from verdicts v where v.revision_id = c.current_revision)`,
    );
    lost = Math.abs(truth.comments - lines.length) + (owed[0]?.n ?? 0);
    if (same && lost === 0) break;
    lost = Math.max(1, lost);
  }
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from verdicts group by revision_id having count(*) > 1) v`,
  );
  return { lost, doubled: rows[0]?.n ?? 0 };
}

async function freshnessOf(pool: pg.Pool, from: Date): Promise<Told['freshness']> {
  const { rows } = await pool.query<{ median: number; p95: number }>(
    `select percentile_cont(0.5) within group (order by s) as median,
       percentile_cont(0.95) within group (order by s) as p95
     from (select extract(epoch from k.opened_at - c.created_at)::float as s
       from cases k join comments c on c.id = k.comment_id join verdicts v on v.id = k.verdict_id
       join lateral (select min(id) as id from revisions where comment_id = c.id) f on f.id = v.revision_id
       where c.created_at > $1) x`,
    [from],
  );
  return { median: rows[0]?.median ?? Number.NaN, p95: rows[0]?.p95 ?? Number.NaN };
}

async function sizeOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ size: string }>(
    'select pg_size_pretty(pg_database_size(current_database())) as size',
  );
  return rows[0]?.size ?? '';
}

function residentOf({ pid }: ChildProcess): number {
  try {
    const found = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1024;
  } catch {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  }
}

/** Of each size; `SANG_BENCH_SECONDS` for a shorter or longer look. */
const SECONDS = Number(process.env['SANG_BENCH_SECONDS'] ?? 150);

async function runFreshness(say: Say): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const pages of [1, 10, 100]) {
    const told = await live(say, { pages, comments: SECONDS * 20, seconds: SECONDS, redis: true });
    say(
      `${pages} pages: comment to case ${told.freshness.median.toFixed(1)} s in the middle, ${told.freshness.p95.toFixed(1)} s p95; ${told.truth.calls} calls, ${told.truth.refused} refused`,
    );
    figures.push({ name: `freshness.${pages}-pages`, value: told.freshness.p95, unit: 's (p95)' });
  }
  return figures;
}

/** In an hour memory is to stay flat; in a shorter run the process is still warming up. */
const FLAT = SECONDS >= 3_000 ? { most: 1.2 } : {};

/** A day of 100 pages, pressed together; `SANG_BENCH_COMMENTS=1000000 SANG_BENCH_SECONDS=3600` for a large one. */
const COMMENTS = Number(process.env['SANG_BENCH_COMMENTS'] ?? 30_000);

async function runDay(say: Say): Promise<readonly Figure[]> {
  const told = await live(say, { pages: 100, comments: COMMENTS, seconds: SECONDS, redis: true });
  const { freshness, deepest, memory, size, truth, lost, doubled } = told;
  say(`comment to case: ${freshness.median.toFixed(1)} s in the middle, ${freshness.p95.toFixed(1)} s p95`);
  say(`at most ${deepest} waited; ${truth.calls} calls, ${truth.refused} refused; database ${size}`);
  say(
    `memory ${memory.early.toFixed(0)} MB early, ${memory.late.toFixed(0)} MB late, ${memory.most.toFixed(0)} MB at most`,
  );
  say(`lost ${lost}, doubled ${doubled}`);
  return [
    { name: 'day.freshness', value: freshness.p95, unit: 's (p95)' },
    { name: 'day.queue-depth', value: deepest, unit: 'comments at most' },
    { name: 'day.memory-growth', value: memory.late / memory.early, unit: 'x', ...FLAT },
    { name: 'day.calls', value: truth.calls, unit: 'calls' },
    { name: 'day.lost', value: lost, unit: 'comments', most: 0 },
    { name: 'day.doubled', value: doubled, unit: 'verdicts', most: 0 },
  ];
}

export const freshness: Suite = { name: 'freshness', run: runFreshness };
export const day: Suite = { name: 'day', run: runDay };
