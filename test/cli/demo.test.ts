import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { freshFolder } from '../servers/folder.ts';
import { runScript, type Script } from '../servers/process.ts';

let running: Script | undefined;
afterEach(() => running?.kill('SIGKILL'));

// An address of a running installation must neither stand in the demo's digest nor ask for TLS in its console.
const demo = (...args: string[]): Script => {
  running = runScript('src/cli/sang.ts', ['demo', ...args], {
    env: { SANG_DATA: freshFolder('demo'), SANG_URL: 'https://sang.example.vn' },
  });
  return running;
};

test('--once ends by itself, exit 0; its digest leads into the console that runs', async () => {
  const script = demo('--once');
  const link = new URL((await script.line('/link?s=')).replace(/^.*?(?=http)/u, ''));
  expect((await fetch(link)).status).toBe(200);
  expect(await script.ended).toBe(0);
  const last = script.output().trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^digest: .+\.html$/u);
  const digest = readFileSync(last.slice('digest: '.length), 'utf8');
  expect(digest).toContain(`href="${link.origin}/cases/`);
  expect(digest).not.toContain('sang.example.vn');
}, 120_000);

test('Ctrl-C ends it in order, also before the first digest', async () => {
  const script = demo();
  await script.line('/link?s=');
  expect(await script.kill('SIGINT')).toBe(0);
  expect(script.output()).not.toContain('Error');
}, 120_000);
