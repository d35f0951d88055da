import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { createRulebookStore } from '../../src/adapters/postgres/rulebooks.ts';
import { RULES } from '../pipeline/world.ts';
import { freshFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript, type Script } from '../servers/process.ts';

const SANG = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'cli', 'sang.ts');

let database: FreshDatabase;
const running: Script[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((script) => script.kill('SIGKILL')));
  await database.drop();
});

async function until(what: string, ready: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await ready()); await sleep(50)) {
    if (Date.now() > end)
      throw new Error(`waited in vain: ${what}\n${running.map((one) => one.output()).join('\n')}`);
  }
}

test('an operator breaks and mends a rule while the service runs, restarts it broken, and is told each time', async () => {
  database = await freshDatabase();
  const rules = freshFolder('rules');
  const write = (change: (text: string) => string): void => {
    for (const file of RULES) writeFileSync(path.join(rules, file.path), change(file.text));
  };
  const env = {
    DATABASE_URL: database.url,
    SANG_DATA: freshFolder('data'),
    SANG_SECRET: 'x'.repeat(32),
    SANG_RULES: rules,
    SANG_LOG_LEVEL: 'info',
  };
  const start = (roles: string): Script => {
    const script = runScript(SANG, ['start', '--roles', roles], { env });
    running.push(script);
    return script;
  };
  const store = createRulebookStore(database.pool);
  const active = async (): Promise<string | undefined> => (await store.active())?.hash;

  const broken = (text: string): string => text.replace('title:', 'titel:');
  write(broken);
  const refused = start('sweep');
  expect(await refused.ended).toBe(2);
  expect(refused.output()).toContain('ý bạn là “title”?');
  expect(refused.output()).toContain('sang start: bộ luật có lỗi');

  write((text) => text);
  const publisher = start('sweep');
  const worker = start('screen');
  await until(
    'started',
    () => publisher.output().includes('"started"') && worker.output().includes('"started"'),
  );
  const first = await active();
  expect(first).toMatch(/^sha256/u);

  write(broken);
  await until('told', async () => (await store.refused()) !== undefined);
  await until('logged', () =>
    publisher.output().includes('rules refused; the last good rulebook stays in force'),
  );
  expect(publisher.output()).toContain('small.yaml:2:3');
  expect(await active()).toBe(first);

  write((text) => text.replace('Hỏi giá', 'Khách hỏi giá'));
  await until('mended', async () => (await active()) !== first);
  expect(await store.refused()).toBeUndefined();

  // A hang-up reads the files again and ends nobody.
  const second = await active();
  publisher.child.kill('SIGHUP');
  worker.child.kill('SIGHUP');
  await sleep(500);
  expect(await publisher.kill('SIGTERM')).toBe(0);
  expect(await worker.kill('SIGTERM')).toBe(0);
  expect(await active()).toBe(second);

  write(broken);
  const again = start('sweep');
  await until('started with the last good rules', () => again.output().includes('"started"'));
  expect(again.output()).toContain('bộ luật tốt gần nhất vẫn có hiệu lực');
  expect(await active()).toBe(second);
  expect(await again.kill('SIGTERM')).toBe(0);
}, 240_000);
