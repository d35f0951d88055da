/**
 * The closed vocabulary of screening. Nothing here names opinion, criticism, negativity or opposition,
 * and nothing outside this file can add a category: rule files are checked against these lists.
 */
export const CATEGORIES = [
  'scam',
  'spam',
  'sexual',
  'threat',
  'abuse',
  'hate',
  'personal-data',
  'false-claim',
  'needs-reply',
  'at-risk',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const SEVERITIES = ['low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Advice to a person, from the mildest to the most pressing. */
export const DECISIONS = ['none', 'reply', 'flag', 'hide', 'urgent'] as const;
export type Decision = (typeof DECISIONS)[number];

export const SUGGESTIONS = ['none', 'reply', 'hide', 'escalate'] as const;
export type Suggestion = (typeof SUGGESTIONS)[number];

/** The categories whose findings may, opted in per source and rule, lead to an automatic provisional hide. */
export const AUTO_HIDE_CATEGORIES = ['scam', 'spam', 'sexual', 'threat', 'personal-data'] as const;
export type AutoHideCategory = (typeof AUTO_HIDE_CATEGORIES)[number];

/** The categories a person may hide for. `abuse` is a person's judgement only; no rule suggests it. */
export const HIDE_CATEGORIES = [...AUTO_HIDE_CATEGORIES, 'hate', 'abuse'] as const;
export type HideCategory = (typeof HIDE_CATEGORIES)[number];

/** What harms people, as against what wants an answer. */
const HARM_CATEGORIES = [
  'scam',
  'spam',
  'sexual',
  'threat',
  'abuse',
  'hate',
  'personal-data',
] as const satisfies readonly Category[];

/** The strongest decision and suggestion each category may ever lead to. */
export const CEILING: Readonly<Record<Category, { decision: Decision; suggest: Suggestion }>> = {
  scam: { decision: 'hide', suggest: 'hide' },
  spam: { decision: 'hide', suggest: 'hide' },
  sexual: { decision: 'hide', suggest: 'hide' },
  'personal-data': { decision: 'hide', suggest: 'hide' },
  threat: { decision: 'urgent', suggest: 'hide' },
  hate: { decision: 'hide', suggest: 'hide' },
  abuse: { decision: 'flag', suggest: 'none' },
  'false-claim': { decision: 'flag', suggest: 'reply' },
  'needs-reply': { decision: 'reply', suggest: 'reply' },
  'at-risk': { decision: 'urgent', suggest: 'escalate' },
};

/** Position in SEVERITIES: of several severities the greatest is the gravest. */
export function gravity(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Position in DECISIONS: of several decisions the greatest is the most pressing. */
export function pressure(decision: Decision): number {
  return DECISIONS.indexOf(decision);
}

export function isAutoHideCategory(category: Category): category is AutoHideCategory {
  return (AUTO_HIDE_CATEGORIES as readonly Category[]).includes(category);
}

export function isHideCategory(category: Category): category is HideCategory {
  return (HIDE_CATEGORIES as readonly Category[]).includes(category);
}

export function isHarm(category: Category): boolean {
  return (HARM_CATEGORIES as readonly Category[]).includes(category);
}

/**
 * Groups protected against hate. Offices, professions, parties, companies and political camps are not
 * among them and must never be.
 */
export const PROTECTED_GROUPS = [
  'region',
  'ethnicity',
  'religion',
  'gender',
  'sexuality',
  'disability',
  'illness',
  'age',
] as const;
export type ProtectedGroup = (typeof PROTECTED_GROUPS)[number];
