import type { MoneyKind } from '../../domain/detect/money.ts';
import { NO, YES, type Condition } from './condition.ts';

/** The comment names an amount of money, or one per time. */
export function money(says: string, kinds: readonly MoneyKind[]): Condition {
  return {
    kind: 'money',
    says,
    test(reading, found) {
      const spans = kinds.flatMap((kind) => reading.money(kind));
      for (const [start, end] of spans) found.push({ start, end, first: -1, last: -1, steps: 0 });
      return spans.length > 0 ? YES : NO;
    },
  };
}
