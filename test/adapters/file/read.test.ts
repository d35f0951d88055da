import { describe, expect, test } from '@jest/globals';
import { MAX_LINE_BYTES } from '../../../src/adapters/platforms/file/lines.ts';
import {
  type FileFormat,
  type ReadLine,
  type ReadOptions,
  readComments,
  RefusedInput,
} from '../../../src/adapters/platforms/file/read.ts';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) {
    yield bytes.subarray(i, i + size);
  }
}

async function readAll(
  input: string | Uint8Array,
  format: FileFormat,
  options: ReadOptions = {},
  size = 7,
): Promise<ReadLine[]> {
  const all: ReadLine[] = [];
  for await (const batch of readComments(chunked(Buffer.from(input), size), format, options)) {
    all.push(...batch);
  }
  return all;
}

/** What a line came to, in short. */
function short(lines: ReadLine[]): unknown[] {
  return lines.map((line) =>
    'record' in line
      ? [line.line, line.record.id, line.record.text]
      : { line: line.line, ...(line.id !== undefined && { id: line.id }), error: line.error },
  );
}

describe('JSONL', () => {
  test('records come in order with 1-based line numbers; blank lines count but are skipped', async () => {
    expect(short(await readAll('{"id":"a","text":"một"}\n\n  \r\n{"text":"hai"}\r\n', 'jsonl'))).toEqual([
      [1, 'a', 'một'],
      [4, undefined, 'hai'],
    ]);
  });

  test('the last line counts without its line feed, marked partial', async () => {
    const lines = await readAll('{"text":"một"}\n{"text":"hai"}', 'jsonl');
    expect(lines.map((line) => line.partial)).toEqual([false, true]);
  });

  test.each([1, 2, 3, 5, 64, 4096])('the size of the chunks (%i) does not show', async (size) => {
    const input = '\uFEFF{"id":1,"text":"Đắt quá 😡"}\nhỏng\n{"id":"3","text":""}\n';
    expect(short(await readAll(input, 'jsonl', {}, size))).toEqual([
      [1, '1', 'Đắt quá 😡'],
      { line: 2, error: 'not valid JSON' },
      [3, '3', ''],
    ]);
  });

  test('a byte order mark is removed at the start alone', async () => {
    const lines = await readAll('\uFEFF{"text":"\uFEFFa"}\n', 'jsonl');
    expect(short(lines)).toEqual([[1, undefined, '\uFEFFa']]);
  });

  test('a number as id is echoed as a string, beyond 2^53 digit by digit', async () => {
    const input =
      '{"id":7,"text":"a"}\n{"id":3120036654733951760,"text":"id 12345678901234567890 \\" 1"}\n{"id":null,"text":"c"}\n';
    expect(short(await readAll(input, 'jsonl'))).toEqual([
      [1, '7', 'a'],
      [2, '3120036654733951760', 'id 12345678901234567890 " 1'],
      [3, undefined, 'c'],
    ]);
  });

  test('text missing or not a string is reported in its place, with the id where there is one', async () => {
    const input = '{"id":"x"}\n{"id":9,"text":5}\n{"text":null}\n[1]\n"a"\nnull\n';
    expect(short(await readAll(input, 'jsonl'))).toEqual([
      { line: 1, id: 'x', error: '"text" is missing' },
      { line: 2, id: '9', error: '"text" is not a string' },
      { line: 3, error: '"text" is not a string' },
      { line: 4, error: 'not a JSON object' },
      { line: 5, error: 'not a JSON object' },
      { line: 6, error: 'not a JSON object' },
    ]);
  });

  test('NUL and lone surrogates are kept as they stand', async () => {
    expect(short(await readAll('{"text":"a\\u0000b\\ud83d"}\n', 'jsonl'))).toEqual([
      [1, undefined, 'a\0b\ud83d'],
    ]);
  });

  test('optional fields are read, useless ones count as missing, unknown keys are ignored', async () => {
    const input = `${JSON.stringify({ text: 'a', author: 12, createdAt: '2026-11-01T10:00:00+0700', post: 'p', source: 's', like: 3 })}\n${JSON.stringify({ text: 'b', author: {}, createdAt: 'hôm qua', post: [], source: null })}\n`;
    const records = (await readAll(input, 'jsonl')).map((line) => 'record' in line && line.record);
    expect(records).toEqual([
      { text: 'a', author: '12', createdAt: new Date('2026-11-01T03:00:00Z'), post: 'p', source: 's' },
      { text: 'b' },
    ]);
  });

  test.each([
    ['2026-11-01T10:00:00', '2026-11-01T03:00:00.000Z'],
    ['2026-11-01 10:00', '2026-11-01T03:00:00.000Z'],
    ['2026-11-01', '2026-10-31T17:00:00.000Z'],
    ['2026-11-01T10:00:00.5Z', '2026-11-01T10:00:00.500Z'],
    [1793500000, '2026-11-01T02:26:40.000Z'],
    [1793500000123, '2026-11-01T02:26:40.123Z'],
    ['1793500000', '2026-11-01T02:26:40.000Z'],
  ])('createdAt %s is the same moment on every machine', async (createdAt, expected) => {
    const [line] = await readAll(`${JSON.stringify({ text: 'a', createdAt })}\n`, 'jsonl');
    expect(line && 'record' in line && line.record.createdAt?.toISOString()).toBe(expected);
  });

  test('bytes that are not UTF-8 spoil their line alone; U+FFFD itself is a character like others', async () => {
    const input = Buffer.concat([
      Buffer.from('{"text":"một"}\n{"text":"'),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('"}\n{"text":"\uFFFD"}\n'),
    ]);
    expect(short(await readAll(input, 'jsonl'))).toEqual([
      [1, undefined, 'một'],
      { line: 2, error: 'not valid UTF-8' },
      [3, undefined, '\uFFFD'],
    ]);
  });

  test('a comment of a megabyte passes; an endless line is reported and the next one read', async () => {
    const long = 'ạ'.repeat(350_000);
    const input = `${JSON.stringify({ text: long })}\n${'x'.repeat(MAX_LINE_BYTES + 1)}\n{"text":"sau"}\n`;
    const lines = await readAll(input, 'jsonl', {}, 65_536);
    expect(lines.map((line) => ('record' in line ? line.record.text.length : line.error))).toEqual([
      350_000,
      `the line is longer than ${MAX_LINE_BYTES} bytes`,
      3,
    ]);
  });

  test('errors quote nothing of the line', async () => {
    const lines = await readAll('{"text": "bí mật\n{bí mật}\n', 'jsonl');
    expect(JSON.stringify(lines)).not.toContain('bí mật');
  });

  test('reading resumes at a position', async () => {
    const input = Buffer.from('{"text":"một"}\n{"text":"hai"}\n{"text":"ba"}\n');
    const from = (await readAll(input, 'jsonl'))[1]?.next ?? { line: 0, byte: 0 };
    expect(short(await readAll(input.subarray(from.byte), 'jsonl', { from }))).toEqual([
      [3, undefined, 'ba'],
    ]);
  });

  test('UTF-16 is refused with what to do', async () => {
    await expect(readAll(Buffer.from('\uFEFF{"text":"a"}\n', 'utf16le'), 'jsonl')).rejects.toThrow(
      RefusedInput,
    );
  });

  test('an empty input holds no comments', async () => {
    expect(await readAll('', 'jsonl')).toEqual([]);
    expect(await readAll('\uFEFF\n\n', 'jsonl')).toEqual([]);
  });
});

describe('CSV', () => {
  test('the header names the columns in any order and case; the BOM of spreadsheets is no part of it', async () => {
    const input = '\uFEFFText, ID ,createdAt,extra\r\nchào,1,2026-11-01T00:00:00Z,x\r\n';
    const [line] = await readAll(input, 'csv');
    expect(line).toMatchObject({
      line: 2,
      record: { id: '1', text: 'chào', createdAt: new Date('2026-11-01T00:00:00Z') },
    });
  });

  test.each([',', ';', '\t'])('the delimiter %j is found by the header', async (delimiter) => {
    const input = `id${delimiter}text\n1${delimiter}"a${delimiter}b"\n`;
    expect(short(await readAll(input, 'csv'))).toEqual([[2, '1', `a${delimiter}b`]]);
  });

  test('quotes, doubled quotes, line breaks in texts; the line is where the record starts', async () => {
    const input = 'id,text\n1,"a ""b"", c"\n\n2,"dòng một\r\n\ndòng ba"\n3,5" và "x" y\n4,""\n';
    expect(short(await readAll(input, 'csv'))).toEqual([
      [2, '1', 'a "b", c'],
      [4, '2', 'dòng một\r\n\ndòng ba'],
      [7, '3', '5" và "x" y'],
      [8, '4', ''],
    ]);
  });

  test('an empty id is a missing id, an empty text an empty comment', async () => {
    expect(short(await readAll('id,text\n,\n', 'csv'))).toEqual([[2, undefined, '']]);
  });

  test('a quote that never closes costs its own line alone', async () => {
    const input = 'id,text\n1,"không đóng\n2,sau\n3,"x, y"\n4,cuối\n';
    expect(short(await readAll(input, 'csv'))).toEqual([
      { line: 2, error: 'a quote is opened and never closed' },
      [3, '2', 'sau'],
      [4, '3', 'x, y'],
      [5, '4', 'cuối'],
    ]);
    const many = Array.from({ length: 2_000 }, (_, i) => `${i},dòng ${i}`).join('\n');
    const lines = await readAll(`id,text\nx,"mở\n${many}\n`, 'csv', {}, 4096);
    expect(lines).toHaveLength(2_001);
    expect(lines.filter((line) => 'error' in line).map((line) => line.line)).toEqual([2]);
    expect(lines.some((line) => line.partial)).toBe(false);
  });

  test('text after a closing quote and stray fields are reported, never cut', async () => {
    expect(short(await readAll('id,text\n1,"a"b\n2,một, hai\n3,ba,\n4\n', 'csv'))).toEqual([
      { line: 2, error: 'a closing quote is followed by text' },
      { line: 3, id: '2', error: '3 fields where the header has 2; texts with a delimiter need quotes' },
      [4, '3', 'ba'],
      { line: 5, id: '4', error: '"text" is missing' },
    ]);
  });

  test('a raw NUL is kept, bytes that are not UTF-8 spoil their record alone', async () => {
    const input = Buffer.concat([Buffer.from('text\na\0b\n"x'), Buffer.from([0xff]), Buffer.from('\nsau\n')]);
    expect(short(await readAll(input, 'csv'))).toEqual([
      [2, undefined, 'a\0b'],
      { line: 3, error: 'not valid UTF-8' },
      [4, undefined, 'sau'],
    ]);
  });

  test('what hangs on a quote still open at the end is partial', async () => {
    const lines = await readAll('text\na\n"b\nc\n', 'csv');
    expect(lines.map((line) => [line.line, line.partial])).toEqual([
      [2, false],
      [3, true],
      [4, true],
    ]);
  });

  test('a header without "text", or with two, is refused', async () => {
    await expect(readAll('id,comment\n1,a\n', 'csv')).rejects.toThrow(/no column "text"/);
    await expect(readAll('text,text\n1,a\n', 'csv')).rejects.toThrow(/more than once/);
  });

  test('an empty input or a header alone holds no comments', async () => {
    expect(await readAll('', 'csv')).toEqual([]);
    expect(await readAll('id,text\n', 'csv')).toEqual([]);
  });

  test('reading resumes in the middle with the header given', async () => {
    const input = Buffer.from('id;text\n1;"a\nb"\n2;c\n');
    const from = (await readAll(input, 'csv'))[0]?.next ?? { line: 0, byte: 0 };
    expect(from.line).toBe(4);
    expect(short(await readAll(input.subarray(from.byte), 'csv', { from, header: 'id;text' }))).toEqual([
      [4, '2', 'c'],
    ]);
  });
});
