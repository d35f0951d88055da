import { brake } from '../../src/adapters/postgres/brakes.ts';
import { repeatable } from '../../src/adapters/postgres/database.ts';
import { createReportStore } from '../../src/adapters/postgres/reports.ts';
import { createRescreenStore } from '../../src/adapters/postgres/rescreen.ts';
import { report } from '../../src/pipeline/report.ts';
import { type Figure, median } from '../measure.ts';
import type { Store } from './growth-load.ts';

const ROUNDS = 7;
/** A query is repeated until a round has taken so many milliseconds. */
const ROUND_MS = 60;
/** A forgotten index makes a query cost a hundred times as much; colder pages and deeper trees make it a few times. */
const MOST = 5;
/** Of forgetting once is all: what it takes is gone. */
const ROUNDS_MS: Readonly<Record<string, number>> = { retention: 0 };
const DAY = 86_400_000;
/** Comments of a step. */
const STEP = 500;

/**
 * What people and timers ask beside the screening, about the same few comments of the last day, or about as many, in either
 * store: a forgotten index makes one of them cost more by how much is stored.
 */
const QUERIES: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  digest: ({ service }) => service.digests.read({ ...lastDay(), limit: 200 }),
  'digest-urgent': ({ service }) => service.digests.read({ ...lastDay(), urgent: true, limit: 200 }),
  report: ({ pool }) => report(createReportStore(pool), { ...lastDay(), timeZone: 'UTC' }),
  'search-common': ({ service }) => service.search.find({ text: 'hay', limit: 20 }),
  'search-rare': ({ service }) => service.search.find({ text: 'zalo', limit: 20 }),
  'search-none': ({ service }) => service.search.find({ text: 'khongdauco', limit: 20 }),
  rescreen: ({ pool }) => createRescreenStore(pool).owe({ at: '-infinity', id: 0 }, STEP),
  brake: async ({ pool, feed }) => {
    const undone = new Error('undone');
    const asked = repeatable(pool, async (client) => {
      await brake(client, feed.judged.slice(0, 1).map(wished));
      throw undone;
    });
    await asked.catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  },
  health: async ({ service }) => {
    await service.screening.backlog();
    await service.polls.owed(50_000);
  },
  retention: ({ service }) => service.retaining.store.purge(new Date(), STEP),
};

const lastDay = () => ({ from: new Date(Date.now() - DAY), to: new Date() });

function wished(judged: Store['feed']['judged'][number]): typeof judged {
  return { ...judged, hide: { rule: 'bench.old', category: 'spam', expiresAt: new Date() } };
}

/** Each query with much stored against next to nothing, in turn; the median of the rounds' ratios. */
export async function compared(
  { empty, full }: { readonly empty: Store; readonly full: Store },
  stored: string,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  for (const { service, pool } of [empty, full]) {
    while ((await service.search.index(5_000)) > 0);
    await pool.query('vacuum analyze');
  }
  const figures: Figure[] = [];
  for (const [name, query] of Object.entries(QUERIES)) {
    const ratios: number[] = [];
    const spent = { empty: 0, full: 0 };
    for (let round = -1; round < ROUNDS; round += 1) {
      const few = await milliseconds(() => query(empty), ROUNDS_MS[name] ?? ROUND_MS);
      const many = await milliseconds(() => query(full), ROUNDS_MS[name] ?? ROUND_MS);
      if (round < 0) continue;
      ratios.push(many / few);
      spent.empty += few / ROUNDS;
      spent.full += many / ROUNDS;
    }
    say(`${name}: ${spent.empty.toFixed(2)} ms, with ${stored} stored ${spent.full.toFixed(2)} ms`);
    figures.push({
      name: `growth.${name}-at-${stored}`,
      value: median(ratios),
      unit: 'x the cost at none',
      most: MOST,
    });
  }
  return figures;
}

async function milliseconds(work: () => Promise<unknown>, least: number): Promise<number> {
  const start = performance.now();
  let times = 0;
  do {
    await work();
    times += 1;
  } while (performance.now() - start < least);
  return (performance.now() - start) / times;
}
