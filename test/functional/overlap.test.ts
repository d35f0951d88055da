import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { HALVES, loadCases } from './cases.ts';
import { ruleTexts, runs } from './overlap.ts';

test('no case shares four consecutive syllables with a phrase or example of a rule, save the tricks', () => {
  const theirs = new Set(ruleTexts('rules').flatMap(runs));
  const shared = HALVES.flatMap((half) =>
    loadCases(half)
      .filter(({ trick }) => trick === undefined)
      .flatMap(({ id, text }) =>
        runs(text)
          .filter((run) => theirs.has(run))
          .map((run) => `${id}: ${run}`),
      ),
  );
  expect(shared).toEqual([]);
});

test('phrases, examples and packs are read; titles, reasons, claims and canaries are not', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
  try {
    for (const inner of ['packs', 'claims', 'canaries']) mkdirSync(path.join(folder, inner));
    writeFileSync(
      path.join(folder, 'a.yaml'),
      [
        'rules:',
        '  - id: x.y',
        '    title: tên của luật này',
        '    why: vì sao lại có luật',
        '    when: { all: [{ phrase: [một hai ba bốn] }, { near: { a: năm, b: sáu, within: 3 } }] }',
        '    unless: [{ phrase: [bảy tám chín mười] }]',
        '    examples: { match: [Đây là ví dụ khớp], no_match: [còn đây thì không khớp] }',
      ].join('\n'),
    );
    writeFileSync(path.join(folder, 'packs', 'p.txt'), '# ghi chú của gói từ\ncụm từ trong gói\n');
    writeFileSync(path.join(folder, 'claims', 'c.yaml'), '- { id: c, claim: lời đồn không có thật }\n');
    writeFileSync(path.join(folder, 'canaries', 'k.txt'), 'câu này không luật nào được chạm\n');
    const found = runs(ruleTexts(folder).join('\n'));
    const all = new Set(ruleTexts(folder).flatMap(runs));
    expect(all).toEqual(
      new Set([
        'mot hai ba bon',
        'bay tam chin muoi',
        'day la vi du',
        'la vi du khop',
        'con day thi khong',
        'day thi khong khop',
        'cum tu trong goi',
      ]),
    );
    expect(found.length).toBeGreaterThan(all.size);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
