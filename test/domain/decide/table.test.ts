import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { CATEGORIES, CEILING, pressure, SEVERITIES } from '../../../src/domain/categories.ts';
import type { Category, Severity } from '../../../src/domain/categories.ts';
import { decide, NO_FINDING, rowFor, type DecisionRow } from '../../../src/domain/decide/table.ts';
import { raisedByWave } from '../../../src/domain/decide/wave.ts';
import type { Finding } from '../../../src/domain/verdict.ts';
import { readShippedRows } from './shipped-rows.ts';

const rows: DecisionRow[] = [
  { id: 'scam', categories: ['scam'], severities: ['medium', 'high'], decision: 'hide', suggest: 'hide' },
  { id: 'reply', categories: ['needs-reply'], decision: 'reply', suggest: 'reply' },
  { id: 'risk', categories: ['at-risk'], decision: 'urgent', suggest: 'escalate' },
  { id: 'threat', categories: ['threat'], decision: 'urgent', suggest: 'hide' },
  { id: 'rest', decision: 'none', suggest: 'none' },
];

function finding(category: Category, severity: Severity = 'medium'): Finding {
  return { rule: `${category}.x`, category, severity, stage: 'flag', spans: [[0, 1]], steps: [], why: '' };
}

describe('the decision table', () => {
  test('without findings there is nothing to decide', () => {
    expect(decide(rows, [])).toEqual({ decision: 'none', suggest: 'none', row: NO_FINDING });
  });

  test('the first row that fits counts, the last catches the rest', () => {
    expect(rowFor(rows, 'scam', 'high').id).toBe('scam');
    expect(rowFor(rows, 'scam', 'low').id).toBe('rest');
    expect(decide(rows, [finding('spam')]).row).toBe('rest');
  });

  test('the most pressing finding decides, wherever it stands', () => {
    const both = [finding('needs-reply'), finding('scam')];
    expect(decide(rows, both)).toEqual({ decision: 'hide', suggest: 'hide', row: 'scam' });
    expect(decide(rows, both.toReversed())).toEqual({ decision: 'hide', suggest: 'hide', row: 'scam' });
  });

  test('of equally pressing ones the stronger suggestion counts: someone at risk before a threat', () => {
    expect(decide(rows, [finding('threat'), finding('at-risk')]).row).toBe('risk');
  });

  test('a table without a last row is refused loudly', () => {
    expect(() => rowFor(rows.slice(0, 1), 'hate', 'low')).toThrow(RangeError);
  });
});

describe('the shipped table', () => {
  const shipped = readShippedRows();

  test('no row goes beyond its category, whatever is found', () => {
    for (const category of CATEGORIES) {
      for (const severity of SEVERITIES) {
        const { decision, suggest } = rowFor(shipped, category, severity);
        expect(pressure(decision)).toBeLessThanOrEqual(pressure(CEILING[category].decision));
        expect(['none', CEILING[category].suggest]).toContain(suggest);
      }
    }
  });

  test('complaints, claims and insults never lead to a suggestion to hide, in any company of their own', () => {
    const quiet = constantFrom<Category>('needs-reply', 'false-claim', 'abuse', 'at-risk');
    const findings = array(
      tuple(quiet, constantFrom(...SEVERITIES)).map(([category, severity]) => finding(category, severity)),
    );
    assert(
      property(findings, (found) => {
        const advice = decide(shipped, found);
        expect(advice.suggest).not.toBe('hide');
        expect(advice.decision).not.toBe('hide');
      }),
    );
  });

  test('bare profanity is found and decides nothing', () => {
    expect(decide(shipped, [finding('abuse', 'low')])).toEqual({
      decision: 'none',
      suggest: 'none',
      row: 'profanity',
    });
  });

  test('a complaint beside harm keeps both findings, harm decides', () => {
    expect(decide(shipped, [finding('needs-reply', 'low'), finding('spam')]).decision).toBe('hide');
  });
});

describe('waves', () => {
  const wave = { similar: 40, byAuthor: 1 };

  test('raise scam and spam by one severity, and nothing else', () => {
    const raised = raisedByWave(
      [finding('spam', 'low'), finding('scam', 'high'), finding('abuse', 'low')],
      wave,
    );
    expect(raised.map(({ severity }) => severity)).toEqual(['medium', 'high', 'low']);
  });

  test('add no finding, and do nothing when small or unknown', () => {
    expect(raisedByWave([], wave)).toEqual([]);
    expect(raisedByWave([finding('spam', 'low')], undefined)[0]?.severity).toBe('low');
    expect(raisedByWave([finding('spam', 'low')], { similar: 4, byAuthor: 2 })[0]?.severity).toBe('low');
  });
});
