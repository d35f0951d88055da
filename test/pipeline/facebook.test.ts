import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createFacebook } from '../../src/adapters/platforms/facebook/index.ts';
import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import { poll } from '../../src/pipeline/poll.ts';
import type { Platform, PlatformName } from '../../src/pipeline/ports/platform.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { difference, Town, truthOf } from '../adapters/facebook/town.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { openWorld, QUIET } from './world.ts';

// Simulated Page → adapter → pipeline → real Postgres: what is stored is what is there.
let database: FreshDatabase;
let sim: FacebookSimulator | undefined;
beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(() => sim?.stop());
afterAll(() => database.drop());

async function page(options: Parameters<typeof startFacebookSimulator>[0]) {
  const simulator = await startFacebookSimulator(options);
  sim = simulator;
  const world = await openWorld(database.pool);
  const facebook = createFacebook(
    {
      baseUrl: simulator.url,
      poll: { lookBackDays: 30, sweepEvery: 5, deepEvery: 3, pageSize: 100, batchSize: 25, strayPosts: 10 },
    },
    { vault: { read: async () => ({ accessToken: simulator.tokens.page }) }, backOffMs: 1 },
  );
  const platforms = new Map<PlatformName, Platform>([['facebook', facebook]]);
  const { id } = await world.sources.add(
    { platform: 'facebook', externalId: simulator.pageId, name: 'Trang thử', pollSeconds: 60 },
    'test',
  );
  const deps = {
    store: world.polls,
    platforms,
    budget: world.budget,
    queues: world.queues,
    log: QUIET,
  };
  return {
    id,
    world,
    deps,
    facebook,
    ground: { sim: simulator, key: (comment: string) => canonical(simulator.pageId, comment) },
    cycle: async () => {
      await database.pool.query(
        'update sources set poll_due_at = sang_now(), not_before = null where id = $1',
        [id],
      );
      return poll(deps, id, new AbortController().signal);
    },
    stored: async (): Promise<Map<string, string>> => {
      const { rows } = await database.pool.query<{ id: string; hidden: boolean; text: string }>(
        `select c.external_id as id, c.hidden, r.text from comments c join revisions r on r.id = c.current_revision
         where c.source_id = $1 and c.gone_at is null`,
        [id],
      );
      return new Map(rows.map((row) => [row.id, `${row.hidden ? 'hidden' : 'shown'} ${row.text}`]));
    },
    count: async (text: string): Promise<number> => {
      const { rows } = await database.pool.query<{ n: number }>(text, [id]);
      return rows[0]?.n ?? 0;
    },
  };
}

test('400 posts, 30,000 comments, edits, deletions, late answers, 5% of calls failing: Postgres holds the truth', async () => {
  const { ground, cycle, stored, count } = await page({
    seed: 12,
    modes: { emptyPages: 0.05, shortPages: 0.1 },
  });
  const town = new Town(ground, 31);
  town.settle(400, 30_000);
  const { faults } = ground.sim;
  faults.add({ kind: 'error', code: 2, probability: 0.03 });
  faults.add({ kind: 'null-item', probability: 0.02 });
  faults.add({ kind: 'html', probability: 0.01 });
  faults.add({ kind: 'drop', probability: 0.01 });
  for (let i = 0; i < 3; i += 1) await cycle();
  for (let i = 0; i < 12; i += 1) {
    town.minute(40);
    await cycle();
  }
  for (let i = 0; i < 70; i += 1) await cycle();
  expect(difference(truthOf(ground), await stored())).toEqual({ missed: 0, stale: 0, ghosts: 0 });
  // Every text once: a comment read a hundred times has one revision, and one debt of a verdict.
  expect(
    await count(`select count(*)::int as n from (select 1 from comments where source_id = $1
      group by external_id having count(*) > 1) twice`),
  ).toBe(0);
  expect(
    await count(`select count(*)::int as n from (select 1 from revisions r join comments c on c.id = r.comment_id
      where c.source_id = $1 group by r.comment_id, r.hash having count(*) > 1) twice`),
  ).toBe(0);
  const comments = await count('select count(*)::int as n from comments where source_id = $1');
  const revisions = await count(`select count(*)::int as n from revisions r
    join comments c on c.id = r.comment_id where c.source_id = $1`);
  expect(revisions - comments).toBeLessThanOrEqual(12);
  expect(comments).toBeGreaterThan(30_000);
}, 240_000);

test('a budget of a tenth of the wish: calls stay under it, people come first, and the lag is told', async () => {
  const hour = 3_600_000;
  const { id, world, deps, facebook, ground, stored, count } = await page({ pageId: '61550000000000002' });
  const town = new Town(ground, 4);
  town.settle(400, 6000);
  ground.sim.usage.page = { calls: 45, windowMs: hour };
  const source = await world.sources.get(id);
  if (!source) throw new Error('no source');
  let hides = 0;
  const codes = new Set<string | undefined>();
  for (let step = 0; step < 30 * 6; step += 1) {
    // Both clocks move on by ten minutes.
    ground.sim.clock.advance(hour / 6);
    const ahead = ground.sim.clock.now().getTime() - Date.now();
    await database.pool.query(`create or replace function sang_now() returns timestamptz language sql stable
      parallel safe as 'select now() + interval ''${Math.round(ahead)} milliseconds'''`);
    codes.add((await poll(deps, id, new AbortController().signal))?.code);
    if (step % 6 !== 5) continue;
    const target = [...ground.sim.world.comments.values()].find((each) => !each.hidden && each.canHide);
    if (!target) throw new Error('nothing to hide');
    const context = {
      access: source,
      budget: world.budget(source, 'human'),
      now: () => ground.sim.clock.now(),
    };
    const order = { comment: ground.key(target.tail), post: target.thread.posts[0]?.id ?? '' };
    await facebook.ensure(context, { verb: 'hide', ...order });
    hides += 1;
  }
  const { usage, log } = ground.sim;
  expect(usage.refused).toBe(0);
  expect(usage.total).toBeLessThanOrEqual(31 * 45);
  expect(log.filter((write) => write.verb === 'hide')).toHaveLength(hides);
  expect(difference(truthOf(ground), await stored()).missed).toBe(0);
  // A rest is written down as what it is, with the moment it ends.
  expect(codes).toContain('budget.full');
  expect(await count('select failures as n from sources where id = $1')).toBe(0);
}, 120_000);
