import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sang, startSang } from './cli.ts';

let folder = '';
let rules = '';

const DECISIONS = `- { id: scam, category: scam, decision: hide, suggest: hide }
- { id: reply, category: needs-reply, decision: reply, suggest: reply }
- { id: claim, category: false-claim, decision: flag, suggest: reply }
- { id: rest, decision: none, suggest: none }
`;
const RULES = `- id: scam.deposit
  title: Xin cọc
  category: scam
  stage: flag
  severity: high
  why: Xin cọc rồi chặn
  when: { all: [{ phrase: [chuyển khoản cọc] }, { contact: phone }] }
  examples: { match: [chuyển khoản cọc 0912 345 678], no_match: [gọi 0912 345 678] }
- id: needs-reply.price
  title: Hỏi giá
  category: needs-reply
  stage: flag
  severity: low
  why: Đang chờ trả lời
  when: { phrase: [giá bao nhiêu] }
  examples: { match: [giá bao nhiêu], no_match: [rẻ quá] }
- id: spam.trial
  title: Thử
  category: spam
  stage: shadow
  why: Thử
  when: { phrase: [mua ngay] }
  examples: { match: [mua ngay], no_match: [mua chưa] }
- id: false-claim.any
  title: Tin sai
  category: false-claim
  stage: flag
  why: Đã đính chính
  when: { claim: any }
  examples: { no_match: [cầu đẹp], match: [cầu Bến Mới đóng cửa ba tháng] }
`;
const CLAIM = `id: cau
claim: cầu Bến Mới đóng cửa ba tháng
correction: Cầu vẫn mở.
source_url: https://bao.vi-du.vn/cau
published: 2026-01-01
valid_until: 2026-06-01
`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sang-screen-'));
  rules = path.join(folder, 'rules');
  mkdirSync(rules);
  writeFileSync(path.join(rules, 'decisions.yaml'), DECISIONS);
  writeFileSync(path.join(rules, 'rules.yaml'), RULES);
  writeFileSync(path.join(folder, 'claim.yaml'), CLAIM);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const given = (): string[] => ['--rules', rules, '--claims', path.join(folder, 'claim.yaml')];
const run = async (input: string | Buffer, ...args: string[]): ReturnType<typeof sang> =>
  sang(['screen', ...given(), '--now', '2026-02-01', ...args], input);

interface Line {
  id: string;
  findings: { rule: string; spans: [number, number][] }[];
  decision: string;
  shadow?: unknown[];
}
const lines = (out: string): Line[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));

describe('sang screen', () => {
  test('one line a comment, keys in the order of the contract', async () => {
    const text = '😀 chuyen khoan coc 0912 345 678 nha';
    const { code, out, err } = await run(`${JSON.stringify({ id: 7, text, more: 1 })}\n`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const hash = /"rulebook":"(sha256[0-9a-f]{64})"/.exec(out)?.[1];
    const finding =
      '{"rule":"scam.deposit","category":"scam","severity":"high","spans":[[3,19],[20,32]],"steps":["unaccented"],"why":"Xin cọc rồi chặn"}';
    expect(out).toBe(
      `{"id":"7","decision":"hide","suggest":"hide","categories":[{"category":"scam","severity":"high"}],"findings":[${finding}],"language":{"code":"vi","accents":"none"},"rulebook":"${hash}"}\n`,
    );
  });

  test('missing ids are line numbers, blank lines are skipped, broken lines answered in place', async () => {
    const input = [
      '{"text":"giá bao nhiêu"}',
      '',
      'no json',
      '{"id":"b"}',
      '{"id":12345678901234567890,"text":""}',
      '{"text":"a\\u0000 giá bao nhiêu \\ud800"}',
    ].join('\r\n');
    const { code, out } = await run(input, '-');
    expect(code).toBe(1);
    const read = lines(out);
    expect(read.map(({ id, decision }) => [id, decision])).toEqual([
      ['1', 'reply'],
      [undefined, undefined],
      ['b', undefined],
      ['12345678901234567890', 'none'],
      ['6', 'reply'],
    ]);
    expect(read[1]).toEqual({ line: 3, error: expect.any(String) });
    expect(read[2]).toEqual({ line: 4, id: 'b', error: expect.any(String) });
    expect(read[4]?.findings[0]?.spans).toEqual([[3, 16]]);
  });

  test('CSV by its name or by --format', async () => {
    const csv = '\uFEFFid,text\n1,"giá bao nhiêu, shop"\n';
    const file = path.join(folder, 'comments.csv');
    writeFileSync(file, csv);
    const named = await run('', file);
    expect(named.code).toBe(0);
    expect(lines(named.out)).toMatchObject([{ id: '1', decision: 'reply' }]);
    expect((await run(csv, '--format', 'csv')).out).toBe(named.out);
  });

  test('--shadow adds what shadow rules find; they never decide', async () => {
    const input = '{"text":"mua ngay"}\n';
    const [plain] = lines((await run(input)).out);
    expect(plain).toMatchObject({ decision: 'none', findings: [] });
    expect(plain).not.toHaveProperty('shadow');
    const [shadowed] = lines((await run(input, '--shadow')).out);
    expect(shadowed).toMatchObject({ decision: 'none', findings: [], shadow: [{ rule: 'spam.trial' }] });
  });

  test('--claims and --now: a claim counts until it expires', async () => {
    const input = '{"text":"nghe nè, cầu Bến Mới đóng cửa ba tháng"}\n';
    expect(lines((await run(input)).out)[0]).toMatchObject({ decision: 'flag', suggest: 'reply' });
    expect(lines((await run(input, '--now', '2026-06-02T00:00:00+07:00')).out)[0]).toMatchObject({
      decision: 'none',
    });
  });

  test('the same input gives the same output', async () => {
    const input = '{"text":"giá bao nhiêu"}\n{"text":"x"}\n';
    expect((await run(input)).out).toBe((await run(input)).out);
  });

  test('refuses with 2: a rulebook with faults, a file that is not there, an unknown option', async () => {
    const broken = path.join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'decisions.yaml'), DECISIONS);
    writeFileSync(path.join(broken, 'a.yaml'), 'id: scam.x\ntitel: x\n');
    const refused = await sang(['screen', '--rules', broken], '{"text":"x"}\n');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('a.yaml:2:1');
    expect(refused.err).toContain('ý bạn là “title”?');
    expect(await run('', path.join(folder, 'nowhere.jsonl'))).toMatchObject({ code: 2, out: '' });
    expect(await run('', folder)).toMatchObject({ code: 2, out: '' });
    expect(await run('', '--colour')).toMatchObject({ code: 2, out: '' });
    expect(await run('', '--now', 'hôm qua')).toMatchObject({ code: 2, out: '' });
  });

  test.each([1, 5_000])(
    'a full disk under the results is said, exit 2, also when the last line alone is lost (%i lines)',
    async (lines) => {
      const child = spawn(
        process.execPath,
        ['--import', './scripts/typescript.mjs', path.join('src', 'cli', 'sang.ts'), 'screen'],
        { stdio: ['pipe', openSync('/dev/full', 'w'), 'pipe'] },
      );
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stdin?.on('error', () => undefined);
      child.stdin?.end('{"text":"xin chào"}\n'.repeat(lines));
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
      expect(said).toContain('cannot write the results: ENOSPC');
    },
  );

  test('a reader that leaves ends it quietly', async () => {
    const child = startSang('screen', ...given());
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    const line = `${JSON.stringify({ text: 'giá bao nhiêu' })}\n`;
    child.stdin.write(line);
    const feed = setInterval(() => child.stdin.write(line.repeat(2000)), 5);
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    clearInterval(feed);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('waits for a slow reader instead of piling up', async () => {
    const child = startSang('screen', ...given());
    child.stdin.on('error', () => undefined);
    const chunk = Buffer.from(`${JSON.stringify({ text: 'giá bao nhiêu' })}\n`.repeat(20_000));
    let taken = 0;
    // Nobody reads: what is taken in is bounded by the buffers on the way, whatever is offered.
    for (let offered = 0; offered < 60; offered++) {
      const accepted = await Promise.race([
        new Promise<boolean>((resolve) => {
          child.stdin.write(chunk, () => resolve(true));
        }),
        new Promise<boolean>((resolve) => {
          setTimeout(() => resolve(false), 3000);
        }),
      ]);
      if (!accepted) break;
      taken++;
    }
    child.kill('SIGKILL');
    child.stdin.destroy();
    expect(taken).toBeLessThan(10);
  });
});
