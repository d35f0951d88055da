import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Figure, Suite } from '../measure.ts';
import { drained, inserted, rung, takeRows } from './ceilings.ts';
import { addPages, Ground, platformOf } from './ground.ts';

/** Enough for a quarter of a minute at full speed; `SANG_BENCH_COMMENTS` for a shorter look. */
const COMMENTS = Number(process.env['SANG_BENCH_COMMENTS'] ?? 80_000);
const FILLING = { pages: 8, posts: 40, comments: COMMENTS, seed: 7 };
const LATEST = 600_000;

type Say = (line: string) => void;

/** Comments a second from the simulator to stored verdicts, and the ceilings of the same run. */
async function once(say: Say, queues: 'redis' | 'embedded', processes: number): Promise<Figure[]> {
  const ground = new Ground();
  try {
    const filled = await ground.simulate(FILLING);
    const drain = await drained(filled);
    const redisUrl = queues === 'redis' ? await ground.redis() : undefined;
    const env = {
      ...platformOf(filled),
      SANG_LOG_LEVEL: 'info',
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    };
    const runtime = await ground.open(env);
    const { pool } = runtime.service;
    const { rows } = await pool.query<{ url: string }>(
      `select 'postgres://postgres@localhost/sang?host=' || split_part(setting, ',', 1) as url
       from pg_settings where name = 'unix_socket_directories'`,
    );
    const ring = await rung({
      databaseUrl: rows[0]?.url ?? '',
      ...(redisUrl === undefined ? {} : { redisUrl }),
    });
    for (let count = 0; count < processes; count += 1) await ground.start(env);
    const start = performance.now();
    await addPages(runtime, filled);
    const took = await untilJudged(pool, COMMENTS, start);
    const whole = (COMMENTS / took) * 1000;
    const insert = await inserted(pool, await takeRows(pool));
    const ceiling = Math.min(drain, ring, insert);
    const name = `e2e.${queues}${processes === 1 ? '' : `.${processes}-processes`}`;
    say(
      `${name.padEnd(26)} ${round(whole)}/s   ceilings: simulator ${round(drain)}, inserts ${round(insert)}, jobs ${round(ring)}   of the lowest: ${(whole / ceiling).toFixed(2)}`,
    );
    return [
      { name: `${name}.rate`, value: whole, unit: 'comments/s' },
      { name: `${name}.ceiling-simulator`, value: drain, unit: 'comments/s' },
      { name: `${name}.ceiling-inserts`, value: insert, unit: 'comments/s' },
      { name: `${name}.ceiling-jobs`, value: ring, unit: 'comments/s' },
      { name: `${name}.of-ceiling`, value: whole / ceiling, unit: 'of the lowest ceiling' },
    ];
  } finally {
    await ground.close();
  }
}

const round = (rate: number): string => Math.round(rate).toLocaleString('en').padStart(8);

/** Milliseconds from `start` until everything is stored and judged. */
export async function untilJudged(pool: pg.Pool, comments: number, start: number): Promise<number> {
  while (performance.now() - start < LATEST) {
    await sleep(100);
    const { rows } = await pool.query<{ made: string; owed: boolean }>(
      `select (select last_value from revisions_id_seq) as made, exists (select 1 from unscreened) as owed`,
    );
    if (Number(rows[0]?.made) >= comments && rows[0]?.owed === false) {
      const { rows: judged } = await pool.query<{ n: number }>('select count(*)::int as n from verdicts');
      if (judged[0]?.n === comments) return performance.now() - start;
    }
  }
  throw new Error('bench: not everything was judged');
}

async function run(say: Say): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const queues of ['redis', 'embedded'] as const) {
    for (const processes of [1, 2]) figures.push(...(await once(say, queues, processes)));
  }
  return figures;
}

export const e2e: Suite = { name: 'e2e', run };
