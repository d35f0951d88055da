import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
  await start(folder);
});
afterEach(async () => {
  await watching.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(directory: string): Promise<void> {
  const log = { ...QUIET, error: (_: unknown, message: string) => told.push(message) };
  watching = await watchRules(
    { publishing: { ...world.publishing, last: {} }, log, metrics: { reloaded: () => undefined } },
    directory,
  );
  expect(watching.first.published).toBe(true);
}

/** Writes so many lines of the pack. */
function write(lines: number, into = folder): void {
  writeFileSync(path.join(into, 'packs', 'words.txt'), `${WORDS.slice(0, lines).join('\n')}\n`);
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
  await until(() => told.includes('rules cannot be watched; they are looked at every two seconds'));
  rmSync(path.join(folder, 'packs', 'self'));
  write(WORDS.length - 1);
  await watching.reload();
  expect(await inForce()).toBe(WORDS.length - 1);
});

const given: [string, (under: string) => string][] = [
  ['below a folder with a dot', (under) => path.join(under, '.config', 'rules')],
  ['from a folder above', (under) => path.relative(process.cwd(), path.join(under, 'rules'))],
];
test.each(given)('an edit is seen within seconds where the folder is given %s', async (_, where) => {
  await watching.stop();
  const under = mkdtempSync(path.join(tmpdir(), 'sang-watch-'));
  const given = where(under);
  cpSync(folder, given, { recursive: true });
  await start(given);
  write(39, given);
  await until(async () => (await inForce()) === 39);
  rmSync(under, { recursive: true });
});

test('a link that is swapped is followed, and what is edited behind it later', async () => {
  await watching.stop();
  const under = mkdtempSync(path.join(tmpdir(), 'sang-watch-'));
  const link = path.join(under, 'current');
  for (const release of ['1', '2']) cpSync(folder, path.join(under, release), { recursive: true });
  write(38, path.join(under, '2'));
  symlinkSync('1', link);
  await start(link);
  symlinkSync('2', path.join(under, 'next'));
  renameSync(path.join(under, 'next'), link);
  await until(async () => (await inForce()) === 38);
  write(37, link);
  await until(async () => (await inForce()) === 37);
  rmSync(under, { recursive: true });
});

test('a folder that is put back, or renamed over, is read again', async () => {
  const aside = `${folder}-aside`;
  renameSync(folder, aside);
  await until(async () => (await world.rulebooks.refused()) !== undefined);
  renameSync(aside, folder);
  await until(async () => (await world.rulebooks.refused()) === undefined);
  write(39);
  await until(async () => (await inForce()) === 39);
  cpSync(folder, aside, { recursive: true });
  write(38, aside);
  rmSync(folder, { recursive: true });
  renameSync(aside, folder);
  await until(async () => (await inForce()) === 38);
  write(37);
  await until(async () => (await inForce()) === 37);
});

test('a folder that may not be read is told and ends nothing', async () => {
  write(39);
  chmodSync(folder, 0o000);
  // The superuser may read everything.
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await until(async () => (await world.rulebooks.refused()) !== undefined);
  } finally {
    if (root) process.seteuid?.(0);
  }
  expect((await world.rulebooks.refused())?.faults.map(({ code }) => code)).toEqual(['file-unreadable']);
  chmodSync(folder, 0o755);
  await until(async () => (await inForce()) === 39);
  expect(await world.rulebooks.refused()).toBeUndefined();
});
