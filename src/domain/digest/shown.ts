import { gravity } from '../categories.ts';
import type { Span } from '../verdict.ts';
import type { DigestFinding, DigestItem } from './digest.ts';
import { maskNumbers, maskPersonal } from './passages.ts';

/** Longest part of a comment, and of the post or comment above it, that a digest shows, in UTF-16 units. */
const MOST = 1_200;
const MOST_ABOVE = 180;

/** Stacked accents beyond this many tear a page apart; Vietnamese needs two. */
const MOST_MARKS = 3;

/** Turns a reader's screen around or is invisible: shown as a replacement character. */
const STEERING = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB]/u;
const LINE = /[\n\u2028\u2029]/u;
const MARK = /\p{M}/u;

/** A text as it may be shown, with spans that fit it. */
export interface Shown {
  readonly text: string;
  readonly spans: readonly (readonly Span[])[];
  readonly cut: boolean;
}

/** An item as it may be shown: the only form that reaches mail, files and webhooks. */
export function shownItem(item: DigestItem): DigestItem {
  const shown = show(
    maskPersonal(item),
    item.findings.map((finding) => finding.spans),
    MOST,
  );
  return {
    ...item,
    text: shown.text,
    source: { ...item.source, name: oneLine(item.source.name) },
    findings: byWeight(
      item.findings.map((finding, index) => ({
        ...finding,
        why: oneLine(finding.why),
        spans: shown.spans[index] ?? [],
      })),
    ),
    ...(shown.cut ? { cut: true } : {}),
    ...(item.post === undefined ? {} : { post: above(item.post) }),
    ...(item.parent === undefined ? {} : { parent: above(item.parent) }),
  };
}

/** Text of a stranger on one line of ours: nothing in it breaks the line or turns it around. */
export function oneLine(text: string): string {
  return show(text, [], MOST).text.replaceAll(/\s+/gu, ' ').trim();
}

function above(text: string): string {
  const { text: shown, cut } = show(maskNumbers(text), [], MOST_ABOVE);
  return `${shown.replaceAll(/\s+/gu, ' ').trim()}${cut ? '…' : ''}`;
}

/** Cuts a text around its first span, takes out what steers a screen and moves the spans along. */
export function show(text: string, spans: readonly (readonly Span[])[], most: number): Shown {
  const first = spans.flat().reduce((least, [start]) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const from = text.length <= most || first < most / 2 ? 0 : boundary(text, first - Math.floor(most / 3));
  const to = boundary(text, Math.min(text.length, from + most));
  const places: number[] = [];
  let shown = '';
  let marks = 0;
  let lines = 0;
  for (const character of text.slice(from, to)) {
    for (let unit = 0; unit < character.length; unit += 1) places.push(shown.length + unit);
    marks = MARK.test(character) ? marks + 1 : 0;
    lines = LINE.test(character) ? lines + 1 : /\s/u.test(character) ? lines : 0;
    if (marks > MOST_MARKS || lines > 2) continue;
    if (LINE.test(character)) shown += '\n';
    else if (character === '\t' || character === '\r') shown += ' ';
    else shown += STEERING.test(character) ? '\u{FFFD}' : character;
  }
  places.push(shown.length);
  const place = (offset: number): number =>
    Math.min(places[Math.min(Math.max(offset - from, 0), to - from)] ?? 0, shown.length);
  return {
    text: shown,
    cut: from > 0 || to < text.length,
    spans: spans.map((each) =>
      each.map(([start, end]): Span => [place(start), place(end)]).filter(([start, end]) => end > start),
    ),
  };
}

/** No cut inside a surrogate pair. */
function boundary(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

const WEIGHT: Readonly<Record<DigestFinding['category'], number>> = {
  'at-risk': 9,
  threat: 8,
  scam: 6,
  'personal-data': 6,
  sexual: 6,
  hate: 6,
  spam: 6,
  abuse: 4,
  'false-claim': 4,
  'needs-reply': 2,
};

/** What is only recorded and asks nothing of anybody: bare profanity at a situation. */
export function onlyRecorded(finding: Pick<DigestFinding, 'category' | 'severity'>): boolean {
  return finding.category === 'abuse' && finding.severity === 'low';
}

/** What of a text is marked; what is only recorded is only where nothing else was found. */
export function markedSpans(findings: readonly DigestFinding[]): Span[] {
  const telling = findings.filter((finding) => !onlyRecorded(finding));
  return (telling.length > 0 ? telling : findings).flatMap(({ spans }) => spans);
}

/** Each reason once; two rules with the same words say the same thing. */
export function reasons(findings: readonly DigestFinding[]): DigestFinding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const known = seen.has(finding.why);
    seen.add(finding.why);
    return !known;
  });
}

/** Reasons a mail tells of one case; the case itself tells all of them. */
const MOST_REASONS = 3;

/**
 * What a mail says of why: the first reason of every category, then the weightiest of the rest, in the order given;
 * `more` = how many it leaves to the case.
 */
export function mainReasons(findings: readonly DigestFinding[]): {
  readonly said: readonly DigestFinding[];
  readonly more: number;
} {
  const all = reasons(findings);
  const leading = all.filter(
    ({ category }, at) => all.findIndex((other) => other.category === category) === at,
  );
  const chosen = [...new Set([...leading, ...all])].slice(0, MOST_REASONS);
  const said = all.filter((finding) => chosen.includes(finding));
  return { said, more: all.length - said.length };
}

/** Findings in a reader's order: the weightiest first, what is only recorded last. */
export function byWeight<F extends Pick<DigestFinding, 'category' | 'severity' | 'why'>>(
  findings: readonly F[],
): F[] {
  const weight = (finding: F): number =>
    onlyRecorded(finding) ? 0 : WEIGHT[finding.category] * 3 + gravity(finding.severity);
  return findings.toSorted((a, b) => weight(b) - weight(a));
}
