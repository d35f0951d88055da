import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RulesWatch, watchRules } from '../../workers/rules.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { openWorld, QUIET, RULES, type World } from './world.ts';

const WORDS = Array.from({ length: 40 }, (_, index) => `cụm từ thứ ${index}`);
const RULE = `- id: reply.pack
  title: Cụm từ
  category: needs-reply
  stage: flag
  why: thử
  when: { phrase: ["@packs/words"] }
  examples: { match: [cụm từ thứ 1], no_match: [xin chào] }
`;

let database: FreshDatabase;
let world: World;
let folder: string;
let watching: RulesWatch;
const told: unknown[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sang-watch-'));
  mkdirSync(path.join(folder, 'packs'));
  for (const { path: name, text } of RULES) writeFileSync(path.join(folder, name), text);
  writeFileSync(path.join(folder, 'own.yaml'), RULE);
  write(WORDS.length);
  told.length = 0;
  const log = { ...QUIET, error: (_: unknown, message: string) => told.push(message) };
  watching = await watchRules(
    { publishing: { ...world.publishing, last: {} }, log, metrics: { reloaded: () => undefined } },
    folder,
  );
  expect(watching.first.published).toBe(true);
});
afterEach(async () => {
  await watching.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes so many lines of the pack. */
function write(lines: number): void {
  writeFileSync(path.join(folder, 'packs', 'words.txt'), `${WORDS.slice(0, lines).join('\n')}\n`);
}

/** The lines of the pack in force. */
async function inForce(): Promise<number> {
  const active = await world.rulebooks.active();
  const files = (await world.rulebooks.read(active?.id ?? 0))?.files ?? [];
  const pack = files.find(({ path: name }) => name === 'packs/words.txt');
  return pack?.text.trim().split('\n').length ?? 0;
}

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await what())) await sleep(20);
}

test('a file that is being copied is not published by halves; one that is meant to be shorter is', async () => {
  const seen = new Set<number>();
  for (const lines of [3, 11, 20, 31, WORDS.length]) {
    write(lines);
    await sleep(400);
    seen.add(await inForce());
  }
  expect([...seen]).toEqual([WORDS.length]);
  write(5);
  await until(async () => (await inForce()) === 5);
  write(6);
  await until(async () => (await inForce()) === 6);
});

test('a folder that cannot be watched is told, and ends nothing', async () => {
  // A link to itself is what makes the watching stumble.
  symlinkSync('self', path.join(folder, 'packs', 'self'));
  await until(() => told.includes('rules cannot be watched; they are read every minute'));
  rmSync(path.join(folder, 'packs', 'self'));
  write(WORDS.length - 1);
  await watching.reload();
  expect(await inForce()).toBe(WORDS.length - 1);
});
