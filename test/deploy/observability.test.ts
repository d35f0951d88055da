import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { type RunningProbes, serveProbes } from '../../src/adapters/metrics/server.ts';
import { watchState } from '../../src/adapters/metrics/state.ts';
import { createHealthStore } from '../../src/adapters/postgres/health.ts';
import { ROLES } from '../../workers/main.ts';
import { Ground } from '../e2e/ground.ts';
import { RULES } from '../pipeline/world.ts';
import { freshFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { evaluate, readScrape, select, selectorsOf, type Series } from './promql.ts';

const SANG = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'cli', 'sang.ts');
const read = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');
const NAME = /\bsang_[a-z0-9_]+/gu;

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().startsWith('Sang'),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string(), do: z.string() }),
        }),
      ),
    }),
  ),
});
const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      targets: z.array(z.object({ expr: z.string() })).min(1),
      gridPos: z.object({ x: z.number(), y: z.number() }),
    }),
  ),
});
const { panels: PANELS } = Dashboard.parse(JSON.parse(read('grafana.json')));
const ALERTS = Alerts.parse(parse(read('alerts.yaml'))).groups.flatMap((group) => group.rules);

/** What a scraper has of one process: its own word on whether it answered, and what it said. */
async function scrape(port: number | undefined): Promise<Series[]> {
  const target = { job: 'sang', instance: String(port) };
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (response) => response.text(),
    () => undefined,
  );
  const up = { labels: { ...target, __name__: 'up' }, value: text === undefined ? 0 : 1 };
  return [up, ...readScrape(text ?? '', target)];
}

/** The dashboard asks for figures there are, and every figure of ours is shown. */
async function shown(port: number): Promise<void> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const known = [...text.matchAll(/^# TYPE (sang_\w+)/gmu)].map(([, name = '']) => name);
  const asked = new Set(
    PANELS.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(NAME) ?? [])),
  );
  const bare = [...asked].map((name) => name.replace(/_(bucket|count|sum)$/u, ''));
  expect(known).toEqual(expect.arrayContaining(bare));
  const ours = known.filter((name) => !/^sang_(nodejs|process)_/u.test(name));
  expect(ours.filter((name) => !bare.includes(name))).toEqual(['sang_source_poll_seconds']);
}

/** Alerts that would ring, were it to last. */
const ringing = (series: readonly Series[]): string[] =>
  ALERTS.filter(({ expr }) => evaluate(expr, series).length > 0).map(({ alert }) => alert);

/** Selectors of the rules that find nothing: a rule over a series that only comes with an event misses the first one. */
const missing = (series: readonly Series[]): string[] =>
  ALERTS.flatMap(({ expr }) => selectorsOf(expr)).filter((each) => select(each, series).length === 0);

describe('each alert rings for what it is there for, and for nothing else', () => {
  const SOURCE = `update sources set status = 'active'`;
  const ACTION = `insert into actions (case_id, source_id, number, kind, by, created_at, state)
    select id, source_id, 1, 'unhide', 'sweep', sang_now()`;
  const NOTICE = `insert into notices (case_id, recipient, kind, number, revision_id, created_at, state, attempts, next_at)
    select k.id, 'channel:1', 'urgent', 0, c.current_revision, sang_now() - interval '15 minutes'`;
  const OF_CASE = 'from cases k join comments c on c.id = k.comment_id limit 1';
  const DIGEST = 'insert into digests (audience, window_from, window_to, cases, failed_at, code)';
  /** What happened, in the words of the database, and what rings. */
  const HAPPENED: readonly [what: string, sql: string, rings: string[]][] = [
    ['nothing', 'select 1', []],
    [
      'a source is read as seldom as asked',
      `${SOURCE}, poll_seconds = 3600, polled_at = sang_now() - interval '3 hours'`,
      [],
    ],
    [
      'as seldom as a service far behind reads a quiet one',
      `${SOURCE}, poll_seconds = 600, polled_at = sang_now() - interval '8 hours' / 6`,
      [],
    ],
    [
      'it is not',
      `${SOURCE}, poll_seconds = 3600, polled_at = sang_now() - interval '9 hours'`,
      ['SangSourceStale'],
    ],
    [
      'a source was read 20 minutes ago',
      `${SOURCE}, polled_at = sang_now() - interval '20 minutes'`,
      ['SangSourceStale'],
    ],
    [
      'a source was never read',
      `${SOURCE}, polled_at = null, created_at = sang_now() - interval '20 minutes'`,
      ['SangSourceStale'],
    ],
    [
      'a paused one was not read',
      `update sources set status = 'paused', polled_at = sang_now() - interval '9 days'`,
      [],
    ],
    ['a source stopped', `update sources set status = 'stopped'`, ['SangSourceStopped']],
    [
      'nobody screens',
      `insert into unscreened (revision_id, source_id, since)
       select current_revision, source_id, sang_now() - interval '6 minutes' from comments limit 1`,
      ['SangScreeningBehind'],
    ],
    [
      'much is screened again',
      `insert into unscreened (revision_id, source_id, since, again)
       select current_revision, source_id, sang_now() - interval '2 hours', true from comments limit 1`,
      [],
    ],
    [
      'a hide is past its end',
      `update cases set expires_at = sang_now() - interval '1 minute'`,
      ['SangHidesOverdue'],
    ],
    ['the first action failed', `${ACTION}, 'failed' from cases limit 1`, ['SangActionsFailing']],
    [
      'the first action is late',
      `insert into actions (case_id, source_id, number, kind, by, created_at)
       select id, source_id, 1, 'tag', 'rule', sang_now() - interval '20 minutes' from cases limit 1`,
      ['SangActionsLate'],
    ],
    [
      'a budget is nearly used up',
      `insert into budgets (key, percent) select 'source:' || id, 95 from sources`,
      ['SangBudgetTight'],
    ],
    [
      'that of the app is',
      `insert into budgets (key, percent) values ('app:facebook', 95)`,
      ['SangAppBudgetTight'],
    ],
    [
      'it was, hours ago',
      `insert into budgets (key, percent, updated_at) values ('app:facebook', 95, sang_now() - interval '2 hours')`,
      [],
    ],
    [
      'the first comment could not be judged',
      `with v as (update verdicts set unjudged = 'screening-failed' returning id)
       update cases set categories = '{}' where verdict_id in (select id from v)`,
      ['SangUnjudged'],
    ],
    [
      'the rule files are refused',
      `insert into refusals (by, faults) values ('/rules', '[]')`,
      ['SangRulesRefused'],
    ],
    [
      'nobody could be told',
      `insert into notices (case_id, recipient, kind, number, revision_id, state)
       select k.id, 'channel:1', 'urgent', 0, c.current_revision, 'failed'
       from cases k join comments c on c.id = k.comment_id limit 1`,
      ['SangEscalationsFailing'],
    ],
    [
      'a case that presses is told in a moment',
      `update cases set decision = 'urgent', opened_at = sang_now() - interval '1 minute'`,
      [],
    ],
    [
      'it has no notice: nobody tells, or there is nobody to tell',
      `update cases set decision = 'urgent', opened_at = sang_now() - interval '20 minutes'`,
      ['SangEscalationsLate'],
    ],
    [
      'somebody has taken it',
      `update cases set decision = 'urgent', opened_at = sang_now() - interval '20 minutes', acknowledged_at = sang_now()`,
      [],
    ],
    [
      'a notice waits',
      `${NOTICE}, 'pending', 0, sang_now() - interval '20 minutes' ${OF_CASE}`,
      ['SangEscalationsLate'],
    ],
    [
      'telling fails, and is tried again',
      `${NOTICE}, 'pending', 4, sang_now() + interval '4 minutes' ${OF_CASE}`,
      ['SangEscalationsLate'],
    ],
    ['it is told again in time', `${NOTICE}, 'pending', 0, sang_now() + interval '4 minutes' ${OF_CASE}`, []],
    [
      'it was told as often as may be, and nobody took it',
      `${NOTICE}, 'unanswered', 0, sang_now() ${OF_CASE}`,
      ['SangEscalationsUnanswered'],
    ],
    [
      'a digest is not sent',
      `${DIGEST} values ('installation', sang_now(), sang_now(), 0, null, null)`,
      ['SangDigestsFailing'],
    ],
    [
      'one was given up',
      `${DIGEST} values ('installation', sang_now(), sang_now(), 0, sang_now() - interval '1 hour', 'mail.http-500')`,
      ['SangDigestsFailing'],
    ],
    [
      'a later one got through',
      `with sent as (insert into digests (audience, window_from, window_to, cases, sent_at)
         values ('installation', sang_now(), sang_now() + interval '1 hour', 0, sang_now()))
       ${DIGEST} values ('installation', sang_now(), sang_now(), 0, sang_now() - interval '1 hour', 'mail.http-500')`,
      [],
    ],
    [
      'there was nothing in it, or its reader wants none any more',
      `${DIGEST} values ('installation', sang_now(), sang_now(), 0, sang_now(), 'digest.nothing'),
         ('moderator:9', sang_now(), sang_now(), 0, sang_now(), 'mail.http-500')`,
      [],
    ],
    [
      'nobody runs a role',
      `set local application_name = 'sang ${ROLES.filter((role) => role !== 'notify').join(',')}'`,
      ['SangRoleMissing'],
    ],
    [
      'all keep their queues where the sweep does',
      `set local application_name = 'sang ${ROLES.join(',')} postgres'`,
      [],
    ],
    [
      'whoever runs them keeps the queues elsewhere and hears nothing',
      `set local application_name = 'sang ${ROLES.join(',')} redis'`,
      ['SangRoleMissing'],
    ],
    [
      'somebody waits',
      `update cases set waiting_since = sang_now() - interval '3 days'`,
      ['SangReplyWaiting'],
    ],
    [
      'nobody did what is to be done by hand',
      `with somebody as (insert into moderators (email, name) values ('tay@example.vn', 'Tay') returning id)
       insert into actions (case_id, source_id, number, kind, by, moderator_id, detail, created_at)
       select k.id, k.source_id, 9, 'by-hand', 'person', s.id, '{"verb":"hide"}', sang_now() - interval '2 days'
       from cases k, somebody s limit 1`,
      ['SangTaskByHandWaiting'],
    ],
  ];
  const counts = { waiting: 0, active: 0, delayed: 0, failed: 0, paused: false };
  let database: FreshDatabase;
  /** One connection, so that what happens can be taken back. */
  let pool: Pool;
  let probes: RunningProbes;
  beforeAll(async () => {
    database = await freshDatabase();
    await (await Ground.open(database.pool)).aCase();
    const all = `sang ${ROLES.join(',')}`;
    pool = new Pool({ connectionString: database.url, max: 1, application_name: all });
    const { registry } = createMetrics();
    probes = await serveProbes('127.0.0.1', 0, {
      registry,
      refresh: watchState(registry, {
        pool,
        queues: { backend: 'postgres', counts: async () => counts, oldest: async () => undefined },
        health: createHealthStore(pool),
        roles: ROLES,
        digestsDue: async () => 0,
      }),
      alive: async () => undefined,
      ready: async () => undefined,
      onError: () => undefined,
    });
  });
  afterAll(async () => {
    await probes.stop();
    if (!pool.ended) await pool.end();
    await database.drop();
  });

  test.each(HAPPENED)('%s', async (_, sql, rings) => {
    await pool.query('begin');
    await pool.query(sql);
    const series = await scrape(probes.port);
    await pool.query('rollback');
    expect(ringing(series)).toEqual(rings);
  });

  test('what cannot be read is not shown as it was', async () => {
    expect(await scrape(probes.port)).toContainEqual(
      expect.objectContaining({ labels: expect.objectContaining({ __name__: 'sang_hides_overdue' }) }),
    );
    await pool.end();
    const series = await scrape(probes.port);
    expect(ringing(series)).toEqual(['SangStateUnread']);
    for (const name of ['sang_hides_overdue', 'sang_source_freshness_seconds', 'sang_actions'])
      expect(select(name, series)).toEqual([]);
    // The queues are another server's.
    expect(select('sang_queue_jobs', series)).not.toEqual([]);
  });
});

describe('processes as they are started', () => {
  let database: FreshDatabase;
  let proxy: Proxy;
  const running: Script[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    await Ground.open(database.pool);
    const socket = path.join(new URL(database.url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
    proxy = await startProxy({ path: socket });
  });
  afterAll(async () => {
    await Promise.all(running.map((script) => script.kill('SIGKILL')));
    await proxy.stop();
    await database.drop();
  });
  /** Resolves to the port of its figures. */
  async function start(roles: string): Promise<number> {
    const rules = freshFolder('rules');
    for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
    const env = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${proxy.port}${new URL(database.url).pathname}`,
      SANG_DATA: freshFolder('data'),
      SANG_SECRET: 'x'.repeat(32),
      SANG_RULES: rules,
      SANG_LOG_LEVEL: 'info',
      SANG_METRICS_PORT: '0',
      SANG_PORT: '0',
    };
    const script = runScript(SANG, ['start', '--roles', roles], { env });
    running.push(script);
    while (!script.output().includes('"started"')) {
      if (script.child.exitCode !== null) throw new Error(script.output());
      await sleep(50);
    }
    return Number(/"port":(\d+)/u.exec(script.output())?.[1]);
  }

  test('all series are there before their first event; a lost database and a missing sweep ring', async () => {
    const rest = ROLES.filter((role) => role !== 'sweep' && role !== 'screen').join(',');
    const [sweep, screen] = await Promise.all([start('sweep'), start('screen'), start(rest)]);
    const whole = [...(await scrape(sweep)), ...(await scrape(screen))];
    expect(missing(whole)).toEqual([]);
    expect(ringing(whole)).toEqual([]);
    await shown(sweep);
    expect(ringing(await scrape(screen))).toEqual(['SangStateUnread']);
    expect(ringing([])).toEqual(['SangDown', 'SangStateUnread']);

    await proxy.stop();
    let series: Series[] = [];
    while (!ringing(series).includes('SangStuck')) {
      series = await scrape(sweep);
      await sleep(100);
    }
    expect(ringing(series)).toEqual(['SangStuck', 'SangStateUnread']);
    expect(select('sang_unscreened', series)).toEqual([]);
  }, 120_000);
});

test('panels do not lie on each other', () => {
  expect(new Set(PANELS.map(({ gridPos }) => `${gridPos.x} ${gridPos.y}`)).size).toBe(PANELS.length);
});

test('both guides tell of every alert', () => {
  for (const guide of ['docs/operation.md', 'docs/vi/van-hanh.md']) {
    const told = readFileSync(new URL(`../../${guide}`, import.meta.url), 'utf8').match(/Sang[A-Z]\w+/gu);
    expect([...new Set(told)].sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
  }
});
