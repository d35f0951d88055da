import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { Registry } from 'prom-client';
import { watchState } from '../../src/adapters/metrics/state.ts';
import { createHealthStore } from '../../src/adapters/postgres/health.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { act } from '../../src/pipeline/act.ts';
import type { Platform } from '../../src/pipeline/ports/platform.ts';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { QUIET } from './world.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

const OFFER = 'em nhận đi khách qua đêm';
const DOWN = new PlatformFailure('retry', 'http.refused');
const QUEUES = {
  backend: 'postgres' as const,
  counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0, paused: false }),
  oldest: async () => undefined,
};

let database: FreshDatabase;
let pool: Pool;
let ground: Ground;
let person: number;
beforeAll(async () => {
  database = await freshDatabase();
  pool = database.pool;
  ground = await Ground.open(pool);
  person = await ground.person();
});
afterAll(() => database.drop());

/** A comment we hid, carried out. */
async function hidden(): Promise<{ id: number; comment: string }> {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const id = await ground.caseOf(comment);
  await ground.hideProvisionally(id);
  await ground.act();
  expect(isHidden(comment)).toBe(true);
  return { id, comment };
}
const isHidden = (comment: string) => ground.world.platform.hidden.has(comment);

/** So many tries meet a platform that does not answer; resolves to the longest pause between them, in seconds. */
async function down(tries: number): Promise<number> {
  let longest = 0;
  for (let count = 0; count < tries; count += 1) {
    ground.world.platform.faults.push(DOWN);
    await ground.act();
    const { rows } = await pool.query<{ pause: number | null }>(
      `select max(extract(epoch from not_before - sang_now()))::float8 as pause from actions
       where source_id = $1 and state = 'postponed'`,
      [ground.source],
    );
    longest = Math.max(longest, rows[0]?.pause ?? 0);
    await pool.query('update actions set not_before = null where source_id = $1', [ground.source]);
  }
  return longest;
}

async function overdue(): Promise<number> {
  const registry = new Registry();
  await watchState(registry, {
    pool,
    queues: QUEUES,
    health: createHealthStore(pool),
    roles: [],
    digestsDue: async () => 0,
  })();
  const { values } = (await registry.getSingleMetric('sang_hides_overdue')?.get()) ?? { values: [] };
  return values[0]?.value ?? -1;
}

const aged = (id: number) =>
  pool.query(`update actions set created_at = created_at - interval '5 minutes' where case_id = $1`, [id]);

test('a hide that ends while the platform is down for days is taken back as soon as it is there again', async () => {
  const { id, comment } = await hidden();
  await ground.expire(id);
  expect(await down(60)).toBeLessThanOrEqual(600);
  expect(isHidden(comment)).toBe(true);
  await aged(id);
  expect(await overdue()).toBe(1);
  await ground.act();
  expect(isHidden(comment)).toBe(false);
  expect(await overdue()).toBe(0);
});

test('so is one a person took back', async () => {
  const { id, comment } = await hidden();
  await ground.decide(id, 'keep', person);
  await down(60);
  await ground.act();
  expect(isHidden(comment)).toBe(false);
});

test('what the platform refuses for good counts as overdue until somebody has seen to it', async () => {
  const { id, comment } = await hidden();
  ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.210'));
  await ground.expire(id);
  await ground.act();
  await aged(id);
  expect(isHidden(comment)).toBe(true);
  expect(await overdue()).toBe(1);
  const { rows } = await pool.query<{ id: string }>(
    `select id from actions where case_id = $1 and state = 'failed'`,
    [id],
  );
  expect(await ground.world.actions.retry(Number(rows[0]?.id), person)).toBe(true);
  await ground.act();
  expect(isHidden(comment)).toBe(false);
  expect(await overdue()).toBe(0);
});

test('an answer is given up after eight tries, and shown to people with the reason', async () => {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const caseId = await ground.caseOf(comment);
  const { cases, platforms, queues } = ground.world;
  const actor = { kind: 'person', moderatorId: person } as const;
  await review({ store: cases, platforms, queues }, { caseId, event: 'reply', reply: 'Chào', actor });
  await down(8);
  const { rows } = await pool.query('select kind, state, code from actions where case_id = $1', [caseId]);
  expect(rows).toEqual([{ kind: 'reply', state: 'failed', code: 'http.refused' }]);
});

test('what is asked of the platform can tell which messages are known as other answers', async () => {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const caseId = await ground.caseOf(comment);
  const { cases, platforms, queues, platform } = ground.world;
  const actor = { kind: 'person', moderatorId: person } as const;
  await review({ store: cases, platforms, queues }, { caseId, event: 'reply', reply: 'Chào', actor });
  await ground.act();
  await pool.query("update actions set external_id = 'r1' where case_id = $1", [caseId]);
  const order = platform.calls.at(-1);
  if (order?.verb !== 'reply') throw new Error('nothing was answered');
  expect(await order.isTaken?.('r1')).toBe(true);
  expect(await order.isTaken?.('r2')).toBe(false);
});

test('while one page hangs, what is decided on others is carried out; the rest of its own is given back after the first', async () => {
  const [mine, its] = [await Ground.open(pool), await Ground.open(pool)];
  for (let count = 0; count < 3; count += 1) await its.decide(await its.aCase(), 'hide', person);
  let answer: () => void = () => undefined;
  const silence = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const platform: Platform = Object.create(mine.world.platform);
  platform.ensure = async (context, order) => {
    if (context.access.id !== its.source) return mine.world.platform.ensure(context, order);
    await silence;
    throw new PlatformFailure('retry', 'http.timeout');
  };
  const { actions: store, budget, people } = mine.world;
  const platforms = new Map<'facebook', Platform>([['facebook', platform]]);
  const ended = act({ store, platforms, budget, people, log: QUIET }, new AbortController().signal);
  const states = async (source: number) =>
    (
      await pool.query<{ line: string }>(
        `select concat_ws(' ', state, attempts, lease is not null) as line from actions where source_id = $1 order by id`,
        [source],
      )
    ).rows.map(({ line }) => line);
  while (!(await states(its.source)).every((line) => line.endsWith(' t'))) await sleep(20);
  await mine.decide(await mine.aCase(), 'hide', person);
  for (let tries = 0; (await states(mine.source))[0] !== 'done 1 f' && tries < 200; tries += 1)
    await sleep(50);
  expect(await states(mine.source)).toEqual(['done 1 f']);
  expect(await states(its.source)).toEqual(['pending 0 t', 'pending 0 t', 'pending 0 t']);
  answer();
  expect(await ended).toBe(1);
  expect(await states(its.source)).toEqual(Array.from({ length: 3 }, () => 'postponed 1 f'));
});

test('what is refused after a later decision stays owed: it can be tried again, is never let be, and counts as overdue', async () => {
  const { id, comment } = await hidden();
  const before = await overdue();
  await ground.expire(id);
  expect(await ground.decide(id, 'keep', person)).toBe(true);
  ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.cannot-hide'));
  await ground.act();
  const { rows } = await pool.query<{ id: number; kind: string }>(
    `select id::int, kind from actions where case_id = $1 and state = 'failed'`,
    [id],
  );
  expect(rows).toMatchObject([{ kind: 'unhide' }]);
  expect(await overdue()).toBe(before + 1);
  expect(await ground.world.actions.dismiss(rows[0]?.id ?? 0, person)).toBe(false);
  expect(await ground.world.actions.retry(rows[0]?.id ?? 0, person)).toBe(true);
  await ground.act();
  expect(isHidden(comment)).toBe(false);
  expect(await overdue()).toBe(before);
});
