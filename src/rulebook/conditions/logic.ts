import {
  NO,
  replace,
  standing,
  UNKNOWN,
  YES,
  type Anchor,
  type Condition,
  type Trigger,
  type Truth,
} from './condition.ts';
import { Gate } from './gate.ts';
import { needsOfAll, needsOfAny } from './needs.ts';

/** Every part must hold. Parts about what others found (target, stance) come last and narrow it down. */
export function all(says: string, parts: readonly Condition[]): Condition {
  if (parts.length === 1) return parts[0]!;
  const ordered = [...parts].sort((a, b) => turn(a) - turn(b));
  const aimed = parts.every((part) => part.aimed);
  return {
    kind: 'all',
    says,
    parts: ordered,
    triggers: rarest(parts),
    needs: needsOfAll(ordered.map((part) => part.needs)),
    ...(aimed ? { aimed } : {}),
    test(reading, found) {
      const mine: Anchor[] = aimed ? found : [];
      let truth: Truth = YES;
      for (const part of ordered) {
        const outcome = part.test(reading, mine);
        if (outcome === NO) return NO;
        if (outcome < truth) truth = outcome;
      }
      if (aimed) return truth;
      const left = standing(mine);
      if (left.length === 0 && mine.length > 0) return NO;
      for (const anchor of left) found.push(anchor);
      return truth;
    },
  };
}

/** When a part of `all` is tested: what is dear after what is cheap, what narrows the others down at the end. */
function turn(part: Condition): number {
  if (part.aimed) return 3;
  return part.kind === 'pattern' ? 2 : hasPattern(part) ? 1 : 0;
}

const hasPattern = ({ kind, parts }: Condition): boolean =>
  kind === 'pattern' || (parts?.some(hasPattern) ?? false);

/** Of the conditions that must all hold, the one whose triggers are least often met. */
function rarest(parts: readonly Condition[]): readonly Trigger[] | undefined {
  const sets = parts.flatMap((part) => (part.triggers ? [part.triggers] : []));
  return sets.find((set) => set.every((trigger) => 'list' in trigger)) ?? sets[0];
}

/**
 * At least one part must hold; all that do leave their anchors. A part about what stands beside it (target, stance)
 * keeps of that what fits; the other parts leave it as it is.
 */
export function any(says: string, parts: readonly Condition[]): Condition {
  if (parts.length === 1) return parts[0]!;
  const triggers = parts.every((part) => part.triggers)
    ? parts.flatMap((part) => part.triggers ?? [])
    : undefined;
  const aimed = parts.some((part) => part.aimed);
  const gate = new Gate(parts);
  return {
    kind: 'any',
    says,
    parts,
    triggers,
    needs: needsOfAny(parts.map((part) => part.needs)),
    ...(aimed ? { aimed } : {}),
    test(reading, found) {
      let truth: Truth = NO;
      if (!aimed) {
        for (let at = 0; at < parts.length; at++) {
          if (!gate.lets(at, reading)) continue;
          const outcome = parts[at]!.test(reading, found);
          if (outcome > truth) truth = outcome;
        }
        return truth;
      }
      const kept = new Set<Anchor>();
      for (const [at, part] of parts.entries()) {
        if (!gate.lets(at, reading)) continue;
        const mine: Anchor[] = part.aimed ? [...found] : [];
        const outcome = part.test(reading, mine);
        if (outcome === NO) continue;
        if (outcome > truth) truth = outcome;
        if (!part.aimed) for (const anchor of found) kept.add(anchor);
        for (const anchor of mine) kept.add(anchor);
      }
      if (truth !== NO) replace(found, kept);
      return truth;
    },
  };
}

export function not(says: string, part: Condition): Condition {
  const gate = new Gate([part]);
  return {
    kind: 'not',
    says,
    parts: [part],
    ...(part.aimed ? { aimed: true } : {}),
    test(reading, found) {
      if (!part.aimed) return gate.lets(0, reading) ? opposite(part.test(reading, [])) : YES;
      // Of what was found beside it, what the part does not speak of remains.
      const fits = new Set(found);
      const given = [...found];
      const outcome = part.test(reading, given);
      for (const anchor of given) if (anchor.first >= 0) fits.delete(anchor);
      if (found.length === 0 || outcome === UNKNOWN) return opposite(outcome);
      if (outcome === NO) return YES;
      replace(found, fits);
      return found.length > 0 ? YES : NO;
    },
  };
}

function opposite(truth: Truth): Truth {
  return truth === YES ? NO : truth === NO ? YES : UNKNOWN;
}
