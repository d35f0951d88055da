import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { RULES } from '../pipeline/world.ts';
import { testFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const START = ['start', '--roles', 'poll,screen,act,digest,notify,sweep'];

let database: FreshDatabase;
let facebook: FacebookSimulator;
const running: Script[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  facebook = await startFacebookSimulator({ clock: 'running' });
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((script) => script.kill('SIGKILL')));
  await facebook.stop();
  await database.drop();
});

/** This program with rings of the next version; resolves to its command. */
function nextVersion(folder: string): string {
  const copy = path.join(folder, 'next');
  mkdirSync(copy);
  for (const part of ['src', 'workers', 'drizzle', 'package.json'])
    cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  for (const part of ['node_modules', 'rules']) symlinkSync(path.join(ROOT, part), path.join(copy, part));
  const payload = path.join(copy, 'src', 'adapters', 'queue', 'payload.ts');
  const text = readFileSync(payload, 'utf8');
  const next = text.replace(/VERSION = (\d+);/u, (_, version: string) => `VERSION = ${Number(version) + 1};`);
  expect(next).not.toBe(text);
  writeFileSync(payload, next);
  return path.join(copy, 'src', 'cli', 'sang.ts');
}

/** How often each comment was judged, and the number of those that were. */
async function judged(): Promise<{ comments: number; most: number }> {
  const { rows } = await database.pool.query<{ comments: number; most: number }>(
    `select count(*)::int as comments, coalesce(max(n), 0)::int as most
     from (select count(*) as n from verdicts group by revision_id) v`,
  );
  return rows[0] ?? { comments: 0, most: 0 };
}

test('a process of the former version and one of the next side by side: all is judged once, and the former may go', async () => {
  const folder = mkdtempSync(path.join(testFolder(), 'versions-'));
  const rules = path.join(folder, 'rules');
  mkdirSync(rules);
  for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
  const env = {
    DATABASE_URL: database.url,
    SANG_DATA: folder,
    SANG_RULES: rules,
    SANG_SECRET: 'a secret of this test alone, long enough',
    SANG_LOG_LEVEL: 'info',
    PAGE_TOKEN: facebook.tokens.page,
    FACEBOOK_BASE_URL: facebook.url,
  };
  const post = facebook.addPost({ text: 'Bài đầu' });
  let said = 0;
  const say = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      said += 1;
      facebook.addComment({ post, text: `câu số ${said}` });
      await sleep(200);
    }
  };
  const allJudged = async (): Promise<void> => {
    for (let tries = 0; tries < 600 && (await judged()).comments < said; tries += 1) await sleep(100);
    expect(await judged()).toEqual({ comments: said, most: 1 });
  };
  const add = ['source', 'add', 'facebook', facebook.pageId, '--token-env', 'PAGE_TOKEN', '--poll', '1'];
  expect(await runScript('src/cli/sang.ts', add, { env }).ended).toBe(0);

  const former = runScript('src/cli/sang.ts', START, { env });
  running.push(former);
  await say(10);
  await allJudged();

  const next = runScript(nextVersion(folder), START, { env });
  running.push(next);
  while (!next.output().includes('"msg":"started"')) await sleep(100);
  // As long as it takes until the next version had a part in it.
  for (let tries = 0; tries < 60 && !next.output().includes('"step":"screen"'); tries += 1) await say(5);
  await allJudged();
  expect(next.output()).toContain('"step":"screen"');

  await say(5);
  expect(await former.kill('SIGTERM')).toBe(0);
  await say(5);
  await allJudged();
  expect(former.output()).not.toContain('"level":50');
}, 240_000);
