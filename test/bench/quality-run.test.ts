import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadCases } from '../functional/cases.ts';

const report = z.object({
  halves: z.array(z.object({ half: z.string(), functions: z.array(z.unknown()) })),
  sets: z.array(
    z.object({
      set: z.string(),
      by: z.string(),
      bars: z.array(z.object({ name: z.string(), value: z.number().nullable() })),
    }),
  ),
});

let rules: string;
let data: string;

beforeAll(() => {
  rules = mkdtempSync(path.join(tmpdir(), 'rules-'));
  copyFileSync('rules/decisions.yaml', path.join(rules, 'decisions.yaml'));
  writeFileSync(
    path.join(rules, 'one.yaml'),
    [
      '- id: sexual.one',
      '  title: Một luật',
      '  category: sexual',
      '  stage: flag',
      '  severity: low',
      '  why: Để chạy thử',
      '  when: { phrase: [tục tĩu quá chừng] }',
      '  examples: { match: [nghe tục tĩu quá chừng], no_match: [nghe hay quá] }',
    ].join('\n'),
  );
  data = mkdtempSync(path.join(tmpdir(), 'data-'));
});

afterAll(() => {
  rmSync(rules, { recursive: true });
  rmSync(data, { recursive: true });
});

function quality(...args: string[]) {
  return spawnSync(
    process.execPath,
    ['--import', './scripts/typescript.mjs', 'bench/quality.ts', '--rules', rules, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 25 },
  );
}

test('failed cases of the held-out half are named by id, never shown', () => {
  const { stdout, status } = quality('--held-out', '--errors', '2000');
  expect(status).toBe(1);
  expect(stdout).toContain('Functional suite, held-out half');
  expect(stdout).toMatch(/✗ [a-z-]+\.[a-z-]+\/h\d{2,}/);
  expect(stdout).not.toContain('open half');
  expect(loadCases('held-out').filter(({ text }) => stdout.includes(text))).toEqual([]);
});

test('JSON holds both halves apart and the labelled sets beside a plain word list', () => {
  for (const set of ['vihos', 'safesense']) {
    mkdirSync(path.join(data, set));
    const rows = [
      { text: 'nghe tục tĩu quá chừng', label: 'HOS', spans: [[5, 22]] },
      { text: 'nghe hay', label: 'CLEAN', spans: [] },
    ];
    writeFileSync(path.join(data, set, 'dev.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  writeFileSync(path.join(data, 'offensive-words-vi.txt'), 'hay\n');
  const { stdout } = quality('--json', '--data', data);
  const told = report.parse(JSON.parse(stdout));
  expect(told.halves.map(({ half }) => half)).toEqual(['held-out', 'open']);
  expect(told.halves.every(({ functions }) => functions.length > 50)).toBe(true);
  const recall = told.sets
    .filter(({ set }) => set === 'vihos/dev')
    .map(({ by, bars }) => [by, bars.find(({ name }) => name === 'comment recall')?.value]);
  expect(recall).toEqual([
    ['rules', 1],
    ['word list', 0],
  ]);
});

test('without a rulebook it says where the faults are and exits 2', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'empty-'));
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', './scripts/typescript.mjs', 'bench/quality.ts', '--rules', empty],
    { encoding: 'utf8' },
  );
  rmSync(empty, { recursive: true });
  expect(status).toBe(2);
  expect(stderr).toContain('no-rules');
});
