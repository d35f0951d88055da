import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { reached, share } from '../../bench/quality/bar.ts';
import { byFunction, judge, summary } from '../../bench/quality/functional.ts';
import { measure } from '../../bench/quality/labelled.ts';
import { f1, overlap } from '../../bench/quality/spans.ts';
import { WordList } from '../../bench/quality/word-list.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { Case } from '../functional/cases.ts';

const now = new Date('2026-11-24T09:00:00+07:00');

describe('passages', () => {
  test('UTF-16 offsets and code points meet behind an emoji', () => {
    const text = '😀😀 đồ ngu';
    expect(overlap(text, [[5, 11]], [[3, 9]])).toEqual({ both: 6, onlyFound: 0, onlyLabelled: 0 });
  });

  test('characters in several spans count once', () => {
    const found = overlap(
      'abcdef',
      [
        [0, 4],
        [2, 4],
      ],
      [[2, 6]],
    );
    expect(found).toEqual({ both: 2, onlyFound: 2, onlyLabelled: 2 });
    expect(f1(found)).toBeCloseTo(0.5);
  });

  test('two empty sets agree, one empty set does not', () => {
    expect(f1(overlap('abc', [], []))).toBe(1);
    expect(f1(overlap('abc', [[0, 2]], []))).toBe(0);
    expect(f1(overlap('abc', [], [[0, 2]]))).toBe(0);
  });
});

test('agreement with labels: precision, recall, hiding and passages', () => {
  const rows = [
    { text: 'một', label: 'HOS' as const, spans: [[0, 3] as [number, number]] },
    { text: 'hai', label: 'HOS' as const, spans: [[0, 3] as [number, number]] },
    { text: 'bốn', label: 'CLEAN' as const, spans: [] },
    { text: 'năm', label: 'CLEAN' as const, spans: [] },
  ];
  const nothing = { spans: [], found: false, hide: false };
  const answers = [
    { spans: [[0, 3] as const], found: true, hide: true },
    nothing,
    { spans: [[0, 1] as const], found: true, hide: true },
    nothing,
  ];
  const { bars, wrong } = measure(rows, answers, true);
  const value = (name: string) => bars.find((bar) => bar.name === name)?.value;
  expect(value('passage F1 (mean)')).toBeCloseTo(0.5);
  expect(value('passage F1 (pooled)')).toBeCloseTo(6 / 10);
  expect(value('comment precision')).toBeCloseTo(0.5);
  expect(value('comment recall')).toBeCloseTo(0.5);
  expect(value('suggested hide: precision')).toBeCloseTo(0.5);
  expect(wrong).toEqual([
    { kind: 'missed', text: 'hai' },
    { kind: 'found, labelled clean', text: 'bốn' },
  ]);
  expect(bars.filter((bar) => !reached(bar)).map(({ name }) => name)).toEqual([
    'passage F1 (mean)',
    'comment precision',
    'comment recall',
    'suggested hide: precision',
  ]);
});

test('nothing measured reaches no bar', () => {
  expect(reached(share('empty', 0, 0, { least: 0.5 }))).toBe(false);
  expect(reached(share('most', 0, 10, { most: 0 }))).toBe(true);
  expect(reached(share('most', 1, 10, { most: 0 }))).toBe(false);
});

test('a plain word list matches whole tokens, NFC and letter case aside', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'words-'));
  try {
    const file = path.join(folder, 'words.txt');
    writeFileSync(file, 'ngu\nóc chó\n');
    const list = new WordList(file);
    expect(list.find('NGU quá, óc chó'.normalize('NFD'))).toHaveLength(2);
    expect(list.find('đi ngủ với nguời óc')).toEqual([]);
    expect(list.find('đồ óc chó')).toEqual([[3, 9]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the functional suite', () => {
  const rules = `
- id: sexual.test
  title: Thử
  category: sexual
  severity: low
  stage: flag
  why: Thử
  when: { phrase: [xấu xa] }
  examples: { match: ["mày xấu xa"], no_match: ["đường xấu"] }
- id: needs-reply.test
  title: Thử
  category: needs-reply
  severity: low
  stage: flag
  why: Thử
  when: { phrase: [bao nhiêu tiền] }
  examples: { match: ["bao nhiêu tiền vậy"], no_match: ["tiền"] }
`;
  const files = [
    { path: 'test.yaml', text: rules },
    { path: 'decisions.yaml', text: readFileSync('rules/decisions.yaml', 'utf8') },
  ];
  const compiled = compileRulebook(files, { now, canaries: [] });
  const one = (id: string, text: string, expected: Case['expect'], trick?: string): Case => ({
    id: `${id}/o01`,
    function: id,
    text,
    expect: expected,
    half: 'open',
    ...(trick === undefined ? {} : { trick }),
  });

  test('tells seen, advised, left alone and harmed apart', () => {
    expect(compiled.faults).toEqual([]);
    const judged = judge(
      [
        one('sexual.seen', 'mày xấu xa', { categories: ['sexual'], decision: 'flag' }),
        one('sexual.hide', 'mày xấu xa lắm', { categories: ['sexual'], decision: 'hide', suggest: 'hide' }),
        one('sexual.missed', 'mày tệ', { categories: ['sexual'] }),
        one('leave.good', 'cái áo này bao nhiêu tiền', { leave: true }),
        one('leave.harmed', 'mày xấu xa thật', { leave: true }),
        one('trick.x', 'mày x.ấ.u x.a', { categories: ['sexual'] }, 'dotted'),
      ],
      compiled.rulebook!,
      now,
    );
    expect(judged.map(({ pass }) => pass).slice(0, 5)).toEqual([true, false, false, true, false]);
    expect(judged.map(({ seen }) => seen).slice(0, 3)).toEqual([true, true, false]);
    expect(judged.map(({ harmed }) => harmed).slice(3, 5)).toEqual([false, true]);
    const bars = new Map(summary(judged).map(({ name, of }) => [name, of]));
    expect(bars.get('harm seen')).toEqual([2, 3]);
    expect(bars.get('hide-worthy suggested hide')).toEqual([0, 1]);
    expect(bars.get('protected speech flagged as harm')).toEqual([1, 2]);
    expect(bars.get('tricks seen through')?.[1]).toBe(1);
    expect(byFunction(judged).find((rate) => rate.function === 'leave.good')).toEqual({
      function: 'leave.good',
      passed: 1,
      all: 1,
    });
  });
});
