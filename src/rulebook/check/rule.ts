import { isAutoHideCategory } from '../../domain/categories.ts';
import { HIDE_EXAMPLES, lapsed } from '../../domain/decide/stages.ts';
import { fault, type Fault, type FaultDetails } from '../fault.ts';
import type { FaultCode } from '../messages.ts';
import type { PlacedRule } from '../read-rules.ts';

/** Checks what one rule says about itself: stage, category, owner, review, examples. */
export function checkRule(
  { source, yaml, at, place }: PlacedRule,
  now: Date,
  faults: Fault[],
  warnings: Fault[],
): void {
  const { id, category, stage = 'shadow' } = source;
  const say = (code: FaultCode, key: string, details: FaultDetails): Fault => {
    const written = key in source;
    return fault(code, written ? yaml.place([...at, key]) : place, { ...details, rule: id });
  };

  if (stage === 'hide') {
    if (!isAutoHideCategory(category)) faults.push(say('hide-category', 'stage', { value: category }));
    if (source.owner === undefined) faults.push(say('hide-owner', 'stage', { value: 'owner' }));
    if (source.review_by === undefined) faults.push(say('hide-owner', 'stage', { value: 'review_by' }));
  }
  if (source.review_by !== undefined && lapsed(source.review_by, now)) {
    warnings.push(say('review-expired', 'review_by', { value: source.review_by }));
  }
  for (const [kind, limit] of [
    ['match', HIDE_EXAMPLES.match],
    ['no_match', HIDE_EXAMPLES.noMatch],
  ] as const) {
    const examples = source.examples?.[kind] ?? [];
    for (const [index, example] of examples.entries()) {
      if (example.trim() !== '') continue;
      faults.push(fault('example-empty', yaml.place([...at, 'examples', kind, index]), { rule: id }));
    }
    if (examples.length === 0) {
      if (stage !== 'draft') faults.push(say('examples-missing', 'examples', { value: kind }));
    } else if (stage === 'hide' && examples.length < limit) {
      faults.push(say('examples-few', 'examples', { value: kind, slots: { limit } }));
    }
  }
}
