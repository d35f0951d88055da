import { stringify } from 'csv-stringify/sync';
import { besideAdvice } from './advice.ts';
import { type Digest, type DigestItem, waitsSince } from './digest.ts';
import { caseUrl, chosen, isWeb, type RenderOptions } from './html.ts';
import { cutAt, mergeSpans } from './passages.ts';
import { mainReasons, markedSpans, onlyRecorded, reasons } from './shown.ts';
import { duration, moment, WORDS } from './words.ts';

/** The plain-text part of a digest mail; matched passages stand in [brackets]. */
export function renderText(digest: Digest, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const at = (date: Date): string => moment(date, options.lang, options.timeZone);
  const lines = [
    options.urgent === true ? words.urgentTitle : words.title,
    words.window(at(digest.from), at(digest.to)),
    digest.count === 0 ? words.quiet(digest.screened) : words.summary(digest.screened, digest.count),
    ...(digest.provisional === 0 ? [] : [words.provisional(digest.provisional)]),
    ...(digest.earlier === undefined || digest.earlier.count === 0
      ? []
      : [
          words.earlier(
            digest.earlier.count,
            duration(digest.to.getTime() - digest.earlier.oldest.getTime(), words),
          ),
        ]),
    ...(digest.tasks === undefined || digest.tasks.count === 0
      ? []
      : [
          words.tasks(
            digest.tasks.count,
            duration(digest.to.getTime() - digest.tasks.oldest.getTime(), words),
          ),
        ]),
    ...digest.trouble.map((entry) => `! ${words.troubleOf[entry.kind](entry.subject, entry.code ?? '')}`),
  ];
  const shown = chosen(digest, options.most);
  for (const page of digest.pages) {
    lines.push('', `== ${page.source.name} ==`);
    for (const section of page.sections) {
      lines.push('', `-- ${words.decision[section.decision]} (${section.count}) --`);
      const items = section.items.filter((item) => shown.has(item.caseId));
      for (const item of items) lines.push('', ...itemLines(item, digest.to, options));
      const rest = section.items.length - items.length;
      if (rest > 0) lines.push('', words.further(rest));
    }
  }
  lines.push('', '--', words.footer);
  if (options.unsubscribeUrl !== undefined) lines.push(`${words.unsubscribe}: ${options.unsubscribeUrl}`);
  return `${lines.join('\n')}\n`;
}

function itemLines(item: DigestItem, now: Date, options: RenderOptions): string[] {
  const words = WORDS[options.lang];
  const at = (date: Date): string => moment(date, options.lang, options.timeZone);
  const text = cutAt(item.text, markedSpans(item.findings))
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('')
    .replaceAll(/\s+/gu, ' ');
  const why = mainReasons(item.findings);
  const waited = duration(now.getTime() - waitsSince(item), words);
  return [
    ...(item.post === undefined ? [] : [`  ${words.under}: ${item.post}`]),
    ...(item.parent === undefined ? [] : [`  ${words.answers}: ${item.parent}`]),
    text === '' ? words.noText(item.attachment ?? '') : text,
    ...(item.similar === 0 ? [] : [`  ${words.similar(item.similar)}`]),
    ...why.said.map((finding) => {
      const said = `${finding.why} (${words.category[finding.category]})`;
      return onlyRecorded(finding) ? `  ${said}` : `  ${words.why}: ${said}`;
    }),
    ...(why.more === 0 ? [] : [`  ${words.moreReasons(why.more)}`]),
    ...(item.unjudged === undefined ? [] : [`  ${words.unjudged(item.unjudged)}`]),
    ...(item.expiresAt === undefined ? [] : [`  ${words.hiddenUntil(at(item.expiresAt))}`]),
    ...(item.told === undefined ? [] : [`  ${words.told(at(item.told.at), item.told.noticed)}`]),
    `  ${words.suggested}: ${words.suggest[item.suggest]}${besideAdvice(item, words)} · ${words.waited(waited)}`,
    ...(options.consoleUrl === undefined
      ? []
      : [`  ${words.openCase}: ${caseUrl(options.consoleUrl, item.caseId)}`]),
    ...(item.permalink === undefined || !isWeb(item.permalink)
      ? []
      : [`  ${words.openComment}: ${item.permalink}`]),
  ];
}

/** One case as a flat record: what CSV and JSON carry. No author, in any form. */
export interface DigestRecord {
  readonly case: number;
  readonly source: string;
  readonly platform: string;
  /** `comment`, `article`, `message` or `group-message`; nothing of the last two is ever hidden. */
  readonly kind: string;
  readonly decision: string;
  readonly suggest: string;
  readonly categories: string;
  readonly severity: string;
  readonly rules: string;
  readonly why: string;
  /** Masked; a long one is cut around what matched. */
  readonly text: string;
  /** Matched passages, `start-end` in UTF-16 units of `text`. */
  readonly spans: string;
  /** Further cases of the same near-identical text. */
  readonly similar: number;
  readonly post: string;
  readonly parent: string;
  readonly permalink: string;
  readonly created: string;
  readonly opened: string;
  readonly waitingMinutes: number;
  readonly hiddenUntil: string;
}

const COLUMNS: readonly (keyof DigestRecord)[] = [
  'case',
  'source',
  'platform',
  'kind',
  'decision',
  'suggest',
  'categories',
  'severity',
  'rules',
  'why',
  'text',
  'spans',
  'similar',
  'post',
  'parent',
  'permalink',
  'created',
  'opened',
  'waitingMinutes',
  'hiddenUntil',
];

export function digestRecords(digest: Digest): DigestRecord[] {
  return digest.pages.flatMap((page) =>
    page.sections.flatMap((section) => section.items.map((item) => recordOf(item, digest.to))),
  );
}

function recordOf(item: DigestItem, now: Date): DigestRecord {
  const distinct = (values: readonly string[]): string => [...new Set(values)].join(' ');
  return {
    case: item.caseId,
    source: item.source.name,
    platform: item.source.platform,
    kind: item.kind,
    decision: item.decision,
    suggest: item.suggest,
    categories: distinct(item.findings.map((finding) => finding.category)),
    severity: distinct(item.findings.map((finding) => finding.severity)),
    rules: distinct(item.findings.map((finding) => finding.rule)),
    why: reasons(item.findings)
      .map((finding) => finding.why)
      .join('; '),
    text: item.text,
    spans: mergeSpans(
      item.findings.flatMap((finding) => finding.spans),
      item.text.length,
    )
      .map(([start, end]) => `${start}-${end}`)
      .join(' '),
    similar: item.similar,
    post: item.post ?? '',
    parent: item.parent ?? '',
    permalink: item.permalink ?? '',
    created: item.createdAt.toISOString(),
    opened: item.openedAt.toISOString(),
    waitingMinutes: Math.max(0, Math.floor((now.getTime() - waitsSince(item)) / 60_000)),
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
  const { from, to, screened, count, provisional, byDecision, byCategory, earlier, tasks, trouble } = digest;
  return `${JSON.stringify(
    {
      from,
      to,
      screened,
      count,
      provisional,
      byDecision,
      byCategory,
      earlier,
      tasks,
      trouble,
      cases: digestRecords(digest),
    },
    null,
    2,
  )}\n`;
}
