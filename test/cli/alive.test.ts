import { existsSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { isAlive } from '../../workers/alive.ts';
import { runScript, type Script } from '../servers/process.ts';

const beating = async (fate: string): Promise<Script> => {
  const script = runScript('test/cli/alive-process.ts', [fate]);
  await script.line('beating');
  return script;
};
const fileOf = ({ pid }: Script) => path.join(os.tmpdir(), `sang-alive-${pid}`);

test('beats while all is well, minutes without end; an old beat is none', async () => {
  const script = await beating('well');
  while (!isAlive(script.pid, Date.now())) await sleep(10);
  expect(isAlive(script.pid, Date.now() + 61_000)).toBe(false);
  const old = new Date(Date.now() - 61_000);
  utimesSync(fileOf(script), old, old);
  while (!isAlive(script.pid, Date.now())) await sleep(10);
  await sleep(3_000);
  expect(script.child.exitCode).toBeNull();
  await script.kill('SIGKILL');
}, 30_000);

test('what is wrong for a while and then well again is no end', async () => {
  const script = await beating('recovers');
  await sleep(4_000);
  expect(script.child.exitCode).toBeNull();
  await script.kill('SIGKILL');
}, 30_000);

test('work that stands still for long: the process ends itself, and says why', async () => {
  const script = await beating('stuck');
  expect(existsSync(fileOf(script))).toBe(false);
  expect(await script.ended).toBe(1);
  expect(script.output()).toContain('lost stuck: poll');
}, 30_000);

test.each(['away', 'silent'])(
  'a server that is away is no reason to end, and no sign of life (%s)',
  async (fate) => {
    const script = await beating(fate);
    await sleep(4_000);
    expect(existsSync(fileOf(script))).toBe(false);
    expect(script.child.exitCode).toBeNull();
    await script.kill('SIGKILL');
  },
  30_000,
);

test('an event loop that stands still is no reason to live on', async () => {
  const script = await beating('hangs');
  expect(await script.ended).toBe('SIGKILL');
  expect(script.output()).toContain('stood still');
}, 30_000);

test('a process that was put to sleep wakes up alive', async () => {
  const script = await beating('well');
  script.child.kill('SIGSTOP');
  await sleep(3_000);
  script.child.kill('SIGCONT');
  await sleep(1_000);
  expect(script.child.exitCode).toBeNull();
  expect(script.child.signalCode).toBeNull();
  await script.kill('SIGKILL');
}, 30_000);

test('ending takes back the sign of life', async () => {
  const script = await beating('ending');
  await sleep(500);
  expect(existsSync(fileOf(script))).toBe(false);
  await script.kill('SIGKILL');
}, 30_000);
