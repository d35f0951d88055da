import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { compileFiles } from '../../src/rulebook/load.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { describeWith } from '../servers/describe-with.ts';
import { testFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';
import { freshRedis, type TestRedis } from '../servers/redis.ts';
import { RULES } from '../pipeline/world.ts';

const COMMENTS = 2_000;
const POSTS = 20;
/** Every tenth comment is one the rules flag. */
const FLAGGED = 10;
const PLANTED = 'đi khách qua đêm';
const KILLS = 6;

function words(index: number): string {
  return index % FLAGGED === 0 ? `em nhận ${PLANTED} nha, lần ${index}` : `bài hay lắm, bạn đọc số ${index}`;
}

/** The small rules have shown on people's judgements what they are worth: else they would run as shadows. */
async function earn(pool: Pool): Promise<void> {
  const { rulebook } = compileFiles(RULES, { now: new Date() });
  for (const { id, fingerprint } of rulebook?.rules ?? []) {
    await pool.query(`insert into stages (rule, fingerprint, earned) values ($1, $2, 'flag')`, [
      id,
      fingerprint,
    ]);
  }
}

/** The whole way on real servers, with workers killed in the middle; on each queue backend. */
function journey(backend: 'redis' | 'postgres'): void {
  let database: FreshDatabase;
  let redis: TestRedis | undefined;
  let facebook: FacebookSimulator;
  let env: Record<string, string>;
  const running = new Map<string, Script>();
  let pool: Pool;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = database.pool;
    if (backend === 'redis') redis = await freshRedis();
    facebook = await startFacebookSimulator({ clock: 'running' });
    const folder = mkdtempSync(path.join(testFolder(), 'journey-'));
    const rules = path.join(folder, 'rules');
    mkdirSync(rules);
    for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
    await earn(pool);
    env = {
      DATABASE_URL: database.url,
      SANG_DATA: folder,
      SANG_RULES: rules,
      SANG_SECRET: 'a secret of this test alone, long enough',
      SANG_LOG_LEVEL: 'warn',
      FACEBOOK_BASE_URL: facebook.url,
      PAGE_TOKEN: facebook.tokens.page,
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    };
    const posts = Array.from({ length: POSTS }, (_, n) => facebook.addPost({ text: `Bài ${n}` }));
    for (let index = 0; index < COMMENTS / 2; index += 1) say(posts, index);
    const added = runScript(
      'src/cli/sang.ts',
      ['source', 'add', 'facebook', facebook.pageId, '--token-env', 'PAGE_TOKEN', '--poll', '1'],
      { env },
    );
    expect(await added.ended).toBe(0);
    later = posts;
  }, 120_000);

  let later: string[] = [];
  const say = (posts: readonly string[], index: number): void => {
    facebook.addComment({
      post: posts[index % posts.length] ?? '',
      text: words(index),
      by: { id: `77${index % 300}`, name: 'Người đọc' },
    });
  };

  afterAll(async () => {
    await Promise.all([...running.values()].map((script) => script.kill('SIGKILL')));
    await facebook.stop();
    await redis?.stop();
    await database.drop();
  });

  const start = (roles: string): void => {
    running.set(roles, runScript('src/cli/sang.ts', ['start', '--roles', roles], { env }));
  };

  const count = async (text: string): Promise<number> =>
    Number((await pool.query<{ n: string }>(`select count(*) as n from ${text}`)).rows[0]?.n);

  test('2,000 comments, workers killed at random: every comment one verdict, nothing lost, nothing twice', async () => {
    const groups = ['poll,sweep', 'screen,act', 'digest,screen'];
    for (const roles of groups) start(roles);
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let index = 0; index < COMMENTS / 2 / KILLS; index += 1) {
        const next = COMMENTS / 2 + Math.round((kill * COMMENTS) / 2 / KILLS) + index;
        if (next < COMMENTS) say(later, next);
      }
      await sleep(900);
      const victim = groups[kill % groups.length] ?? '';
      await running.get(victim)?.kill('SIGKILL');
      if (kill === 2) await redis?.flush();
      start(victim);
    }
    const truth = facebook.world.comments.size;
    const deadline = Date.now() + 120_000;
    const done = async (): Promise<boolean> =>
      (await count('comments')) === truth &&
      (await count('unscreened')) === 0 &&
      (await count('batches')) === 0;
    while (!(await done()) && Date.now() < deadline) await sleep(500);

    expect(await count('comments')).toBe(truth);
    expect(await count('unscreened')).toBe(0);
    expect(await count('verdicts')).toBe(truth);
    expect(await count('(select distinct revision_id from verdicts) v')).toBe(truth);
    const flagged = [...facebook.world.comments.values()].filter((comment) =>
      comment.message.includes(PLANTED),
    );
    expect(await count('cases')).toBe(flagged.length);
    expect(await count(`verdicts where unjudged is not null`)).toBe(0);
  }, 240_000);

  test('the digest lists exactly the flagged comments', async () => {
    const printed = runScript('src/cli/sang.ts', ['digest', '--since', '24h', '--format', 'json'], { env });
    expect(await printed.ended).toBe(0);
    const digest: unknown = JSON.parse(printed.output().slice(0, printed.output().lastIndexOf('}') + 1));
    const cases = await count('cases');
    expect(digest).toMatchObject({ count: cases, screened: facebook.world.comments.size });
  });

  test('no comment text in the queues', async () => {
    if (redis !== undefined) {
      const dump = await redis.dump();
      expect(dump).toContain('{sang}');
      expect(dump).not.toContain('qua đêm');
      return;
    }
    const { rows } = await pool.query<{ found: boolean }>(
      `select bool_or(t.found) as found from (
         select (query_to_xml(format('select * from bullmq.%I', table_name), true, true, ''))::text
           like '%' || $1 || '%' as found
         from information_schema.tables where table_schema = 'bullmq' and table_type = 'BASE TABLE') t`,
      [PLANTED],
    );
    expect(rows[0]?.found).toBe(false);
  });

  test('SIGTERM ends every process cleanly', async () => {
    const codes = await Promise.all([...running.values()].map((script) => script.kill('SIGTERM')));
    expect(codes).toEqual(codes.map(() => 0));
    running.clear();
  });
}

describe('the journey with queues on PostgreSQL', () => {
  journey('postgres');
});
describeWith('redis', 'the journey with queues on Redis', () => {
  journey('redis');
});
