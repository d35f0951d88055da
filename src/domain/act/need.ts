import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import { gravity, isHarm } from '../categories.ts';
import type { Verdict } from '../verdict.ts';
import { categoriesOf } from '../verdict.ts';

/** What a verdict asks of a person: the content of a case. */
export interface Need {
  readonly decision: Exclude<Decision, 'none'>;
  readonly suggest: Suggestion;
  readonly categories: readonly Category[];
  readonly severity: Severity;
  readonly rules: readonly string[];
  /** Stands in the harm lane; `unjudged` texts stand there too. */
  readonly harm: boolean;
  /** Stands in the reply lane, with its own waiting clock. */
  readonly reply: boolean;
}

/** The case a verdict needs, or undefined where nobody has to look. */
export function needOf(verdict: Verdict): Need | undefined {
  if (verdict.decision === 'none') return undefined;
  const categories = categoriesOf(verdict.findings);
  const severity = categories.reduce<Severity>(
    (highest, entry) => (gravity(entry.severity) > gravity(highest) ? entry.severity : highest),
    'low',
  );
  const reply = categories.some((entry) => entry.category === 'needs-reply');
  return {
    decision: verdict.decision,
    suggest: verdict.suggest,
    categories: categories.map((entry) => entry.category),
    severity,
    rules: [...new Set(verdict.findings.map((finding) => finding.rule))],
    harm: verdict.unjudged !== undefined || !reply || categories.some((entry) => isHarm(entry.category)),
    reply,
  };
}
