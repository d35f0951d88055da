import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Figure, Suite } from '../measure.ts';
import { drained, inserted, rung, takeRows } from './ceilings.ts';
import { addPages, Ground } from './ground.ts';
import { facebookVariables } from '../../src/simulators/variables.ts';
import { publish, type RuleSet, rulesFolder } from './rules.ts';

/** Enough for a while at full speed; `SANG_BENCH_COMMENTS` for a shorter look. */
const COMMENTS = Number(process.env['SANG_BENCH_COMMENTS'] ?? 80_000);
const PAGES = 8;
const WARM_UP = 2_000;
const LATEST = 600_000;
/** Of the lowest ceiling, with one process of the service. */
const LEAST = 0.6;

type Say = (line: string) => void;

interface Wanted {
  readonly queues: 'redis' | 'embedded';
  readonly processes: number;
  readonly rules: RuleSet;
}

/** Comments a second from the simulator to stored verdicts, and the ceilings of the same run. */
async function once(say: Say, { queues, processes, rules }: Wanted): Promise<Figure[]> {
  const ground = new Ground();
  try {
    const filling = { pages: 1 + PAGES, posts: 40, comments: COMMENTS, warm: WARM_UP, seed: 7, rules };
    const { pages, ...platform } = await ground.simulate(filling);
    const drain = await drained(platform.url, pages.slice(1));
    const redisUrl = queues === 'redis' ? await ground.redis() : undefined;
    const env = {
      SANG_RULES: rulesFolder(rules, ground.folder),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    };
    const runtime = await ground.open(env);
    const { pool } = runtime.service;
    await publish(runtime, env.SANG_RULES);
    const ring = await rung({ databaseUrl: await urlOf(pool), ...(redisUrl && { redisUrl }) });
    // Code warm and rules compiled: what is measured is the rate, not the start.
    for (let count = 0; count < processes; count += 1)
      await ground.start({ ...env, ...facebookVariables(platform) });
    await addPages(runtime, pages.slice(0, 1));
    await untilJudged(pool, WARM_UP, performance.now());
    const start = performance.now();
    await addPages(runtime, pages.slice(1));
    const took = await untilJudged(pool, WARM_UP + COMMENTS, start);
    const whole = (COMMENTS / took) * 1000;
    const insert = await inserted(pool, await takeRows(pool));
    const bound = processes === 1 && rules === 'phrases' ? { least: LEAST } : {};
    return told(say, nameOf({ queues, processes, rules }), whole, { drain, insert, ring, bound });
  } finally {
    await ground.close();
  }
}

function nameOf({ queues, processes, rules }: Wanted): string {
  return `e2e.${queues}${rules === 'shipped' ? '.shipped-rules' : ''}${processes === 1 ? '' : `.${processes}-processes`}`;
}

function told(
  say: Say,
  name: string,
  whole: number,
  {
    drain,
    insert,
    ring,
    bound,
  }: { drain: number; insert: number; ring: number; bound: Pick<Figure, 'least'> },
): Figure[] {
  const ceiling = Math.min(drain, ring, insert);
  say(
    `${name.padEnd(34)} ${round(whole)}/s   simulator ${round(drain)}, inserts ${round(insert)}, jobs ${round(ring)}   of the lowest: ${(whole / ceiling).toFixed(2)}`,
  );
  return [
    { name: `${name}.rate`, value: whole, unit: 'comments/s' },
    { name: `${name}.ceiling-simulator`, value: drain, unit: 'comments/s' },
    { name: `${name}.ceiling-inserts`, value: insert, unit: 'comments/s' },
    { name: `${name}.ceiling-jobs`, value: ring, unit: 'comments/s' },
    { name: `${name}.of-ceiling`, value: whole / ceiling, unit: 'of the lowest ceiling', ...bound },
  ];
}

/** The socket of the embedded server. */
async function urlOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ url: string }>(
    `select 'postgres://postgres@localhost/sang?host=' || split_part(setting, ',', 1) as url
     from pg_settings where name = 'unix_socket_directories'`,
  );
  return rows[0]?.url ?? '';
}

const round = (rate: number): string => Math.round(rate).toLocaleString('en').padStart(8);

/** Milliseconds from `start` until everything is stored and judged. */
async function untilJudged(pool: pg.Pool, comments: number, start: number): Promise<number> {
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
    for (const processes of [1, 2])
      figures.push(...(await once(say, { queues, processes, rules: 'phrases' })));
    figures.push(...(await once(say, { queues, processes: 1, rules: 'shipped' })));
  }
  return figures;
}

export const e2e: Suite = { name: 'e2e', run };
