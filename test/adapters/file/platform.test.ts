import { appendFile, mkdtemp, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFilePlatform } from '../../../src/adapters/platforms/file/platform.ts';
import { PlatformFailure } from '../../../src/domain/failure.ts';
import type { PollBatch, SourceAccess, Unread } from '../../../src/pipeline/ports/platform.ts';
import { contextOf, MemoryStore } from '../../contract/store.ts';

let folder: string;
let file: string;
let store: MemoryStore;
let unread: Unread[];
const platform = createFilePlatform();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sang-file-'));
  file = path.join(folder, 'comments.jsonl');
  store = new MemoryStore();
  unread = [];
});
afterEach(() => rm(folder, { recursive: true }));

function context(filePath = file, settings: Record<string, unknown> = {}) {
  const access: SourceAccess = {
    id: 1,
    platform: 'file',
    externalId: filePath,
    name: 'Tệp',
    contacts: { phones: [], links: [], names: [] },
    settings,
  };
  return contextOf(access, () => new Date('2026-11-01T00:00:00Z'));
}

/** Polls once; returns how many batches came. */
async function poll(filePath = file, most = Number.POSITIVE_INFINITY): Promise<number> {
  let batches = 0;
  for await (const batch of platform.poll(context(filePath), store)) {
    keep(batch);
    if (++batches >= most) break;
  }
  return batches;
}

function keep(batch: PollBatch): void {
  // As the database would: nothing but JSON survives.
  store.store({ ...batch, cursor: JSON.parse(JSON.stringify(batch.cursor)) });
  unread.push(...(batch.unread ?? []));
}

const line = (id: string, text = `câu ${id}`) => `${JSON.stringify({ id, text })}\n`;
const ids = () => [...store.comments.keys()];

describe('a growing JSONL file', () => {
  test('is read from where it was left, each line once', async () => {
    await writeFile(file, line('1') + line('2'));
    await poll();
    expect(ids()).toEqual(['1', '2']);
    expect(await poll()).toBe(0);
    await appendFile(file, line('3'));
    await poll();
    expect(ids()).toEqual(['1', '2', '3']);
    expect(store.inserted).toBe(3);
  });

  test('a last line cut in the middle waits for its rest', async () => {
    const whole = line('1') + line('2', 'dòng được ghi làm hai lần');
    await writeFile(file, whole.slice(0, -12));
    await poll();
    await poll();
    expect(ids()).toEqual(['1']);
    expect(unread).toEqual([]);
    await appendFile(file, whole.slice(-12));
    await poll();
    expect(store.comments.get('2')?.text).toBe('dòng được ghi làm hai lần');
    expect(store.inserted).toBe(2);
  });

  test('a complete last line without a line feed is taken at once and only once', async () => {
    await writeFile(file, (line('1') + line('2')).trimEnd());
    await poll();
    expect(ids()).toEqual(['1', '2']);
    expect(await poll()).toBe(0);
    await appendFile(file, `\n${line('3')}`);
    await poll();
    expect(ids()).toEqual(['1', '2', '3']);
    expect(store.comments.get('2')?.texts).toEqual(['câu 2']);
  });

  test('broken lines are reported with their number and do not stop the rest', async () => {
    await writeFile(file, `${line('1')}{hỏng\n${JSON.stringify({ id: 'x' })}\n${line('2')}`);
    await poll();
    expect(ids()).toEqual(['1', '2']);
    expect(unread).toEqual([
      { at: 'line 2', why: 'not valid JSON' },
      { at: 'line 3', why: '"text" is missing' },
    ]);
    await appendFile(file, 'hỏng nữa\n');
    await poll();
    expect(unread.at(-1)?.at).toBe('line 5');
  });

  test('what no database keeps is made storable, or its line alone is not read', async () => {
    const rows = [
      { id: 'early', createdAt: '0001-01-01T00:00:00' },
      { id: 'late', createdAt: 253402300800000 },
      { id: 'tomorrow', createdAt: '2026-11-01T20:00:00Z' },
      { id: 'a\0b', post: 'p\0' },
      { id: 'c\ud83d', post: '\0' },
      { id: 'x'.repeat(201) },
      { id: 'y', post: 'p'.repeat(3000) },
    ];
    await writeFile(file, rows.map((row) => `${JSON.stringify({ ...row, text: 'hay' })}\n`).join(''));
    await poll();
    expect([...store.comments.values()].map((row) => [row.externalId, row.postExternalId])).toEqual([
      ['early', 'file'],
      ['late', 'file'],
      ['tomorrow', 'file'],
      ['ab', 'p'],
      ['c\uFFFD', 'file'],
    ]);
    const times = [...store.comments.values()].slice(0, 3).map(({ createdAt }) => createdAt.toISOString());
    expect(times).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T20:00:00.000Z',
    ]);
    expect(unread).toEqual([
      { at: 'line 6', why: '"id" is longer than 200 characters' },
      { at: 'line 7', why: '"post" is longer than 200 characters' },
    ]);
    expect(await platform.read(context(), { comment: 'ab', post: 'p' })).toMatchObject({ text: 'hay' });
  });

  test('comments come in batches small enough for one transaction; a poll cut short is made good', async () => {
    await writeFile(file, Array.from({ length: 450 }, (_, i) => line(`${i}`)).join(''));
    expect(await poll(file, 2)).toBe(2);
    expect(ids()).toHaveLength(200);
    await poll();
    expect(ids()).toHaveLength(450);
    expect(store.inserted).toBe(450);
    expect(store.largestBatch).toBe(100);
  });

  test('comments without an id: the same file written anew brings them once', async () => {
    const rows = ['{"text":"hay"}\n', '{"text":"hay"}\n'];
    await writeFile(file, rows.join(''));
    await poll();
    await unlink(file);
    await writeFile(file, `${rows.join('')}{"text":"mới"}\n`);
    await poll();
    expect([...store.comments.values()].map(({ text }) => text)).toEqual(['hay', 'hay', 'mới']);
    expect(store.inserted).toBe(3);
  });

  test('an id with another text is an edit', async () => {
    await writeFile(file, line('1', 'trước') + line('1', 'sau'));
    await poll();
    expect(store.comments.get('1')?.texts).toEqual(['trước', 'sau']);
  });
});

describe('rotation and truncation', () => {
  test('renamed and begun anew: the rest of the old file is read first', async () => {
    await writeFile(file, line('1'));
    await poll();
    await appendFile(file, line('2') + line('3').trimEnd());
    await rename(file, `${file}.1`);
    await writeFile(file, line('4'));
    await poll();
    expect(ids()).toEqual(['1', '2', '3', '4']);
    await appendFile(file, line('5'));
    await poll();
    expect(ids()).toEqual(['1', '2', '3', '4', '5']);
    expect(store.inserted).toBe(5);
  });

  test('copied and truncated: the file is read from its start', async () => {
    await writeFile(file, line('1') + line('2'));
    await poll();
    await truncate(file, 0);
    await poll();
    await appendFile(file, line('3'));
    await poll();
    expect(ids()).toEqual(['1', '2', '3']);
  });

  test('truncated and grown beyond the old size between two polls: told by its head', async () => {
    await writeFile(file, line('1'));
    await poll();
    await truncate(file, 0);
    await appendFile(file, line('2') + line('3') + line('4'));
    await poll();
    expect(ids()).toEqual(['1', '2', '3', '4']);
  });

  test('no file for a moment: try again, lose nothing', async () => {
    await writeFile(file, line('1'));
    await poll();
    await rename(file, `${file}.1`);
    await expect(poll()).rejects.toMatchObject({ kind: 'retry', code: 'file.missing' });
    await writeFile(file, line('2'));
    await poll();
    expect(ids()).toEqual(['1', '2']);
  });
});

describe('CSV', () => {
  beforeEach(() => {
    file = path.join(folder, 'comments.csv');
  });

  test('grows record by record, the header read once', async () => {
    await writeFile(file, '\uFEFFid;text\n1;"một\ndòng nữa"\n');
    await poll();
    await appendFile(file, '2;hai\n');
    await poll();
    expect([...store.comments.values()].map(({ text }) => text)).toEqual(['một\ndòng nữa', 'hai']);
  });

  test('an unfinished header or record waits; a record without line feed is taken once the file stands still', async () => {
    await writeFile(file, 'id,te');
    expect(await poll()).toBe(0);
    await appendFile(file, 'xt\n1,một\n2,ha');
    await poll();
    expect(ids()).toEqual(['1']);
    await appendFile(file, 'i');
    await poll();
    expect(ids()).toEqual(['1']);
    await poll();
    expect(store.comments.get('2')?.text).toBe('hai');
    expect(await poll()).toBe(0);
    await appendFile(file, ' ba\n3,bốn\n');
    await poll();
    expect(store.comments.get('2')?.texts).toEqual(['hai', 'hai ba']);
    expect(ids()).toEqual(['1', '2', '3']);
  });

  test('a quote open at the end waits for its close', async () => {
    await writeFile(file, 'id,text\n1,"mở\n');
    await poll();
    await poll();
    expect(ids()).toEqual([]);
    await appendFile(file, 'đóng"\n2,hai\n');
    await poll();
    expect([...store.comments.values()].map(({ text }) => text)).toEqual(['mở\nđóng', 'hai']);
    expect(unread).toEqual([]);
  });

  test('without a column "text" the source stops, and the check says why', async () => {
    await writeFile(file, 'id,comment\n1,a\n');
    await expect(poll()).rejects.toMatchObject({ kind: 'stop-source', code: 'file.header' });
    const [check] = await platform.check(context());
    expect(check).toMatchObject({ ok: false, level: 'error' });
    expect(check?.en).toContain('"text"');
  });
});

test('a path that is no file stops the source', async () => {
  await expect(poll(folder)).rejects.toMatchObject({ kind: 'stop-source', code: 'file.no-file' });
});

test('the format may be set where the name does not tell', async () => {
  await writeFile(file, 'id,text\n1,a\n');
  for await (const batch of platform.poll(context(file, { format: 'csv' }), store)) keep(batch);
  expect(ids()).toEqual(['1']);
});

test('an empty file is fine', async () => {
  await writeFile(file, '');
  expect(await poll()).toBe(0);
  expect((await platform.check(context())).every((check) => check.ok)).toBe(true);
});

test('a healthy file passes its check; a missing one is told', async () => {
  await writeFile(file, line('1'));
  expect((await platform.check(context())).every((check) => check.ok)).toBe(true);
  expect(await platform.check(context(`${file}x`))).toMatchObject([{ ok: false, level: 'error' }]);
});

test('nothing can be done at a file; a comment can be read back', async () => {
  await writeFile(file, line('1'));
  await expect(
    platform.ensure(context(), { verb: 'hide', comment: '1', post: 'file' }),
  ).rejects.toMatchObject(new PlatformFailure('give-up', 'unsupported'));
  expect(await platform.read(context(), { comment: '1', post: 'file' })).toMatchObject({ text: 'câu 1' });
  expect(await platform.read(context(), { comment: '2', post: 'file' })).toBeUndefined();
});
