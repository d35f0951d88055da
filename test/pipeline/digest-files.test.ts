import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetDigests } from '../../src/adapters/mail/folder.ts';
import { openFolder } from '../../src/cli/sink.ts';
import { digest } from '../../src/pipeline/digest.ts';
import { freshFolder } from '../servers/folder.ts';
import { runScript } from '../servers/process.ts';
import { type Desk, openDesk } from './digest-desk.ts';
import { QUIET } from './world.ts';

const SANG = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'cli', 'sang.ts');
const DAY = 86_400_000;
const OLD = '2026-03-01T00-30-00-installation';
const NEW = '2026-11-01T00-30-00-installation.html';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

function filled(...names: string[]): string {
  const folder = freshFolder('digests');
  const old = new Date(Date.now() - 100 * DAY);
  for (const name of names) {
    writeFileSync(path.join(folder, name), 'texts');
    utimesSync(path.join(folder, name), old, old);
  }
  return folder;
}

test('digest files go when their time is over; what is no digest stays, as old and of the same kind as it may be', async () => {
  const others = ['index.html', 'prices.csv', 'data.json', 'robots.txt', 'x.part', '2026-03-01-notes.html'];
  const digests = ['html', 'txt', 'csv', 'json', 'html.part'].map((extension) => `${OLD}.${extension}`);
  const folder = filled(...digests, ...others);
  writeFileSync(path.join(folder, NEW), 'texts');
  expect(await forgetDigests(folder, new Date(Date.now() - 90 * DAY))).toBe(digests.length);
  expect(readdirSync(folder).sort()).toEqual([...others, NEW].sort());
  expect(await forgetDigests(path.join(folder, 'missing'), new Date())).toBe(0);
});

test('they are known again as the pipeline names and the folder writes them', async () => {
  const folder = freshFolder('digests');
  await digest({ ...desk.deps, folder: openFolder(folder, QUIET) });
  expect(readdirSync(folder)).toHaveLength(4);
  expect(await forgetDigests(folder, new Date(Date.now() + DAY))).toBe(4);
});

test('a process with the role digest forgets its own files, with no sweep near its folder', async () => {
  const folder = filled(`${OLD}.html`, `${OLD}.csv`, 'index.html');
  const process = runScript(SANG, ['start', '--roles', 'digest'], {
    env: {
      DATABASE_URL: desk.url,
      SANG_SECRET: 'x'.repeat(32),
      SANG_DATA: freshFolder('data'),
      SANG_DIGEST_DIR: folder,
      SANG_LOG_LEVEL: 'error',
    },
  });
  for (const end = Date.now() + 50_000; readdirSync(folder).length > 1 && Date.now() < end; ) await sleep(50);
  await process.kill('SIGTERM');
  expect(readdirSync(folder)).toEqual(['index.html']);
}, 90_000);
