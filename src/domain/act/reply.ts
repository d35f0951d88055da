import type { Category } from '../categories.ts';
import type { Verdict } from '../verdict.ts';

/** What a template may leave open; filled per page and comment. */
export const REPLY_VARIABLES = ['page', 'hotline', 'hours', 'correction', 'publisher', 'link'] as const;
export type ReplyVariable = (typeof REPLY_VARIABLES)[number];
export type ReplyValues = Readonly<Partial<Record<ReplyVariable, string>>>;

/** A prepared answer. A person reads, changes and sends it; see `answerAlone` for the one exception. */
export interface ReplyTemplate {
  readonly id: string;
  /** What moderators choose it by. */
  readonly title: string;
  readonly categories: readonly Category[];
  /** Only for cases one of these rules found; absent = every case of its categories. */
  readonly rules?: readonly string[];
  /** An answer about opening hours, which a page may let go out by itself. */
  readonly byItself: boolean;
  readonly vi: string;
  readonly en?: string;
}

const VARIABLE = /\{([^{}]*)\}/gu;

/** The variables a text names, known or not, with the offset of each. */
export function variablesIn(text: string): { readonly name: string; readonly at: number }[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({ name: match[1] ?? '', at: match.index }));
}

/**
 * The text in the commenter's language with every variable filled in; undefined where one of them has no value, so
 * that nobody ever sends a gap. A value is put in as it is: braces in it are not variables.
 */
export function fillReply(
  template: ReplyTemplate,
  language: string,
  values: ReplyValues,
): string | undefined {
  const text = language === 'en' && template.en !== undefined ? template.en : template.vi;
  const known: Readonly<Record<string, string | undefined>> = values;
  const missing = variablesIn(text).some(({ name }) => (known[name] ?? '') === '');
  return missing ? undefined : text.replaceAll(VARIABLE, (whole, name: string) => known[name] ?? whole);
}

/**
 * Templates that fit a case, the most fitting first: someone at risk before everything else, then those that name one
 * of its rules.
 */
export function repliesFor(
  templates: readonly ReplyTemplate[],
  found: { readonly categories: readonly Category[]; readonly rules: readonly string[] },
): ReplyTemplate[] {
  const rank = ({ categories, rules }: ReplyTemplate): number =>
    (categories.includes('at-risk') ? 0 : 2) + (rules === undefined ? 1 : 0);
  return templates
    .filter(
      ({ categories, rules }) =>
        categories.some((category) => found.categories.includes(category)) &&
        (rules === undefined || rules.some((rule) => found.rules.includes(rule))),
    )
    .sort((a, b) => rank(a) - rank(b));
}

/** What speaks for or against answering a question about opening hours without a person. */
export interface AnswerCircumstances {
  readonly mode: 'observe' | 'enforce';
  /** The page opted in. */
  readonly optedIn: boolean;
  readonly stopped: boolean;
  /** A person has decided on this comment before, or the page has answered it. */
  readonly settled: boolean;
  readonly ageMs: number;
  readonly language: string;
  readonly values: ReplyValues;
  /** Longest answer the platform takes, in UTF-16 units; 0 = it takes none. */
  readonly longest: number;
}

/** An answer that goes out by itself, once per comment. */
export interface AloneAnswer {
  readonly template: string;
  readonly rule: string;
  readonly text: string;
}

/** Who asked so long ago is not waiting for a machine; it also keeps within the platforms' free windows. */
const OLDEST_QUESTION_MS = 24 * 3_600_000;

/**
 * The opening-hours answer to a comment that asks for nothing else, or undefined. Whatever else a rule found in it (a
 * complaint, a claim, harm, someone at risk) makes it a person's: an automatic public answer to someone at risk would
 * publish a guess about their health. A database trigger holds the same line.
 */
export function answerAlone(
  verdict: Verdict,
  templates: readonly ReplyTemplate[],
  about: AnswerCircumstances,
): AloneAnswer | undefined {
  if (about.mode !== 'enforce' || !about.optedIn || about.stopped || about.settled) return undefined;
  if (about.ageMs > OLDEST_QUESTION_MS || about.longest === 0) return undefined;
  if (verdict.decision !== 'reply' || verdict.unjudged !== undefined) return undefined;
  for (const template of templates) {
    if (!template.byItself || template.rules === undefined) continue;
    const { rules } = template;
    const [first] = verdict.findings;
    const asksOnly = verdict.findings.every(
      (finding) => finding.category === 'needs-reply' && rules.includes(finding.rule),
    );
    if (first === undefined || !asksOnly) continue;
    const text = fillReply(template, about.language, about.values);
    if (text === undefined || text.length > about.longest) continue;
    return { template: template.id, rule: first.rule, text };
  }
  return undefined;
}
