import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { freshFolder } from '../servers/folder.ts';
import { runScript, type Script } from '../servers/process.ts';

const running: Script[] = [];
afterEach(async () => {
  for (const script of running.splice(0)) await script.kill('SIGKILL');
});

// An address of a running installation must neither stand in the demo's digest nor ask for TLS in its console.
const demo = (args: readonly string[] = [], folder = freshFolder('demo')): Script => {
  const script = runScript('src/cli/sang.ts', ['demo', ...args], {
    env: { SANG_DATA: folder, SANG_URL: 'https://sang.example.vn' },
  });
  running.push(script);
  return script;
};

test('--once ends by itself, exit 0; its digest leads into the console that runs', async () => {
  const script = demo(['--once']);
  const link = new URL((await script.line('/link?s=')).replace(/^.*?(?=http)/u, ''));
  expect((await fetch(link)).status).toBe(200);
  expect(await script.ended).toBe(0);
  const last = script.output().trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^digest: .+\.html$/u);
  const digest = readFileSync(last.slice('digest: '.length), 'utf8');
  expect(digest).toContain(`href="${link.origin}/cases/`);
  expect(digest).not.toContain('sang.example.vn');
}, 120_000);

test('Ctrl-C ends it in order, also before the first digest; a second one beside it refuses and leaves it alone', async () => {
  const folder = freshFolder('demo');
  const script = demo([], folder);
  const link = (await script.line('/link?s=')).replace(/^.*?(?=http)/u, '');
  const second = demo([], folder);
  expect(await second.ended).toBe(2);
  expect(second.output()).toContain(
    `sang: đã có một bản chạy thử trong ${folder} (tiến trình ${script.pid}). Hãy dừng bản ấy (Ctrl-C)`,
  );
  expect((await fetch(link)).status).toBe(200);
  expect(await script.kill('SIGINT')).toBe(0);
  expect(script.output()).not.toContain('Error');
}, 120_000);

test('one that was killed does not stand in the way of the next', async () => {
  const folder = freshFolder('demo');
  const killed = demo([], folder);
  await killed.line('/link?s=');
  await killed.kill('SIGKILL');
  const next = demo([], folder);
  await next.line('/link?s=');
  expect(await next.kill('SIGINT')).toBe(0);
}, 120_000);
