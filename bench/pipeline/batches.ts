import { type Figure, median, type Suite } from '../measure.ts';
import { Feed } from './feed.ts';
import { Ground } from './ground.ts';

const ROUNDS = 3;
const SINGLE = 300;
const MANY = 6_000;
const BATCH = 500;

/** One comment a job against a batch a job, through storing, screening and settling. */
async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const ground = new Ground();
  try {
    const runtime = await ground.open({});
    const feed = await Feed.open(runtime, 'phrases', ground.folder);
    await feed.run(MANY, BATCH);
    // The planner knows the tables, as it does a minute after the first comments.
    await runtime.service.pool.query('vacuum analyze');
    const rates: { one: number; many: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.push({ one: await feed.run(SINGLE, 1), many: await feed.run(MANY, BATCH) });
    }
    const ratio = median(rates.map(({ one, many }) => many / one));
    say(
      `one comment a job ${Math.round(median(rates.map(({ one }) => one)))}/s, ${BATCH} a job ${Math.round(median(rates.map(({ many }) => many)))}/s`,
    );
    return [{ name: 'e2e.batch-vs-single', value: ratio, unit: 'x', least: 6 }];
  } finally {
    await ground.close();
  }
}

export const batches: Suite = { name: 'batches', run };
