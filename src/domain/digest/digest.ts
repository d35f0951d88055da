import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import { pressure } from '../categories.ts';
import type { Span } from '../verdict.ts';

export type Lang = 'vi' | 'en';

/** One finding as a digest tells it. */
export interface DigestFinding {
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  /** [start, end) in UTF-16 units of the item's text. */
  readonly spans: readonly Span[];
  readonly steps: readonly string[];
  readonly why: string;
  /** A published correction, where the finding is a false claim. */
  readonly claim?: string;
}

/** One flagged case. Carries nothing about who wrote it. */
export interface DigestItem {
  readonly caseId: number;
  readonly source: { readonly id: number; readonly name: string; readonly platform: string };
  readonly decision: Exclude<Decision, 'none'>;
  readonly suggest: Suggestion;
  readonly text: string;
  readonly attachment?: string;
  readonly findings: readonly DigestFinding[];
  /** The text it answers and the post it stands under. */
  readonly parent?: string;
  readonly post?: string;
  readonly permalink?: string;
  readonly createdAt: Date;
  readonly openedAt: Date;
  /** When an answer began to be owed. */
  readonly waitingSince?: Date;
  /** While hidden by the service itself: when that ends unless confirmed. */
  readonly expiresAt?: Date;
  readonly unjudged?: string;
  /** Further cases of the same group of near-identical texts. */
  readonly similar: number;
}

/** What went wrong since the last digest, in codes the renderer puts into words. */
export interface Trouble {
  readonly kind:
    | 'source-stopped'
    | 'action-failed'
    | 'rule-demoted'
    | 'rule-overdue'
    | 'rules-refused'
    | 'brake';
  readonly subject: string;
  readonly code?: string;
  readonly at: Date;
}

export interface DigestInput {
  readonly from: Date;
  readonly to: Date;
  readonly items: readonly DigestItem[];
  /** Comments that came in during the window. */
  readonly screened: number;
  readonly trouble: readonly Trouble[];
}

export interface DigestSection {
  readonly decision: Exclude<Decision, 'none'>;
  readonly items: readonly DigestItem[];
}

export interface DigestPage {
  readonly source: DigestItem['source'];
  readonly count: number;
  readonly sections: readonly DigestSection[];
}

/** The flagged cases of a window, by page and then by urgency. */
export interface Digest {
  readonly from: Date;
  readonly to: Date;
  readonly screened: number;
  readonly count: number;
  /** Hidden by the service itself and waiting for a person's word. */
  readonly provisional: number;
  readonly byDecision: Readonly<Record<Exclude<Decision, 'none'>, number>>;
  readonly byCategory: readonly { readonly category: Category; readonly count: number }[];
  readonly pages: readonly DigestPage[];
  readonly trouble: readonly Trouble[];
}

const ORDER = ['urgent', 'hide', 'flag', 'reply'] as const;

/** Groups a window's cases: pages with the most pressing cases first, within them the longest waiting first. */
export function composeDigest(input: DigestInput): Digest {
  const pages = new Map<number, DigestItem[]>();
  for (const item of input.items) {
    const list = pages.get(item.source.id);
    if (list === undefined) pages.set(item.source.id, [item]);
    else list.push(item);
  }
  const composed = [...pages.values()].map(pageOf);
  composed.sort((a, b) => pressureOf(b) - pressureOf(a) || b.count - a.count || a.source.id - b.source.id);
  return {
    from: input.from,
    to: input.to,
    screened: input.screened,
    count: input.items.length,
    provisional: input.items.filter((item) => item.expiresAt !== undefined).length,
    byDecision: {
      urgent: countOf(input.items, 'urgent'),
      hide: countOf(input.items, 'hide'),
      flag: countOf(input.items, 'flag'),
      reply: countOf(input.items, 'reply'),
    },
    byCategory: categoryCounts(input.items),
    pages: composed,
    trouble: input.trouble,
  };
}

function pageOf(items: readonly DigestItem[]): DigestPage {
  const [first] = items;
  if (first === undefined) throw new RangeError('a page of a digest has at least one case');
  return {
    source: first.source,
    count: items.length,
    sections: ORDER.flatMap((decision) => {
      const chosen = items.filter((item) => item.decision === decision);
      chosen.sort((a, b) => waitOf(a) - waitOf(b) || a.caseId - b.caseId);
      return chosen.length === 0 ? [] : [{ decision, items: chosen }];
    }),
  };
}

function waitOf(item: DigestItem): number {
  return (item.waitingSince ?? item.openedAt).getTime();
}

function pressureOf(page: DigestPage): number {
  return Math.max(...page.sections.map((section) => pressure(section.decision)));
}

function countOf(items: readonly DigestItem[], decision: Decision): number {
  return items.filter((item) => item.decision === decision).length;
}

function categoryCounts(items: readonly DigestItem[]): { category: Category; count: number }[] {
  const counts = new Map<Category, number>();
  for (const item of items) {
    for (const category of new Set(item.findings.map((finding) => finding.category))) {
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
  }
  return [...counts].map(([category, count]) => ({ category, count })).sort((a, b) => b.count - a.count);
}
