import type { Contact } from '../domain/detect/contacts/contact.ts';
import type { Category, Decision, Severity } from '../domain/categories.ts';
import type { ReplyTemplate } from '../domain/act/reply.ts';
import type { ScreenInput } from '../domain/comment.ts';
import type { Finding, Language, Span, Stage, Verdict } from '../domain/verdict.ts';

/** Everything the rule files say, compiled: what screens comments and can say why. */
export interface Rulebook {
  /** `sha256` and 64 hex digits over all files, claims, earned stages and the program's own tables. */
  readonly hash: string;
  readonly rules: readonly CompiledRule[];
  /** The stage each rule runs at, by its id. */
  readonly stages: ReadonlyMap<string, Stage>;
  readonly claims: readonly Claim[];
  readonly replies: readonly ReplyTemplate[];
  /**
   * Screens one comment as it stands. Pure and synchronous; never throws for any input: what cannot be judged
   * comes back with `unjudged` set, decision `flag`.
   * @param now the moment of screening, for ages, hours and the expiry of claims
   */
  screen(input: ScreenInput, now: Date): Verdict;
  /** What every rule finds, drafts and shadows included; for trying rules out, never for deciding. */
  findAll(input: ScreenInput, now: Date): { readonly found: readonly Finding[]; readonly language: Language };
  /** The same verdict with every step that led to it; slower. */
  explain(input: ScreenInput, now: Date): Explanation;
}

/** A rule as far as what it detects: what it earned belongs to this, not to its name alone. */
export interface RuleVersion {
  readonly id: string;
  readonly category: Category;
  /** Hash of what the rule detects: conditions and expanded packs. */
  readonly fingerprint: string;
  /** ISO date; past it automatic hiding by this rule is off, detection goes on. */
  readonly reviewBy?: string;
}

/** One rule as it runs. */
export interface CompiledRule extends RuleVersion {
  readonly title: string;
  readonly severity: Severity;
  /** The stage the file asks for. */
  readonly asked: Stage;
  /** min(asked, earned): what counts. */
  readonly stage: Stage;
  readonly owner?: string;
  readonly why: string;
  readonly examples: { readonly match: readonly string[]; readonly noMatch: readonly string[] };
  readonly file: string;
  readonly line: number;
}

/** A specific, checkable false statement with its published correction. */
export interface Claim {
  readonly id: string;
  readonly claim: string;
  readonly variants: readonly string[];
  readonly correction: string;
  readonly publisher: string;
  readonly sourceUrl: string;
  /** ISO date. */
  readonly published: string;
  /** ISO date; after its last moment (Asia/Ho_Chi_Minh) the claim no longer matches. */
  readonly validUntil?: string;
  /** The body it speaks about. */
  readonly about?: string;
}

export type Outcome = 'yes' | 'no' | 'unknown';

/** How one condition of a rule came out; `parts` for conditions made of others. */
export interface ConditionTrace {
  readonly kind: string;
  /** The condition in a few words, as the file says it. */
  readonly says: string;
  readonly outcome: Outcome;
  readonly spans: readonly Span[];
  readonly parts?: readonly ConditionTrace[];
}

export interface RuleTrace {
  readonly rule: string;
  readonly title: string;
  readonly stage: Stage;
  readonly matched: boolean;
  readonly when: ConditionTrace;
  /** The `unless` that held it back, when `when` was met. */
  readonly savedBy?: ConditionTrace;
}

export interface DecidingRow {
  readonly row: string;
  readonly finding: Finding;
  readonly decision: Decision;
}

export interface Explanation {
  readonly verdict: Verdict;
  /** The text as the matcher read it. */
  readonly folded: string;
  /** All normalisation steps used anywhere in the text. */
  readonly steps: readonly string[];
  readonly matches: readonly {
    readonly phrase: string;
    readonly span: Span;
    readonly steps: readonly string[];
  }[];
  readonly contacts: readonly Pick<Contact, 'kind' | 'owner' | 'span'>[];
  /** Rules that were looked at, matched ones first. */
  readonly rules: readonly RuleTrace[];
  /** What the decision table said to each finding. */
  readonly decided: readonly DecidingRow[];
}
