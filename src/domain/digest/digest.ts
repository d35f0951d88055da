import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import { pressure } from '../categories.ts';
import type { CommentKind } from '../comment.ts';
import type { Span } from '../verdict.ts';
import { shownItem } from './shown.ts';

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
  /** What was written: under a post, to the page, into a group. */
  readonly kind: CommentKind;
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
  /** When the page's senior people were told of it last, and whether anybody has taken notice. */
  readonly told?: { readonly at: Date; readonly noticed: boolean };
  /** The text shown is a part of the whole. */
  readonly cut?: boolean;
}

/** What went wrong since the last digest, in codes the renderer puts into words. */
export interface Trouble {
  readonly kind:
    | 'source-stopped'
    | 'action-failed'
    | 'hides-expired'
    | 'notice-failed'
    | 'notice-unanswered'
    | 'rule-demoted'
    | 'rule-shadowed'
    | 'rule-overdue'
    | 'rules-refused'
    | 'brake'
    | 'parity';
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
  /** Cases opened before the window that still wait. */
  readonly earlier?: Earlier;
  /** What people are to do by hand at a platform, whenever it was decided. */
  readonly tasks?: Earlier;
  readonly trouble: readonly Trouble[];
}

export interface Earlier {
  readonly count: number;
  readonly oldest: Date;
}

export interface DigestSection {
  readonly decision: Exclude<Decision, 'none'>;
  readonly count: number;
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
  readonly earlier?: Earlier;
  readonly tasks?: Earlier;
  readonly trouble: readonly Trouble[];
}

/** Sections of a page, the most pressing first. */
export const SECTIONS = ['urgent', 'hide', 'flag', 'reply'] as const;

/**
 * Groups a window's cases: pages with the most pressing cases first, within them the longest waiting first. From here
 * on texts are as they may be shown: personal data masked, long ones cut around what matched, nothing in them that
 * steers a reader's screen.
 */
export function composeDigest(input: DigestInput): Digest {
  const items = input.items.map(shownItem);
  const pages = new Map<number, DigestItem[]>();
  for (const item of items) {
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
    count: total(items),
    provisional: total(items.filter((item) => item.expiresAt !== undefined)),
    byDecision: {
      urgent: countOf(items, 'urgent'),
      hide: countOf(items, 'hide'),
      flag: countOf(items, 'flag'),
      reply: countOf(items, 'reply'),
    },
    byCategory: categoryCounts(items),
    pages: composed,
    ...(input.earlier === undefined ? {} : { earlier: input.earlier }),
    ...(input.tasks === undefined ? {} : { tasks: input.tasks }),
    trouble: input.trouble,
  };
}

function pageOf(items: readonly DigestItem[]): DigestPage {
  const [first] = items;
  if (first === undefined) throw new RangeError('a page of a digest has at least one case');
  return {
    source: first.source,
    count: total(items),
    sections: SECTIONS.flatMap((decision) => {
      const chosen = items.filter((item) => item.decision === decision);
      chosen.sort((a, b) => waitsSince(a) - waitsSince(b) || a.caseId - b.caseId);
      return chosen.length === 0 ? [] : [{ decision, count: total(chosen), items: chosen }];
    }),
  };
}

/** Cases, those counted that are shown as one with a near-identical one. */
function total(items: readonly DigestItem[]): number {
  return items.reduce((sum, item) => sum + 1 + item.similar, 0);
}

/** Since when a case waits, in milliseconds since 1970: an answer is owed from the comment on, all else from the case. */
export function waitsSince({
  waitingSince,
  openedAt,
}: Pick<DigestItem, 'waitingSince' | 'openedAt'>): number {
  return (waitingSince ?? openedAt).getTime();
}

function pressureOf(page: DigestPage): number {
  return Math.max(...page.sections.map((section) => pressure(section.decision)));
}

function countOf(items: readonly DigestItem[], decision: Decision): number {
  return total(items.filter((item) => item.decision === decision));
}

function categoryCounts(items: readonly DigestItem[]): { category: Category; count: number }[] {
  const counts = new Map<Category, number>();
  for (const item of items) {
    for (const category of new Set(item.findings.map((finding) => finding.category))) {
      counts.set(category, (counts.get(category) ?? 0) + 1 + item.similar);
    }
  }
  return [...counts].map(([category, count]) => ({ category, count })).sort((a, b) => b.count - a.count);
}
