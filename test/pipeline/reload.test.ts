import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { followRulebook, type PublishDeps } from '../../src/pipeline/publish-rulebook.ts';
import { screen } from '../../src/pipeline/screen.ts';
import { compileFiles } from '../../src/rulebook/load.ts';
import type { Stage } from '../../src/domain/verdict.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { watchRules } from '../../workers/rules.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { phraseOf, RULE_COUNT, writeBigRulebook } from './big-rulebook.ts';
import { batchOf, openWorld, QUIET, seen, type World } from './world.ts';

/** Comments in each delivery; the stream never stops while the rules change. */
const DELIVERY = 40;

let database: FreshDatabase;
let pool: Pool;
let world: World;
let folder: string;
let source: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sang-reload-'));
  writeBigRulebook(folder);
  database = await freshDatabase();
  pool = database.pool;
  world = await openWorld(pool);
  source = await world.addPage();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Delivers comments that many rules find something in, as fast as they are taken, until told to stop. */
async function stream(signal: AbortSignal): Promise<void> {
  for (let number = 0; !signal.aborted; number += 1) {
    const comments = Array.from({ length: DELIVERY }, (_, index) => {
      const at = number * DELIVERY + index;
      const own = `${phraseOf(at % RULE_COUNT, at % 40)} và ${phraseOf((at * 3) % RULE_COUNT)}`;
      return seen(`c${at}`, index % 4 === 0 ? `${own}, câu thêm vào` : own);
    });
    world.platform.batches.push(batchOf(comments));
    await world.poll(source, signal);
    await sleep(20);
  }
}

/** A worker that follows the active rulebook: of the process that publishes, or with a copy of its own. */
async function work(publishing: PublishDeps, signal: AbortSignal): Promise<void> {
  const rulebook = followRulebook(publishing);
  while (!signal.aborted) {
    await screen({ ...world.screenDeps, rulebook }, signal);
    await sleep(10);
  }
}

const verdictsUnder = async (hash: string): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from verdicts v join rulebooks b on b.id = v.rulebook_id where b.hash = $1',
    [hash],
  );
  return rows[0]?.count ?? 0;
};

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
  }
  const refused = await world.rulebooks.refused();
  throw new Error(`waited in vain; ${refused?.faults.map(({ en }) => en).join() ?? 'nothing refused'}`);
}

test('a rule is added, broken and mended under a stream: every verdict is of one whole rulebook', async () => {
  const publishing: PublishDeps = { ...world.publishing, last: {} };
  const watching = await watchRules(
    { publishing, log: QUIET, metrics: { reloaded: () => undefined } },
    folder,
  );
  expect(watching.first.published).toBe(true);
  const first = (await world.rulebooks.active())!.hash;
  const ended = new AbortController();
  const running = [
    stream(ended.signal),
    work(publishing, ended.signal),
    work({ ...publishing, last: {} }, ended.signal),
  ];
  const times: Record<string, readonly number[]> = {};
  try {
    await until(async () => (await verdictsUnder(first)) > 0);

    /** Writes a file and waits until a comment is judged under what came of it. */
    const edit = async (name: string, text: string, what: string): Promise<string> => {
      const before = (await world.rulebooks.active())!.hash;
      const from = performance.now();
      writeFileSync(path.join(folder, name), text);
      const hash = await until(async () => {
        const active = await world.rulebooks.active();
        return active?.hash !== before && active?.hash;
      });
      const published = performance.now() - from;
      await until(async () => (await verdictsUnder(hash)) > 0);
      times[what] = [Math.round(published), Math.round(performance.now() - from)];
      return hash;
    };

    const added = `- id: more.added\n  title: Thêm\n  category: needs-reply\n  stage: flag\n  why: thử\n  when: { phrase: [câu thêm vào] }\n  examples: { match: [câu thêm vào], no_match: [xin chào] }\n`;
    const second = await edit('added.yaml', added, 'add');

    writeFileSync(path.join(folder, 'added.yaml'), added.replace('title:', 'titel:'));
    const refused = await until(() => world.rulebooks.refused());
    expect(refused.faults.map(({ code, file, line }) => ({ code, file, line }))).toContainEqual({
      code: 'unknown-key',
      file: 'added.yaml',
      line: 2,
    });
    expect((await world.rulebooks.active())?.hash).toBe(second);

    const third = await edit('added.yaml', added.replace('phrase: [', 'phrase: [xin nói thêm, '), 'mend');
    expect(await world.rulebooks.refused()).toBeUndefined();
    const file = path.join(folder, 'packs', 'p0.txt');
    const fourth = await edit('packs/p0.txt', `${readFileSync(file, 'utf8')}\nxin nói thêm nữa\n`, 'change');
    expect(new Set([first, second, third, fourth]).size).toBe(4);
  } finally {
    ended.abort();
    await Promise.all(running);
    await watching.stop();
  }
  process.stdout.write(
    `reload of ${RULE_COUNT} rules and 20,000 phrases, ms until published and until judged by: ${JSON.stringify(times)}\n`,
  );
  await everyVerdictIsWhole();
}, 180_000);

/** What was found is exactly what the files published under the verdict's hash find. */
async function everyVerdictIsWhole(): Promise<void> {
  const { rows: books } = await pool.query<{
    id: number;
    hash: string;
    files: { path: string; text: string }[];
    stages: Record<string, Stage>;
  }>('select id, hash, files, stages from rulebooks');
  const compiled = new Map<number, Rulebook>();
  for (const { id, hash, files, stages } of books) {
    const { rulebook } = compileFiles(files, { now: new Date(), stages: new Map(Object.entries(stages)) });
    expect(rulebook?.hash).toBe(hash);
    compiled.set(id, rulebook!);
  }
  const { rows } = await pool.query<{ text: string; rulebook_id: number; found: string[]; verdicts: number }>(
    `select r.text, v.rulebook_id, count(*) over (partition by r.id)::int as verdicts,
       array(select f.rule from findings f where f.verdict_id = v.id order by f.ordinal) as found
     from revisions r left join verdicts v on v.revision_id = r.id
     where not exists (select 1 from unscreened u where u.revision_id = r.id)`,
  );
  expect(rows.length).toBeGreaterThan(100);
  const used = new Set<number>();
  for (const { text, rulebook_id, found, verdicts } of rows) {
    used.add(rulebook_id);
    const verdict = compiled.get(rulebook_id)!.screen({ text }, new Date());
    expect({ text, found, verdicts }).toEqual({
      text,
      found: verdict.findings.map(({ rule }) => rule),
      verdicts: 1,
    });
  }
  expect(used.size).toBeGreaterThanOrEqual(4);
}
