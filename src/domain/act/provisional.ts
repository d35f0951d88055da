import { type AutoHideCategory, isAutoHideCategory } from '../categories.ts';
import type { Finding, Verdict } from '../verdict.ts';
import { mayHideAlone } from './effects.ts';

/** What stands for or against hiding a comment by itself, beside its verdict. */
export interface Circumstances {
  readonly mode: 'observe' | 'enforce';
  /** Rules whose automatic hiding is braked on this source, or past `review_by`. */
  readonly brakedRules: ReadonlySet<string>;
  /** Automatic hiding of the whole source or installation is off. */
  readonly stopped: boolean;
  /** The platform lets us hide this comment. */
  readonly canHide: boolean;
  /** A person has decided on this comment before. */
  readonly decidedByPerson: boolean;
  readonly expiresAt: Date;
}

/** An automatic hide that a person confirms or that ends by itself. */
export interface ProvisionalHide {
  readonly rule: string;
  readonly category: AutoHideCategory;
  readonly expiresAt: Date;
}

/**
 * The provisional hide a verdict leads to, or undefined. The type of `category` is the first of three locks on
 * what may be hidden automatically; the rule checker and a database constraint are the others.
 */
export function provisionalHide(verdict: Verdict, about: Circumstances): ProvisionalHide | undefined {
  if (about.mode !== 'enforce' || about.stopped || !about.canHide || about.decidedByPerson) return undefined;
  const reason = hideReason(verdict, about.brakedRules);
  if (reason === undefined || !isAutoHideCategory(reason.category)) return undefined;
  return { rule: reason.rule, category: reason.category, expiresAt: about.expiresAt };
}

/**
 * The finding for which a machine may hide a comment at all; undefined where it may not. A provisional hide ends when a
 * new verdict gives no such reason any more.
 */
export function hideReason(verdict: Verdict, braked: ReadonlySet<string> = new Set()): Finding | undefined {
  if (isToBeHeard(verdict)) return undefined;
  return verdict.hideable.find((finding) => eligible(finding, braked));
}

/**
 * The finding for which a comment that a person has hidden stays so for a while although its text is another one now:
 * harm that one person may hide alone. Without it the hide ends, for nobody could read why it stands.
 */
export function holdReason(verdict: Verdict): Finding | undefined {
  if (isToBeHeard(verdict)) return undefined;
  return verdict.findings.find(({ category, severity }) => severity !== 'low' && mayHideAlone([category]));
}

/**
 * Never silenced by a machine: what could not be judged, someone at risk, and who also asks or complains, who is owed an
 * answer.
 */
function isToBeHeard({ findings, unjudged }: Verdict): boolean {
  return (
    unjudged !== undefined ||
    findings.some(({ category }) => category === 'needs-reply' || category === 'at-risk')
  );
}

function eligible(finding: Finding, braked: ReadonlySet<string>): boolean {
  return (
    finding.stage === 'hide' &&
    finding.severity !== 'low' &&
    isAutoHideCategory(finding.category) &&
    !braked.has(finding.rule)
  );
}
