import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sang } from './cli.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);

const DECISIONS = `- { id: scam, category: scam, decision: hide, suggest: hide }
- { id: reply, category: needs-reply, decision: reply, suggest: reply }
- { id: rest, decision: none, suggest: none }
`;
const SCAM = `id: scam.deposit
title: Xin cọc
category: scam
stage: flag
severity: high
why: Xin cọc rồi chặn
when: { all: [{ phrase: [chuyển khoản cọc] }, { contact: phone }] }
unless: [{ phrase: [bị lừa] }]
examples:
  match: [chuyển khoản cọc 0912 345 678]
  no_match: [chuyển khoản cọc 0912 345 678 là bị lừa]
`;

function book(name: string, files: Record<string, string>): void {
  mkdirSync(at(name));
  for (const [file, text] of Object.entries({ 'decisions.yaml': DECISIONS, ...files }))
    writeFileSync(at(`${name}/${file}`), text);
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sang-rules-'));
  book('good', { 'scam.yaml': SCAM });
  book('bad', { 'scam.yaml': SCAM.replace('title:', 'titel:') });
  book('broken', {
    'scam.yaml': SCAM.replace('no_match: [', 'no_match: [chuyển khoản cọc gọi 0912 345 678, '),
  });
  cpSync(at('good'), at('next'), { recursive: true });
  writeFileSync(
    at('next/scam.yaml'),
    SCAM.replace('severity: high', 'severity: low').replace('khoản cọc]', 'khoản cọc, đặt cọc]'),
  );
  writeFileSync(
    at('next/price.yaml'),
    'id: needs-reply.price\ntitle: Hỏi giá\ncategory: needs-reply\nstage: flag\nwhy: x\nwhen: { phrase: [giá bao nhiêu] }\nexamples: { match: [giá bao nhiêu], no_match: [rẻ] }\n',
  );
  mkdirSync(at('suite'));
  const line = (half: string, text: string, expect_: object): string =>
    JSON.stringify({ id: `${half}/1`, function: 'scam', half, text, expect: expect_ });
  const asked = { categories: ['scam'], decision: 'hide' };
  writeFileSync(
    at('suite/cases.jsonl'),
    [
      line('open', 'chuyển khoản cọc vào 0912 345 678', asked),
      line('open', 'chuyển khoản gấp', asked),
      line('held-out', 'gửi tiền trước nhé', asked),
      line('open', 'cửa hàng đẹp', { leave: true }),
    ].join('\n'),
  );
  writeFileSync(at('comments.jsonl'), '{"text":"giá bao nhiêu"}\n{"text":"đẹp"}\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('sang rules', () => {
  test('check: sound is 0, faults are 1, in either language or as JSON', async () => {
    const good = await sang(['rules', 'check', '--rules', at('good')]);
    expect(good).toMatchObject({ code: 0, out: 'Bộ luật dùng được: 1 luật, 0 điều nên xem lại.\n' });
    const bad = await sang(['rules', 'check', '--rules', at('bad')]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain(`${at('bad/scam.yaml')}:2:1: không có khoá “titel”`);
    const english = await sang(['rules', 'check', '--rules', at('bad'), '--lang', 'en']);
    expect(english.out).toContain('did you mean “title”?');
    const json = await sang(['rules', 'check', '--rules', at('bad'), '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, rulebook: null });
    expect(JSON.parse(json.out).faults).toContainEqual(
      expect.objectContaining({ file: 'scam.yaml', line: 2, column: 1, code: 'unknown-key', value: 'titel' }),
    );
  });

  test('test: shows what broke with the place marked; held-out cases are counted, never shown', async () => {
    const suite = ['--suite', at('suite')];
    const good = await sang(['rules', 'test', '--rules', at('good'), ...suite]);
    expect(good.code).toBe(0);
    expect(good.out).toContain('Ví dụ: 2/2');
    expect(good.out).toContain('Bộ kiểm thử open: 2/3');
    expect(good.out).toContain('chuyển khoản gấp');
    expect(good.out).toContain('Bộ kiểm thử held-out: 0/1');
    expect(good.out).not.toContain('gửi tiền trước');
    const broken = await sang(['rules', 'test', '--rules', at('broken'), ...suite]);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('«chuyển khoản cọc» gọi «0912 345 678»');
    const json = await sang(['rules', 'test', '--rules', at('broken'), ...suite, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, examples: { all: 3, failed: 1 } });
    expect(json.out).not.toContain('gửi tiền trước');
  });

  test('explain: read, met, saved, decided', async () => {
    const rules = ['--rules', at('good')];
    const hit = await sang(['rules', 'explain', 'chuyen khoan coc 0912 345 678', ...rules]);
    expect(hit.code).toBe(0);
    expect(hit.out).toContain('Bình luận: «chuyen khoan coc» «0912 345 678»');
    expect(hit.out).toContain('Bước chuẩn hoá: chữ không dấu');
    expect(hit.out).toContain('scam.deposit [flag] Xin cọc: KHỚP');
    expect(hit.out).toContain('Quyết định: hide, đề xuất: hide (scam)');
    const saved = await sang([
      'rules',
      'explain',
      'chuyển khoản cọc 0912 345 678 là bị lừa',
      ...rules,
      '--lang',
      'en',
    ]);
    expect(saved.out).toContain('Xin cọc: saved by unless');
    expect(saved.out).toContain('phrase: [bị lừa] (yes): “bị lừa”');
    expect(saved.out).toContain('Decision: none');
    const lacks = await sang(['rules', 'explain', 'chuyển khoản cọc', ...rules]);
    expect(lacks.out).toContain('không khớp\n    ✗ thiếu: contact: phone\n');
    const json = await sang(['rules', 'explain', 'chuyển khoản cọc', ...rules, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({
      text: 'chuyển khoản cọc',
      verdict: { decision: 'none' },
      rules: [{ rule: 'scam.deposit', matched: false, when: { outcome: 'no' } }],
    });
  });

  test('check: a sentence the page protects itself refuses the rule that would hide it', async () => {
    cpSync(at('good'), at('own'), { recursive: true });
    mkdirSync(at('own/canaries'));
    const sentence = 'Shop đòi chuyển khoản cọc trước, gọi 0912 345 678 thì không ai nghe';
    writeFileSync(at('own/canaries/trang.txt'), `# khách hay phàn nàn\n${sentence}\n`);
    const { code, out } = await sang(['rules', 'check', '--rules', at('own')]);
    expect(code).toBe(1);
    expect(out).toContain(sentence);
    expect(out).toContain('(canary-hidden)');
  });

  test('explain: nothing in a comment steers the terminal', async () => {
    const { out } = await sang(['rules', 'explain', 'a\u001B[2Jb\u202Ec', '--rules', at('good')]);
    expect(out.includes('\u001B') || out.includes('\u202E')).toBe(false);
  });

  test('list', async () => {
    const { out } = await sang(['rules', 'list', '--rules', at('next')]);
    expect(out.split('\n')[0]).toMatch(/^needs-reply\.price\s+needs-reply\s+medium\s+flag/);
    const json = await sang(['rules', 'list', '--rules', at('next'), '--json']);
    expect(JSON.parse(json.out).rules).toHaveLength(2);
  });

  test('diff: rules and verdicts that change', async () => {
    const args = ['rules', 'diff', at('good'), at('next'), '--comments', at('comments.jsonl')];
    const { code, out } = await sang(args);
    expect(code).toBe(0);
    expect(out).toContain('+ needs-reply.price');
    expect(out).toContain('~ scam.deposit: detects; severity: high → low');
    expect(out).toContain('1/2 bình luận đổi kết quả');
    expect(out).toContain('none → reply');
    expect(JSON.parse((await sang([...args, '--json'])).out)).toMatchObject({
      added: ['needs-reply.price'],
      removed: [],
      compared: 2,
      differing: 1,
    });
    expect((await sang(['rules', 'diff', at('good'), at('bad')])).code).toBe(1);
  });
});
