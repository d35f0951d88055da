import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFolder } from '../servers/folder.ts';
import { runScript, type Script } from '../servers/process.ts';
import type { House } from './house.ts';

/** Decisions waiting when a worker starts. */
const EACH = 8;
/** Calls after which at the latest it is killed. */
const MOST_CALLS = 10;
const PATIENCE_MS = 30_000;

/** A real worker process is killed with SIGKILL in the middle of its calls, again and again; at last one may finish. */
export async function killRun(
  house: House,
  databaseUrl: string,
  redisUrl: string | undefined,
  kills: number,
): Promise<{ kills: number; wrong: string[] }> {
  const folder = mkdtempSync(path.join(testFolder(), 'killed-'));
  const env = {
    DATABASE_URL: databaseUrl,
    SANG_DATA: folder,
    SANG_SECRET: 'a secret of this test alone, long enough',
    SANG_LOG_LEVEL: 'silent',
    FACEBOOK_BASE_URL: house.facebook.url,
    PAGE_TOKEN: house.facebook.tokens.page,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  await house.stopWorking();
  const before = house.facebook.log.length;
  const decided = new Map<string, { id: number; verb: 'hide' | 'reply' }>();
  let done = 0;
  for (; done < kills; done += 1) {
    for (const [index, { id, comment }] of (await house.cases(EACH)).entries()) {
      const verb = index % 2 === 0 ? 'hide' : 'reply';
      decided.set(comment.slice(comment.lastIndexOf('_') + 1), { id, verb });
      await house.decide(id, verb, `Trả lời ${id}`);
    }
    const worker = runScript('test/faults/worker.ts', [], { env });
    // From the first call to the last: each kill strikes somewhere else.
    const calls = house.facebook.usage.total + 1 + ((done * 7) % MOST_CALLS);
    await until(() => house.facebook.usage.total >= calls || worker.child.exitCode !== null);
    await worker.kill('SIGKILL');
    await house.later();
  }
  const last = runScript('test/faults/worker.ts', [], { env });
  await finish(house, last);
  return { kills: done, wrong: await compare(house, decided, before) };
}

async function finish(house: House, worker: Script): Promise<void> {
  const due = async () => {
    const { rows } = await house.pool.query<{ n: number }>(
      `select count(*)::int as n from actions where state in ('pending', 'postponed')`,
    );
    return rows[0]?.n ?? 0;
  };
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && (await due()) > 0; ) {
    await sleep(500);
    await house.later(120_000);
  }
  await worker.kill('SIGTERM');
  await worker.kill('SIGKILL');
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && !condition(); ) await sleep(2);
}

async function compare(
  house: House,
  decided: ReadonlyMap<string, { id: number; verb: string }>,
  before: number,
): Promise<string[]> {
  const writes = house.facebook.log.slice(before);
  const wrong: string[] = [];
  for (const [tail, { id, verb }] of decided) {
    const own = writes.filter(({ on }) => on.endsWith(`_${tail}`)).map((write) => write.verb);
    if (JSON.stringify(own) !== JSON.stringify([verb]))
      wrong.push(`case ${id}: ${own.join(', ') || 'nothing'}, not ${verb}`);
  }
  const { rows } = await house.pool.query<{ id: string; state: string }>(
    `select case_id as id, state from actions where case_id = any($1::bigint[]) and state <> 'done'`,
    [[...decided.values()].map(({ id }) => id)],
  );
  return [...wrong, ...rows.map(({ id, state }) => `case ${id}: ${state}`)];
}
