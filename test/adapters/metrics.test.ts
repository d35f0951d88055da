import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { serveProbes } from '../../src/adapters/metrics/server.ts';
import { watchState } from '../../src/adapters/metrics/state.ts';
import { metered } from '../../src/adapters/metrics/actions.ts';
import { createHealthStore } from '../../src/adapters/postgres/health.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { act } from '../../src/pipeline/act.ts';
import type { Counts } from '../../src/pipeline/ports/queue.ts';
import { review } from '../../src/pipeline/review.ts';
import { screen } from '../../src/pipeline/screen.ts';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, QUIET, seen, type World } from '../pipeline/world.ts';

const OFFER = 'em nhận đi khách qua đêm, gọi 0912 345 678';
const AUTHOR = 'Tên Không Được Lộ';
const signal = new AbortController().signal;

const watched = (pool: Pool, counts: Counts) => ({
  pool,
  queues: {
    backend: 'postgres' as const,
    counts: async () => counts,
    oldest: async () => new Date(Date.now() - 60_000),
  },
  health: createHealthStore(pool),
  roles: ['poll'],
  digestsDue: async () => 7,
});

let database: FreshDatabase;
let world: World;
let source: number;

beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
  const draft = { platform: 'facebook', externalId: 'p', name: 'Trang Kín', pollSeconds: 1 } as const;
  source = (await world.sources.add(draft, 'test')).id;
});
afterAll(async () => {
  await database.drop();
});

test('what happened is counted, what stands is read, and no text or name is shown', async () => {
  const metrics = createMetrics();
  world.platform.batches.push(
    batchOf([seen('1', OFFER, { authorName: AUTHOR }), seen('2', 'đẹp quá', { authorName: AUTHOR })]),
  );
  const polled = await world.poll(source);
  if (polled !== undefined) metrics.polled(source, polled);
  await screen(
    {
      ...world.screenDeps,
      async onSettled(_, judged) {
        for (const { owed, verdict } of judged) metrics.judged(owed.source.id, verdict);
      },
    },
    signal,
  );
  const { rows } = await database.pool.query<{ id: string; moderator: string }>(
    `with m as (insert into moderators (email, name) values ('m', 'M') returning id)
     select k.id, m.id as moderator from cases k, m`,
  );
  await review(world.reviewing, {
    caseId: Number(rows[0]?.id),
    event: 'hide',
    category: 'sexual',
    actor: { kind: 'person', moderatorId: Number(rows[0]?.moderator) },
  });
  let moved = 0;
  const acting = {
    store: metered(world.actions, metrics, () => {
      moved += 1;
    }),
    platforms: world.platforms,
    budget: world.budget,
    people: world.people,
    log: QUIET,
  };
  world.platform.faults.push(new PlatformFailure('retry', 'http.timeout'));
  await act(acting, signal);
  await database.pool.query(
    `update actions set not_before = null, created_at = sang_now() - interval '1 hour'`,
  );
  await act(acting, signal);
  expect(moved).toBe(2);
  metrics.swept({
    polls: 1,
    recovered: 3,
    owed: 0,
    appeals: 0,
    expired: 2,
    seenAgain: 5,
    actions: 6,
    notices: 7,
  });
  metrics.digestsRung(8);
  metrics.restored(1);
  metrics.reloaded('refused', 0.2);

  const counts = { waiting: 4, active: 1, delayed: 0, failed: 2, paused: false };
  await watchState(metrics.registry, watched(database.pool, counts))();
  const shown = await metrics.registry.metrics();
  for (const line of [
    `sang_comments_total{source="${source}",what="new"} 2`,
    `sang_verdicts_total{source="${source}",decision="hide"} 1`,
    `sang_verdicts_total{source="${source}",decision="none"} 1`,
    'sang_rule_hits_total{rule="sexual.test",stage="flag"} 1',
    'sang_action_seconds_count{kind="hide",outcome="retry"} 1',
    'sang_action_seconds_count{kind="hide",outcome="done"} 1',
    'sang_action_done_seconds_count{kind="hide",by="person"} 1',
    'sang_action_done_seconds_bucket{le="21600",kind="hide",by="person"} 1',
    'sang_action_done_seconds_bucket{le="900",kind="hide",by="person"} 0',
    'sang_sweep_repairs_total{what="screening"} 3',
    'sang_sweep_repairs_total{what="look-again"} 5',
    'sang_sweep_repairs_total{what="schedule"} 1',
    'sang_sweep_due_total{what="poll"} 1',
    'sang_sweep_due_total{what="action"} 6',
    'sang_sweep_due_total{what="notice"} 7',
    'sang_sweep_due_total{what="digest"} 8',
    'sang_rules_publish_seconds_count{outcome="refused"} 1',
    'sang_queue_jobs{queue="poll",state="waiting"} 4',
    `sang_source_stopped{source="${source}",platform="facebook"} 0`,
    `sang_unscreened{source="${source}",platform="facebook"} 0`,
    'sang_hides_overdue 0',
    'sang_digests{state="due"} 7',
    'sang_role_connections{role="poll"} 0',
  ])
    expect(shown).toContain(line);
  expect(shown).toMatch(/sang_queue_oldest_seconds\{queue="notify"\} 6\d/u);
  expect(shown).toMatch(/sang_source_freshness_seconds\{[^}]+\} [\d.]+/u);
  // Figures of time hold any four digits; the whole number they do not.
  for (const secret of [AUTHOR, 'Trang Kín', 'đi khách', '0912 345 678', '0912345678'])
    expect(shown).not.toContain(secret);
});

test('a hide whose end does not get through is overdue, and its age counts from its end, pause after pause', async () => {
  const { pool } = database;
  const ground = await Ground.open(pool);
  const { registry } = createMetrics();
  const counts = { waiting: 0, active: 0, delayed: 0, failed: 0, paused: false };
  const refresh = watchState(registry, watched(pool, counts));
  const read = async (name: string): Promise<number> => {
    await refresh();
    const [line] = (await registry.getSingleMetric(name)?.get())?.values ?? [];
    return line?.value ?? Number.NaN;
  };
  /** So much time passes, in which the platform lets nothing through. */
  const fail = async (minutes: number): Promise<void> => {
    await pool.query(
      `update actions set created_at = created_at - make_interval(mins => $1),
         not_before = not_before - make_interval(mins => $1)`,
      [minutes],
    );
    ground.world.platform.faults.push(new PlatformFailure('retry', 'http.timeout'));
    await ground.act();
  };
  const id = await ground.aCase();
  await ground.hideProvisionally(id);
  await ground.act();
  await pool.query('update cases set expires_at = sang_now() where id = $1', [id]);
  expect(await read('sang_hides_overdue')).toBe(1);
  await ground.sweep();
  // The call is on its way.
  expect(await read('sang_hides_overdue')).toBe(0);
  for (let tries = 1; tries <= 3; tries += 1) {
    await fail(20);
    expect(await read('sang_hides_overdue')).toBe(1);
    expect(await read('sang_action_oldest_seconds')).toBeGreaterThanOrEqual(tries * 20 * 60);
  }
  await pool.query('update actions set not_before = null');
  await ground.act();
  expect(await read('sang_hides_overdue')).toBe(0);
  expect(await read('sang_action_oldest_seconds')).toBe(0);
});

test('probes tell the reason; a database that is away hides nothing the process counted itself', async () => {
  const metrics = createMetrics();
  metrics.stalled('poll');
  const errors: unknown[] = [];
  let reason: string | undefined;
  const probes = await serveProbes('127.0.0.1', 0, {
    registry: metrics.registry,
    refresh: async () => {
      throw new Error('database gone');
    },
    alive: async () => undefined,
    ready: async () => reason,
    onError: (error) => errors.push(error),
  });
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${probes.port}${path}`, { method });
    return { status: response.status, body: await response.text() };
  };
  try {
    expect(await get('/livez')).toEqual({ status: 200, body: 'ok\n' });
    reason = 'queues: queue.no-answer';
    expect(await get('/readyz')).toEqual({ status: 503, body: 'queues: queue.no-answer\n' });
    const { status, body } = await get('/metrics?x=1');
    expect(status).toBe(200);
    expect(body).toContain('sang_jobs_stalled_total{queue="poll"} 1');
    expect(errors).toHaveLength(1);
    expect((await get('/other')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
  } finally {
    await probes.stop();
  }
});
