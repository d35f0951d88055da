import { stringify } from 'csv-stringify/sync';
import type { Digest, DigestItem } from './digest.ts';
import type { RenderOptions } from './html.ts';
import { maskPersonal, passages } from './passages.ts';
import { moment, WORDS } from './words.ts';

/** The plain-text part of a digest mail; matched passages stand in [brackets]. */
export function renderText(digest: Digest, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const lines = [
    words.title,
    words.window(
      moment(digest.from, options.lang, options.timeZone),
      moment(digest.to, options.lang, options.timeZone),
    ),
    digest.count === 0 ? words.quiet(digest.screened) : words.summary(digest.screened, digest.count),
    ...digest.trouble.map((entry) => `! ${words.troubleOf[entry.kind](entry.subject, entry.code ?? '')}`),
  ];
  for (const page of digest.pages) {
    lines.push('', `== ${page.source.name} ==`);
    for (const section of page.sections) {
      lines.push('', `-- ${words.decision[section.decision]} (${section.items.length}) --`);
      for (const item of section.items) lines.push('', ...itemLines(item, options));
    }
  }
  return `${lines.join('\n')}\n`;
}

function itemLines(item: DigestItem, options: RenderOptions): string[] {
  const words = WORDS[options.lang];
  const text = passages(item)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('')
    .replaceAll(/\s+/gu, ' ');
  return [
    text === '' ? words.noText(item.attachment ?? '…') : text,
    ...item.findings.map((finding) => `  ${words.why}: ${finding.why} (${words.category[finding.category]})`),
    `  ${words.suggested}: ${words.suggest[item.suggest]}`,
    ...(item.permalink === undefined ? [] : [`  ${item.permalink}`]),
  ];
}

/** One case as a flat record: what CSV and JSON carry. No author, in any form. */
export interface DigestRecord {
  readonly case: number;
  readonly source: string;
  readonly platform: string;
  readonly decision: string;
  readonly suggest: string;
  readonly categories: string;
  readonly severity: string;
  readonly rules: string;
  readonly why: string;
  readonly text: string;
  /** Matched passages, `start-end` in UTF-16 units of `text`. */
  readonly spans: string;
  readonly permalink: string;
  readonly created: string;
  readonly opened: string;
  readonly hiddenUntil: string;
}

const COLUMNS: readonly (keyof DigestRecord)[] = [
  'case',
  'source',
  'platform',
  'decision',
  'suggest',
  'categories',
  'severity',
  'rules',
  'why',
  'text',
  'spans',
  'permalink',
  'created',
  'opened',
  'hiddenUntil',
];

export function digestRecords(digest: Digest): DigestRecord[] {
  return digest.pages.flatMap((page) => page.sections.flatMap((section) => section.items.map(recordOf)));
}

function recordOf(item: DigestItem): DigestRecord {
  const distinct = (values: readonly string[]): string => [...new Set(values)].join(' ');
  return {
    case: item.caseId,
    source: item.source.name,
    platform: item.source.platform,
    decision: item.decision,
    suggest: item.suggest,
    categories: distinct(item.findings.map((finding) => finding.category)),
    severity: distinct(item.findings.map((finding) => finding.severity)),
    rules: distinct(item.findings.map((finding) => finding.rule)),
    why: [...new Set(item.findings.map((finding) => finding.why))].join('; '),
    text: maskPersonal(item),
    spans: item.findings
      .flatMap((finding) => finding.spans.map(([start, end]) => `${start}-${end}`))
      .join(' '),
    permalink: item.permalink ?? '',
    created: item.createdAt.toISOString(),
    opened: item.openedAt.toISOString(),
    hiddenUntil: item.expiresAt?.toISOString() ?? '',
  };
}

/** CSV with byte-order mark (for spreadsheets); cells that could run as formulas are disarmed. */
export function renderCsv(digest: Digest): string {
  return stringify(digestRecords(digest), {
    header: true,
    columns: [...COLUMNS],
    bom: true,
    escape_formulas: true,
  });
}

export function renderJson(digest: Digest): string {
  const { from, to, screened, count, provisional, byDecision, byCategory, trouble } = digest;
  return `${JSON.stringify(
    { from, to, screened, count, provisional, byDecision, byCategory, trouble, cases: digestRecords(digest) },
    null,
    2,
  )}\n`;
}
