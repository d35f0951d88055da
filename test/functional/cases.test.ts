import { describe, expect, test } from '@jest/globals';
import { CATEGORIES } from '../../src/domain/categories.ts';
import { type Half, leaves, loadCases } from './cases.ts';

describe.each<Half>(['held-out'])('the %s half', (half) => {
  const cases = loadCases(half);

  test('has at least 650 cases, marked with their half', () => {
    expect(cases.length).toBeGreaterThanOrEqual(650);
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
    expect(cases.filter((one) => leaves(one.expect)).length).toBeGreaterThanOrEqual(200);
  });

  test('names a trick exactly where a disguise is tested', () => {
    expect(cases.filter((one) => one.function.startsWith('trick.') !== (one.trick !== undefined))).toEqual(
      [],
    );
  });
});
