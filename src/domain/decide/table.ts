import { pressure, type Category, type Decision, type Severity, type Suggestion } from '../categories.ts';
import type { Finding } from '../verdict.ts';

/** One row of the decision table; an absent list means all. */
export interface DecisionRow {
  readonly id: string;
  readonly categories?: readonly Category[];
  readonly severities?: readonly Severity[];
  readonly decision: Decision;
  readonly suggest: Suggestion;
}

/** Advice on one text, and where it comes from. */
export interface Advice {
  readonly decision: Decision;
  readonly suggest: Suggestion;
  /** Id of the row that decided; `NO_FINDING` where there was nothing to decide about. */
  readonly row: string;
}

/** The row id of a comment without findings. */
export const NO_FINDING = 'no-finding';

const NOTHING: Advice = { decision: 'none', suggest: 'none', row: NO_FINDING };

/** The first row that catches this category and severity. The last row of a checked table catches everything. */
export function rowFor(rows: readonly DecisionRow[], category: Category, severity: Severity): DecisionRow {
  for (const row of rows) {
    if (
      (row.categories === undefined || row.categories.includes(category)) &&
      (row.severities === undefined || row.severities.includes(severity))
    ) {
      return row;
    }
  }
  throw new RangeError('decision table without a last row that catches everything');
}

/** The findings whose own row suggests hiding: what a hide can be for, whatever else stands beside them. */
export function hideable(rows: readonly DecisionRow[], findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ category, severity }) => rowFor(rows, category, severity).suggest === 'hide');
}

const FORCE: Readonly<Record<Suggestion, number>> = { none: 0, reply: 1, hide: 2, escalate: 3 };

/**
 * Advice that follows from a text's findings: each finds its row, the most pressing decides, and among equally
 * pressing ones the stronger suggestion. Findings alone count, never mode or history.
 */
export function decide(rows: readonly DecisionRow[], findings: readonly Finding[]): Advice {
  let advice = NOTHING;
  let force = -1;
  for (const { category, severity } of findings) {
    const row = rowFor(rows, category, severity);
    const pressing = pressure(row.decision) * 4 + FORCE[row.suggest];
    if (pressing > force) {
      force = pressing;
      advice = { decision: row.decision, suggest: row.suggest, row: row.id };
    }
  }
  return advice;
}
