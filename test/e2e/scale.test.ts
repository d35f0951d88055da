import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { RULES } from '../pipeline/world.ts';
import { testFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';

const PROCESSES = 3;
const ANSWER_TAKES = 40;

let database: FreshDatabase;
let facebook: FacebookSimulator;
const running: Script[] = [];
const gates: http.Server[] = [];
/** Calls on their way, by process, and the moments when two processes were on the line at once. */
const calls = Array.from({ length: PROCESSES }, () => 0);
const onTheLine = new Set<number>();
let overlaps = 0;

/** Passes the calls of one process on to the simulator, slowly, and notes whether another one calls meanwhile. */
async function gate(index: number): Promise<string> {
  const server = http.createServer((request, response) => {
    calls[index] = (calls[index] ?? 0) + 1;
    onTheLine.add(index);
    if (onTheLine.size > 1) overlaps += 1;
    response.once('close', () => onTheLine.delete(index));
    setTimeout(() => {
      const { method, headers } = request;
      const onward = http.request(`${facebook.url}${request.url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    }, ANSWER_TAKES);
  });
  gates.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  database = await freshDatabase();
  facebook = await startFacebookSimulator({ clock: 'running' });
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((script) => script.kill('SIGKILL')));
  for (const server of gates) server.close();
  for (const server of gates) server.closeAllConnections();
  await facebook.stop();
  await database.drop();
});

test('three processes with every role: one poll of a source at a time, one schedule of each kind', async () => {
  const folder = mkdtempSync(path.join(testFolder(), 'scale-'));
  const rules = path.join(folder, 'rules');
  mkdirSync(rules);
  for (const file of RULES) writeFileSync(path.join(rules, file.path), file.text);
  const posts = Array.from({ length: 6 }, (_, n) => facebook.addPost({ text: `Bài ${n}` }));
  const env = {
    DATABASE_URL: database.url,
    SANG_DATA: folder,
    SANG_RULES: rules,
    SANG_SECRET: 'a secret of this test alone, long enough',
    SANG_LOG_LEVEL: 'info',
    PAGE_TOKEN: facebook.tokens.page,
  };
  const add = ['source', 'add', 'facebook', facebook.pageId, '--token-env', 'PAGE_TOKEN', '--poll', '1'];
  expect(await runScript('src/cli/sang.ts', add, { env }).ended).toBe(0);
  for (let index = 0; index < PROCESSES; index += 1) {
    const own = { ...env, FACEBOOK_BASE_URL: await gate(index) };
    running.push(
      runScript('src/cli/sang.ts', ['start', '--roles', 'poll,screen,act,digest,notify,sweep'], { env: own }),
    );
  }
  const queues = openQueues({
    databaseUrl: database.url,
    observer: { threw: () => undefined, stalled: () => undefined, broken: () => undefined },
  });
  let said = 0;
  const called = (): number => calls.filter((count) => count > 0).length;
  for (let round = 0; round < 200 && (round < 40 || called() < 2); round += 1) {
    for (let n = 0; n < 5; n += 1) {
      said += 1;
      facebook.addComment({ post: posts[said % posts.length] ?? '', text: `câu số ${said}` });
    }
    // Everybody is told at once that the source is due.
    await database.pool.query('update sources set poll_due_at = sang_now()');
    await queues.ringMany(
      'poll',
      Array.from({ length: PROCESSES }, () => ({ payload: { source: 1 } })),
    );
    await sleep(200);
  }
  expect(called()).toBeGreaterThan(1);
  expect(overlaps).toBe(0);
  expect([...(await queues.schedules('sweep')).keys()].toSorted()).toEqual(['regular', 'retention']);
  expect([...(await queues.schedules('digest')).keys()]).toEqual(['regular']);
  await queues.close(1_000);
  const judged = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ n: number }>('select count(*)::int as n from verdicts');
    return rows[0]?.n ?? 0;
  };
  for (let tries = 0; tries < 200 && (await judged()) < said; tries += 1) await sleep(100);
  expect(await judged()).toBe(said);
}, 180_000);
