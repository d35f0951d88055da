import { type Category, type Decision, gravity, type Severity, type Suggestion } from './categories.ts';

/** [start, end) in UTF-16 units of the comment's text. */
export type Span = readonly [start: number, end: number];

/** How much of the text carries Vietnamese accents. */
export type Accents = 'full' | 'partial' | 'none';

export interface Language {
  /** ISO 639-1 where there is one (`vi`, `en`), else 639-3, or `und`. */
  readonly code: string;
  readonly accents: Accents;
}

/** The life of a rule; the effective stage is the lesser of what the file asks and what the rule has earned. */
export const STAGES = ['draft', 'shadow', 'flag', 'hide'] as const;
export type Stage = (typeof STAGES)[number];

/** One rule's match. */
export interface Finding {
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly spans: readonly Span[];
  /** Names of the normalisation steps that were needed to see it. */
  readonly steps: readonly string[];
  /** In the operator's words, shown to moderators. */
  readonly why: string;
  /** For `false-claim`: the claim that was asserted. */
  readonly claim?: string;
}

/** All findings of one text under one rulebook, and the advice that follows. */
export interface Verdict {
  readonly decision: Decision;
  readonly suggest: Suggestion;
  /** Id of the decision-table row that decided. */
  readonly row: string;
  readonly findings: readonly Finding[];
  /** Those findings whose own row suggests hiding: the only ones a machine may hide for. */
  readonly hideable: readonly Finding[];
  /** Matches of rules at stage `shadow`: recorded and sampled, no part of the decision. */
  readonly shadow: readonly Finding[];
  readonly language: Language;
  /** `sha256…` of the rulebook. */
  readonly rulebook: string;
  /** Set when the text could not be judged; the comment stays visible and goes to a person. */
  readonly unjudged?: string;
}

/** Distinct categories with their greatest severity, in order of first appearance. */
export function categoriesOf(findings: readonly Finding[]): { category: Category; severity: Severity }[] {
  const seen = new Map<Category, Severity>();
  for (const finding of findings) {
    const known = seen.get(finding.category);
    if (known === undefined || gravity(finding.severity) > gravity(known)) {
      seen.set(finding.category, finding.severity);
    }
  }
  return [...seen].map(([category, severity]) => ({ category, severity }));
}
