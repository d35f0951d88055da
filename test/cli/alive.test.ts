import { utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { isAlive, startBeating } from '../../workers/alive.ts';

test('beats while all is well; an old beat is none', async () => {
  let reason: string | undefined = 'stuck: poll';
  expect(isAlive(process.pid, Date.now())).toBe(false);
  startBeating(async () => reason)();
  await sleep(50);
  expect(isAlive(process.pid, Date.now())).toBe(false);
  reason = undefined;
  const stop = startBeating(async () => reason);
  while (!isAlive(process.pid, Date.now())) await sleep(10);
  const old = new Date(Date.now() - 61_000);
  utimesSync(path.join(os.tmpdir(), `sang-alive-${process.pid}`), old, old);
  expect(isAlive(process.pid, Date.now())).toBe(false);
  stop();
});
