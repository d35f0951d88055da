import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../../../../src/adapters/postgres/embedded/start.ts';
import { freshFolder } from '../../../servers/folder.ts';
import { alive, ended, guardsOf, startOwner } from './owners.ts';

describe('embedded PostgreSQL shared by processes', () => {
  test('a second process joins; the first one killed with -9 does not take the server along', async () => {
    const folder = freshFolder('share');
    const first = await startOwner(folder);
    const second = await startOwner(folder, { how: 'stop-on-term' });
    expect([first.started, second.started]).toEqual([true, false]);
    expect(second.server).toBe(first.server);
    await first.kill('SIGKILL');
    expect(await second.rows()).toBe('rows 1');
    expect(second.output()).not.toContain('lost');
    expect(await second.kill('SIGTERM')).toBe(0);
    expect(alive(first.server)).toBe(false);
    await ended(first.server, folder);
    expect(guardsOf(folder)).toEqual([]);
  });

  test('a clean stop of one leaves the server to the other', async () => {
    const folder = freshFolder('leave');
    const first = await startOwner(folder, { how: 'stop-on-term' });
    const second = await startOwner(folder, { how: 'stop-on-term' });
    expect(await first.kill('SIGTERM')).toBe(0);
    expect(await second.rows()).toBe('rows 1');
    await second.kill('SIGTERM');
    await ended(first.server, folder);
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'the last process ended by %s stops the server, and the data is there next time',
    async (signal) => {
      const folder = freshFolder('last');
      const only = await startOwner(folder);
      await only.rows();
      await only.kill(signal);
      await ended(only.server, folder);
      const next = await startOwner(folder);
      expect(await next.rows()).toBe('rows 2');
      await next.kill('SIGKILL');
      await ended(next.server, folder);
    },
  );

  test('processes that start at the same moment on an empty folder share one server', async () => {
    const folder = freshFolder('race');
    const owners = await Promise.all([1, 2, 3, 4].map(() => startOwner(folder)));
    expect(new Set(owners.map(({ server }) => server)).size).toBe(1);
    expect(owners.filter(({ started }) => started)).toHaveLength(1);
    for (const owner of owners.slice(1)) await owner.kill('SIGKILL');
    expect(await owners[0]?.rows()).toBe('rows 1');
    await owners[0]?.kill('SIGKILL');
    await ended(owners[0]?.server ?? 0, folder);
  });

  test('starts again after server and owner were both killed with -9', async () => {
    const folder = freshFolder('crash');
    const first = await startOwner(folder);
    await first.rows();
    const guards = guardsOf(folder);
    for (const pid of [...guards, first.server]) process.kill(pid, 'SIGKILL');
    await first.kill('SIGKILL');
    expect(existsSync(path.join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(true);
    const next = await startOwner(folder);
    expect(next.server).not.toBe(first.server);
    expect(await next.rows()).toBe('rows 2');
    await next.kill('SIGKILL');
    await ended(next.server, folder);
  });

  test('a server killed in the middle of its work comes back for its owners', async () => {
    const folder = freshFolder('revive');
    const owner = await startOwner(folder);
    await owner.rows();
    await sleep(6_000); // one that dies sooner counts as unable to start
    process.kill(owner.server, 'SIGKILL');
    await owner.line('lost');
    const next = await startOwner(folder);
    expect(next.started).toBe(false);
    expect(next.server).not.toBe(owner.server);
    expect(await next.rows()).toBe('rows 2');
    await Promise.all([owner.kill('SIGKILL'), next.kill('SIGKILL')]);
    await ended(next.server, folder);
    expect(guardsOf(folder)).toEqual([]);
  });

  test('a pid file that names somebody else by now does not stop it', async () => {
    const folder = freshFolder('stale');
    const first = await startEmbedded(folder);
    const file = path.join(folder, 'postgres', 'data', 'postmaster.pid');
    const text = readFileSync(file, 'utf8');
    await first.stop();
    writeFileSync(file, text.replace(/^\d+/, String(process.pid)), { mode: 0o600 });
    const next = await startEmbedded(folder);
    expect(next.started).toBe(true);
    await next.stop();
  });

  test('a server whose guard was killed is given a new one by the next process', async () => {
    const folder = freshFolder('guard');
    const first = await startOwner(folder);
    for (const guard of guardsOf(folder)) process.kill(guard, 'SIGKILL');
    const second = await startOwner(folder);
    expect(second.server).toBe(first.server);
    expect(guardsOf(folder).length).toBeGreaterThan(0);
    await first.kill('SIGKILL');
    expect(await second.rows()).toBe('rows 1');
    await second.kill('SIGKILL');
    await ended(first.server, folder);
  });

  test('a server that is just shutting down is waited for, then started anew', async () => {
    const folder = freshFolder('going');
    const first = await startOwner(folder);
    await first.rows();
    for (const guard of guardsOf(folder)) process.kill(guard, 'SIGKILL');
    process.kill(first.server, 'SIGTERM'); // lets nobody in any more, and ends with its last client
    const starting = startOwner(folder);
    await sleep(1_000);
    await first.kill('SIGKILL');
    const next = await starting;
    expect(next.server).not.toBe(first.server);
    expect(await next.rows()).toBe('rows 2');
    await next.kill('SIGKILL');
    await ended(next.server, folder);
  });

  test('what an interrupted first start left behind is cleared away', async () => {
    const folder = freshFolder('half');
    mkdirSync(path.join(folder, 'postgres'), { mode: 0o700 });
    mkdirSync(path.join(folder, 'postgres', 'data.new-999999999'));
    const server = await startEmbedded(folder);
    expect(existsSync(path.join(folder, 'postgres', 'data.new-999999999'))).toBe(false);
    await server.stop();
  });

  test('stopping twice, or one of two handles in a process, is harmless', async () => {
    const folder = freshFolder('twice');
    const [one, two] = [await startEmbedded(folder), await startEmbedded(folder)];
    expect([one.started, two.started]).toEqual([true, false]);
    await one.stop();
    await one.stop();
    await two.stop();
    expect(existsSync(path.join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  });
});
