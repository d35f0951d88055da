import type { Stance } from '../reading.ts';
import type { ConditionSource } from '../schema.ts';
import { NO, replace, YES, type Anchor, type Condition } from './condition.ts';

/**
 * Keeps the words that fit; without any the condition does not hold. What is not made of words (a telephone number, a sum)
 * stays beside them: it has no stance of its own and is part of the reason.
 */
function keep(found: Anchor[], fits: (anchor: Anchor) => boolean): typeof YES | typeof NO {
  let words = 0;
  const fitting = found.filter((anchor) => {
    if (anchor.first < 0) return true;
    if (!fits(anchor)) return false;
    words++;
    return true;
  });
  if (words === 0) return NO;
  replace(found, fitting);
  return YES;
}

/** The words found beside it are aimed at such a target. */
export function aimedAt(says: string, source: NonNullable<ConditionSource['target']>): Condition {
  const plain = typeof source === 'string' || Array.isArray(source);
  const kinds = new Set<string>([plain ? source : source.is].flat());
  const groups = plain || source.group === undefined ? undefined : new Set<string>([source.group].flat());
  return {
    kind: 'target',
    says,
    aimed: true,
    test: (reading, found) =>
      keep(found, (anchor) => {
        const { target, group } = reading.targetOf(anchor);
        return kinds.has(target) && (groups === undefined || (group !== undefined && groups.has(group)));
      }),
  };
}

/** The words found beside it are stated, asked, denied, warned of or quoted. */
export function stance(says: string, stances: readonly Stance[]): Condition {
  return {
    kind: 'stance',
    says,
    aimed: true,
    test: (reading, found) => keep(found, (anchor) => stances.some((one) => reading.stands(one, anchor))),
  };
}
