import { describe, expect, test } from '@jest/globals';
import { CATEGORIES } from '../../src/domain/categories.ts';
import { type Half, leaves, loadCases } from './cases.ts';

test('the two halves are 1,300 cases or more, no text in both', () => {
  const all = [...loadCases('held-out'), ...loadCases('open')];
  expect(all.length).toBeGreaterThanOrEqual(1300);
  expect(new Set(all.map((one) => one.text.normalize('NFC'))).size).toBe(all.length);
});

describe.each<Half>(['held-out', 'open'])('the %s half', (half) => {
  const cases = loadCases(half);

  test('has at least 600 cases, marked with their half', () => {
    expect(cases.length).toBeGreaterThanOrEqual(600);
    expect(cases.filter((one) => one.half !== half)).toEqual([]);
  });

  test('has no id and no text twice, and ids begin with their function', () => {
    expect(new Set(cases.map((one) => one.id)).size).toBe(cases.length);
    expect(new Set(cases.map((one) => one.text.normalize('NFC'))).size).toBe(cases.length);
    expect(cases.filter((one) => !one.id.startsWith(`${one.function}/`))).toEqual([]);
  });

  test('asks for every category and for silence', () => {
    const asked = new Set(cases.flatMap((one) => (leaves(one.expect) ? ['leave'] : one.expect.categories)));
    expect([...asked].toSorted()).toEqual([...CATEGORIES, 'leave'].toSorted());
    expect(cases.filter((one) => leaves(one.expect)).length).toBeGreaterThanOrEqual(180);
  });

  test('names a trick exactly where a disguise is tested', () => {
    expect(cases.filter((one) => one.function.startsWith('trick.') !== (one.trick !== undefined))).toEqual(
      [],
    );
  });
});
