import { describe, expect, test } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { wilsonLower } from '../../../src/domain/decide/precision.ts';
import { earnedStage, reaches, type Standing, type TrackRecord } from '../../../src/domain/decide/stages.ts';

const standing: Standing = {
  examples: { match: 3, noMatch: 5 },
  owner: true,
  reviewBy: true,
  secondPerson: true,
};

function earned(record: Partial<TrackRecord>, about: Partial<Standing> = {}): string {
  const all: TrackRecord = {
    stage: 'shadow',
    category: 'scam',
    judged: 0,
    confirmed: 0,
    judgedBelow: 0,
    ...record,
  };
  return earnedStage(all, { ...standing, ...about });
}

describe('Wilson lower bound', () => {
  test('known values', () => {
    expect(wilsonLower(0, 0)).toBe(0);
    expect(wilsonLower(20, 20)).toBeCloseTo(0.8389, 3);
    expect(wilsonLower(8, 10)).toBeCloseTo(0.4902, 3);
    expect(wilsonLower(0, 10)).toBe(0);
  });

  test('never above the share, and rises with evidence', () => {
    assert(
      property(integer({ min: 1, max: 500 }), integer({ min: 0, max: 500 }), (judged, part) => {
        const confirmed = Math.min(judged, part);
        const bound = wilsonLower(confirmed, judged);
        expect(bound).toBeGreaterThanOrEqual(0);
        expect(bound).toBeLessThanOrEqual(confirmed / judged + 1e-12);
        expect(wilsonLower(confirmed * 2, judged * 2)).toBeGreaterThanOrEqual(bound - 1e-12);
      }),
    );
  });
});

describe('earned stages', () => {
  test('shadow to flag: twenty judged and a bound of 0.60', () => {
    expect(earned({ judged: 19, confirmed: 19 })).toBe('shadow');
    expect(earned({ judged: 20, confirmed: 17 })).toBe('flag');
    expect(earned({ judged: 20, confirmed: 16 })).toBe('shadow');
  });

  test('flag to hide: 73 without a fault is the least that shows 0.95', () => {
    expect(reaches('hide', 72, 72)).toBe(false);
    expect(earned({ stage: 'flag', judged: 73, confirmed: 73 })).toBe('hide');
    expect(earned({ stage: 'flag', judged: 73, confirmed: 72 })).toBe('flag');
  });

  test.each<Partial<Standing>>([
    { owner: false },
    { reviewBy: false },
    { secondPerson: false },
    { examples: { match: 2, noMatch: 5 } },
    { examples: { match: 3, noMatch: 4 } },
  ])('no automatic hiding with %j', (missing) => {
    expect(earned({ stage: 'flag', judged: 200, confirmed: 200 }, missing)).toBe('flag');
  });

  test.each(['hate', 'abuse', 'needs-reply', 'false-claim', 'at-risk'] as const)(
    '%s never earns hide',
    (category) => {
      expect(earned({ stage: 'flag', category, judged: 500, confirmed: 500 })).toBe('flag');
    },
  );

  test('below its gate for twenty judgements: one stage down, threats and people at risk excepted', () => {
    const poor = { stage: 'hide', judged: 100, confirmed: 90 } as const;
    expect(earned({ ...poor, judgedBelow: 19 })).toBe('hide');
    expect(earned({ ...poor, judgedBelow: 20 })).toBe('flag');
    expect(earned({ stage: 'flag', judged: 40, confirmed: 10, judgedBelow: 20 })).toBe('shadow');
    expect(earned({ stage: 'flag', category: 'threat', judged: 40, confirmed: 10, judgedBelow: 40 })).toBe(
      'flag',
    );
    expect(earned({ stage: 'flag', category: 'at-risk', judged: 40, confirmed: 10, judgedBelow: 40 })).toBe(
      'flag',
    );
  });

  test('a draft stays a draft', () => {
    expect(earned({ stage: 'draft', judged: 100, confirmed: 100 })).toBe('draft');
  });
});
