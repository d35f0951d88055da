import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { COUNTED, slowdown } from '../../src/pipeline/pressure.ts';
import { poll } from '../../src/pipeline/poll.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, QUIET, seen, type World } from './world.ts';

const signal = new AbortController().signal;
let database: FreshDatabase;
let world: World;
beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
});
afterAll(() => database.drop());

async function source(name: string): Promise<number> {
  const draft = { platform: 'facebook', externalId: name, name, pollSeconds: 100 } as const;
  return (await world.sources.add(draft, 'test')).id;
}

/** Polls once and tells in how many seconds the next poll is due. */
async function pause(id: number, texts: readonly string[]): Promise<number> {
  const { polls, platform, platforms, budget, queues } = world;
  if (texts.length > 0) platform.batches.push(batchOf(texts.map((text, n) => seen(`${id}-${n}`, text))));
  await poll({ store: polls, platforms, budget: (row) => budget(row), queues, log: QUIET }, id, signal);
  const { rows } = await database.pool.query<{ seconds: number }>(
    'select extract(epoch from poll_due_at - sang_now())::float as seconds from sources where id = $1',
    [id],
  );
  return Math.round((rows[0]?.seconds ?? 0) / 10) * 10;
}

test('a quiet source waits longer a level before a busy one, and nobody waits while nothing is behind', () => {
  const at = (owed: number, latency: number): [number, number] => [
    slowdown({ owed, latency }, 0),
    slowdown({ owed, latency }, 5),
  ];
  expect(at(0, 3)).toEqual([1, 1]);
  expect(at(2_000, 3)).toEqual([2, 1]);
  expect(at(0, 300)).toEqual([2, 1]);
  expect(at(10_000, 3)).toEqual([4, 2]);
  expect(at(COUNTED, 5_000)).toEqual([8, 4]);
});

test('behind by some thousands: the quiet page is polled half as often, the busy one as ever', async () => {
  const [quiet, busy, flooded] = [await source('quiet'), await source('busy'), await source('flooded')];
  expect(await pause(quiet, [])).toBe(100);
  await pause(
    flooded,
    Array.from({ length: 2_500 }, (_, n) => `bài hay số ${n}`),
  );
  await database.pool.query('update sources set poll_due_at = sang_now()');
  expect(await pause(quiet, [])).toBe(200);
  expect(await pause(busy, ['còn hàng không'])).toBe(100);
  // Word from the platform brings the slowed poll forward all the same.
  await database.pool.query(`update sources set polled_at = sang_now() - interval '1 hour'`);
  expect(await world.sources.hurry('facebook', 'quiet')).toEqual({ id: quiet, due: true });
  await database.pool.query('delete from unscreened');
});

test('a busy page does not make a quiet one wait: each has its share of every batch', async () => {
  const [loud, still] = [await source('loud'), await source('still')];
  await pause(
    loud,
    Array.from({ length: 3_000 }, (_, n) => `bài hay quá, lần ${n}`),
  );
  await pause(still, ['cho mình hỏi đường', 'cảm ơn trang']);
  const judged = await world.screening.claim({ kind: 'fresh', limit: 100 }, async (claim) =>
    claim.owed.map((owed) => owed.source.id),
  );
  expect(judged?.filter((id) => id === still)).toHaveLength(2);
  expect(judged?.filter((id) => id === loud).length).toBeGreaterThanOrEqual(50);
});

test('a reading that takes long makes room after its turn, and goes on at once when it is its turn again', async () => {
  const { polls, platform, platforms, budget, queues } = world;
  const id = await source('long');
  platform.batches.push(batchOf([seen('long-1', 'một')]), batchOf([seen('long-2', 'hai')]));
  const real = Date.now.bind(Date);
  let ahead = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
  const slowly: typeof polls = {
    ...polls,
    async keep(...batch) {
      const kept = await polls.keep(...batch);
      ahead += 3 * 60_000;
      return kept;
    },
  };
  const read = () => poll({ store: slowly, platforms, budget, queues, log: QUIET }, id, signal);
  platform.batches.push(batchOf([seen('long-3', 'ba')]));
  expect(await read()).toMatchObject({ fresh: 2 });
  expect(platform.batches).toHaveLength(1);
  expect(await read()).toMatchObject({ fresh: 1 });
  // Read to the end, it waits as any other.
  expect(await read()).toBeUndefined();
  clock.mockRestore();
});
