import { expect, test } from '@jest/globals';
import { type FileFormat, readComments, RefusedInput } from '../../src/adapters/platforms/file/read.ts';
import { mutateBody } from './mutate.ts';
import { eachSeed, RUNS } from './seeds.ts';

const LINES: Record<FileFormat, string[]> = {
  jsonl: [
    '{"id":1,"text":"còn hàng không","createdAt":"2026-11-20T02:00:00Z"}',
    '{"id":"b","text":"giá bao nhiêu 😀","author":"u1","post":"p1"}',
    '{"text":"đẹp\\nquá","source":"7"}',
  ],
  csv: ['id,text,author', '1,"còn hàng, không",u1', '2,"giá ""bao"" nhiêu",u2', '3,đẹp quá,'],
};

async function* chunks(bytes: Buffer, random: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * 40);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Reads everything; a refusal of the whole is an answer too. */
async function read(bytes: Buffer, format: FileFormat, random: () => number): Promise<number> {
  let count = 0;
  let last = 0;
  try {
    for await (const batch of readComments(chunks(bytes, random), format)) {
      for (const line of batch) {
        count += 1;
        expect(line.line).toBeGreaterThan(last);
        last = line.line;
        if ('record' in line) expect(typeof line.record.text).toBe('string');
        else expect(line.error).toMatch(/^[\w ,;:“”"'’().`-]{3,120}$/u);
      }
    }
  } catch (error) {
    if (!(error instanceof RefusedInput)) throw error;
  }
  return count;
}

test.each<FileFormat>(['jsonl', 'csv'])(
  '%s: damaged lines are told in their place and never end the reading',
  async (format) => {
    await eachSeed(RUNS * 25, async (random) => {
      const lines = Array.from({ length: 6 }, (_, index) => {
        const all = LINES[format];
        const line = all[index % all.length] ?? '';
        return random() < 0.5 ? mutateBody(line, random) : line;
      });
      const bytes = Buffer.from(lines.join(random() < 0.2 ? '\r\n' : '\n'));
      // Bytes that are no UTF-8, now and then.
      if (random() < 0.3) bytes[Math.floor(random() * bytes.length)] = 0x80 + Math.floor(random() * 0x7f);
      await read(bytes, format, random);
    });
  },
);

test('a good line after any damaged one is still read', async () => {
  await eachSeed(RUNS * 25, async (random, seed) => {
    const damaged = mutateBody(LINES.jsonl[seed % 3] ?? '', random).replaceAll('\n', ' ');
    let found = false;
    for await (const batch of readComments(
      chunks(Buffer.from(`${damaged}\n{"text":"lành"}\n`), random),
      'jsonl',
    )) {
      found ||= batch.some((line) => 'record' in line && line.record.text === 'lành');
    }
    expect(found).toBe(true);
  });
});
