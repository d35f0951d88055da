import { wilsonLower, wilsonUpper } from '../decide/precision.ts';

/** Comments with a finding of harm, and how many of them were hidden. */
export interface Share {
  readonly cases: number;
  readonly hidden: number;
}

/** One page, or one rule on one page: comments that also complain or speak of an institution, and the rest. */
export interface ParityGroup {
  readonly source: number;
  readonly rule?: string;
  readonly critical: Share;
  readonly rest: Share;
}

export interface Parity extends ParityGroup {
  /** Hidden share of the critical ones less that of the rest, −1 to 1; undefined where one side is empty. */
  readonly gap?: number;
  /** Critical comments are hidden more often than chance explains: somebody must look. */
  readonly alarm: boolean;
}

/** Fewer critical cases than this say nothing. */
const FEWEST = 10;

/**
 * Compares how often critical comments are hidden with the rest. The alarm rings when the two 95% intervals do not
 * meet and the critical side lies above: a coarse test on purpose, which rings late rather than for noise.
 */
export function parityOf(group: ParityGroup): Parity {
  const { critical, rest } = group;
  if (critical.cases === 0 || rest.cases === 0) return { ...group, alarm: false };
  return {
    ...group,
    gap: critical.hidden / critical.cases - rest.hidden / rest.cases,
    alarm:
      critical.cases >= FEWEST &&
      wilsonLower(critical.hidden, critical.cases) > wilsonUpper(rest.hidden, rest.cases),
  };
}

/** Adds up single cases into groups: one a page, and one for each rule on it. */
export class ParityCounter {
  private readonly groups = new Map<
    string,
    { source: number; rule?: string; critical: Share; rest: Share }
  >();

  add(source: number, rules: readonly string[], critical: boolean, hidden: boolean): void {
    for (const rule of [undefined, ...new Set(rules)]) {
      const key = `${source} ${rule ?? ''}`;
      const group = this.groups.get(key) ?? {
        source,
        ...(rule === undefined ? {} : { rule }),
        critical: { cases: 0, hidden: 0 },
        rest: { cases: 0, hidden: 0 },
      };
      const side = critical ? 'critical' : 'rest';
      const before = group[side];
      group[side] = { cases: before.cases + 1, hidden: before.hidden + (hidden ? 1 : 0) };
      this.groups.set(key, group);
    }
  }

  /** Pages first, then rules, in the order of their ids. */
  result(): ParityGroup[] {
    return [...this.groups.values()].sort(
      (a, b) =>
        Number(a.rule !== undefined) - Number(b.rule !== undefined) ||
        a.source - b.source ||
        (a.rule ?? '').localeCompare(b.rule ?? ''),
    );
  }
}
