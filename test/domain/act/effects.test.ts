import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { effectOf, type Standing } from '../../../src/domain/act/effects.ts';
import type { CaseEvent, CaseState } from '../../../src/domain/act/transitions.ts';
import { HIDE_CATEGORIES } from '../../../src/domain/categories.ts';

const STATES = ['open', 'kept', 'hidden', 'replied', 'escalated', 'expired'] as const satisfies CaseState[];
const EVENTS = [
  'keep',
  'hide',
  'reply',
  'escalate',
  'undo',
  'appeal',
  'edit',
  'expire',
] as const satisfies CaseEvent[];
const NOW = new Date('2026-11-25T12:00:00Z');
const later = new Date(NOW.getTime() + 1);
const kept: Standing = {
  state: 'kept',
  hiddenByUs: false,
  hideCategory: 'scam',
  unhiddenByLast: true,
  unhideFailed: false,
};

test('undo gives an automatic hide back until its former end, and a person’s while an appeal is heard', () => {
  const undo = (former?: Standing['former']) =>
    effectOf('undo', former === undefined ? kept : { ...kept, former }, undefined, NOW);
  const provisional = { rule: 'scam.test', until: later };
  expect(undo({ appealed: false, provisional })).toEqual({ verb: 'hide', category: 'scam', provisional });
  expect(undo({ appealed: false, provisional: { ...provisional, until: NOW } })).toEqual({ verb: 'none' });
  expect(undo({ appealed: true })).toEqual({ verb: 'hide', category: 'scam' });
  expect(undo({ appealed: false })).toEqual({ verb: 'none' });
  expect(undo()).toEqual({ verb: 'none' });
});

test('only a person’s hide is without an end, and nothing that stands hidden is hidden again', () => {
  const former = fc.option(
    fc.record(
      {
        appealed: fc.boolean(),
        provisional: fc.record({
          rule: fc.constant('r'),
          until: fc.date({ min: new Date(0), max: new Date(2 * NOW.getTime()), noInvalidDate: true }),
        }),
      },
      { requiredKeys: ['appealed'] },
    ),
    { nil: undefined },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...EVENTS),
      fc.constantFrom(...STATES),
      fc.record({ hiddenByUs: fc.boolean(), unhiddenByLast: fc.boolean(), unhideFailed: fc.boolean() }),
      fc.constantFrom(...HIDE_CATEGORIES),
      former,
      (event, state, flags, category, was) => {
        const standing: Standing = {
          state,
          ...flags,
          hideCategory: category,
          ...(was === undefined ? {} : { former: was }),
        };
        const effect = effectOf(event, standing, category, NOW);
        if (effect.verb !== 'hide') return;
        expect(standing.hiddenByUs).toBe(false);
        const ends = effect.provisional !== undefined && effect.provisional.until > NOW;
        expect(event === 'hide' || ends || was?.appealed === true).toBe(true);
      },
    ),
    { numRuns: 2_000, seed: 5 },
  );
});
