import { pressure } from '../categories.ts';
import type { Lang } from '../lang.ts';
import { besideAdvice } from './advice.ts';
import {
  type Digest,
  type DigestFinding,
  type DigestItem,
  type DigestPage,
  SECTIONS,
  waitsSince,
} from './digest.ts';
import { cutAt } from './passages.ts';
import { mainReasons, markedSpans, onlyRecorded } from './shown.ts';
import { EDGE, look, lookWith, styleBlock } from './style.ts';
import { duration, moment, WORDS } from './words.ts';

/** How a digest is rendered. */
export interface RenderOptions {
  readonly lang: Lang;
  /** IANA name; the reader's clock. */
  readonly timeZone: string;
  /** Address of the console; links open a case there and never act by being opened. */
  readonly consoleUrl?: string;
  /** Where the reader ends these mails; asks before it acts. */
  readonly unsubscribeUrl?: string;
  /** Cases shown at most, the most pressing ones; absent = all. Long mails are cut off by mail clients. */
  readonly most?: number;
  /** Only urgent cases, told at once. */
  readonly urgent?: boolean;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * One self-contained HTML page that mail clients show as well: tables for width, every style inline and dark colours
 * beside them where the reader asks for them. Nothing in it loads from outside, nothing acts by being opened.
 */
export function renderHtml(digest: Digest, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const title = options.urgent === true ? words.urgentTitle : words.title;
  const lead =
    digest.count === 0 ? words.quiet(digest.screened) : words.summary(digest.screened, digest.count);
  const shown = chosen(digest, options.most);
  return `<!doctype html>
<html lang="${options.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(`${title} · Sàng`)}</title>
<style>${styleBlock()}</style>
</head>
<body ${look('body')}>
<main>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" ${look('body')}><tr><td align="center" class="pad" style="padding:20px 16px">
<table role="presentation" cellpadding="0" cellspacing="0" border="0" align="center" width="100%" ${look('sheet')}><tr><td align="left">
<p ${look('brand')}>Sàng</p>
<h1 ${look('title')}>${escapeHtml(title)}</h1>
<p ${look('quiet')}>${escapeHtml(window(digest, options))}</p>
${options.urgent === true ? '' : `<p ${look('lead')}>${escapeHtml(lead)}</p>`}
${digest.count === 0 || options.urgent === true ? '' : tiles(digest, options)}
${digest.provisional === 0 ? '' : `<p ${look('hidden')}>${escapeHtml(words.provisional(digest.provisional))}</p>`}
${earlier(digest, options)}
${tasks(digest, options)}
${trouble(digest, options)}
${digest.pages.map((page) => renderPage(page, digest, options, shown)).join('\n')}
${footer(options)}
</td></tr></table>
</td></tr></table>
</main>
</body>
</html>
`;
}

function window(digest: Digest, { lang, timeZone }: RenderOptions): string {
  return WORDS[lang].window(moment(digest.from, lang, timeZone), moment(digest.to, lang, timeZone));
}

/** Case ids of the most pressing cases, of equal ones the longest waiting. */
export function chosen(digest: Digest, most = Number.POSITIVE_INFINITY): ReadonlySet<number> {
  const items = digest.pages.flatMap((page) => page.sections.flatMap((section) => section.items));
  return new Set(
    items
      .toSorted((a, b) => pressure(b.decision) - pressure(a.decision) || waitsSince(a) - waitsSince(b))
      .slice(0, most)
      .map((item) => item.caseId),
  );
}

function tiles(digest: Digest, { lang }: RenderOptions): string {
  const cells = SECTIONS.map(
    (decision) =>
      `<td width="25%" valign="top" ${look('tile')}><div ${look('count', decision)}>${digest.byDecision[decision]}</div><div ${look('label')}>${escapeHtml(WORDS[lang].decision[decision])}</div></td>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:14px 0 0;border-collapse:separate;border-spacing:6px 0;table-layout:fixed"><tr>${cells.join('')}</tr></table>
<p ${look('quiet')}>${escapeHtml(
    digest.byCategory.map(({ category, count }) => `${WORDS[lang].category[category]} ${count}`).join(' · '),
  )}</p>`;
}

function earlier(digest: Digest, { lang }: RenderOptions): string {
  if (digest.earlier === undefined || digest.earlier.count === 0) return '';
  const words = WORDS[lang];
  const oldest = duration(digest.to.getTime() - digest.earlier.oldest.getTime(), words);
  return `<p ${look('quiet')}>${escapeHtml(words.earlier(digest.earlier.count, oldest))}</p>`;
}

function tasks(digest: Digest, { lang }: RenderOptions): string {
  if (digest.tasks === undefined || digest.tasks.count === 0) return '';
  const words = WORDS[lang];
  const oldest = duration(digest.to.getTime() - digest.tasks.oldest.getTime(), words);
  return `<p ${look('hidden')}>${escapeHtml(words.tasks(digest.tasks.count, oldest))}</p>`;
}

function trouble(digest: Digest, { lang }: RenderOptions): string {
  if (digest.trouble.length === 0) return '';
  const words = WORDS[lang];
  const lines = digest.trouble.map(
    (entry) =>
      `<p ${look('troubleText')}>${escapeHtml(words.troubleOf[entry.kind](entry.subject, entry.code ?? ''))}</p>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:16px 0 0"><tr><td ${lookWith('padding:12px 16px', 'trouble')}>
<h2 ${look('troubleText')}>${escapeHtml(words.trouble)}</h2>
${lines.join('\n')}</td></tr></table>`;
}

function renderPage(
  page: DigestPage,
  digest: Digest,
  options: RenderOptions,
  shown: ReadonlySet<number>,
): string {
  const words = WORDS[options.lang];
  const sections = page.sections.map((section) => {
    const items = section.items.filter((item) => shown.has(item.caseId));
    const rest = section.items.length - items.length;
    return `<h3 ${look('section', section.decision)}>${escapeHtml(words.decision[section.decision])} (${section.count})</h3>
${items.map((item) => renderItem(item, digest.to, options)).join('\n')}
${rest === 0 ? '' : `<p ${look('quiet')}>${escapeHtml(words.further(rest))}</p>`}`;
  });
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:28px 0 0"><h2 ${look('page')}><bdi>${escapeHtml(page.source.name)}</bdi></h2></td></tr></table>
${sections.join('\n')}`;
}

function renderItem(item: DigestItem, now: Date, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const at = (date: Date): string => moment(date, options.lang, options.timeZone);
  const waited = duration(now.getTime() - waitsSince(item), words);
  const why = mainReasons(item.findings);
  const lines = [
    item.post === undefined ? '' : quiet(`${words.under}: ${item.post}`),
    item.parent === undefined ? '' : quiet(`${words.answers}: ${item.parent}`),
    `<p ${look('text')} dir="auto">${text(item, options)}</p>`,
    item.cut === true ? quiet(words.cut) : '',
    item.similar === 0 ? '' : quiet(words.similar(item.similar)),
    ...why.said.map((finding) => reason(finding, options)),
    why.more === 0 ? '' : quiet(words.moreReasons(why.more)),
    item.unjudged === undefined ? '' : `<p ${look('why')}>${escapeHtml(words.unjudged(item.unjudged))}</p>`,
    item.expiresAt === undefined
      ? ''
      : `<p ${look('hidden')}>${escapeHtml(words.hiddenUntil(at(item.expiresAt)))}</p>`,
    item.told === undefined ? '' : quiet(words.told(at(item.told.at), item.told.noticed)),
    quiet(
      `${words.suggested}: ${words.suggest[item.suggest]}${besideAdvice(item, words)} · ${words.waited(waited)} · ${at(item.createdAt)}`,
    ),
    links(item, options),
  ];
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:10px 0 0;table-layout:fixed"><tr><td ${lookWith(`padding:12px 16px;border-left:5px solid ${EDGE[item.decision]}`, 'card')}>
${lines.filter((line) => line !== '').join('\n')}
</td></tr></table>`;
}

function text(item: DigestItem, options: RenderOptions): string {
  if (item.text === '') {
    return `<span ${look('quiet')}>${escapeHtml(WORDS[options.lang].noText(item.attachment ?? ''))}</span>`;
  }
  return cutAt(item.text, markedSpans(item.findings))
    .map((part) =>
      part.marked ? `<mark ${look('mark')}>${escapeHtml(part.text)}</mark>` : escapeHtml(part.text),
    )
    .join('');
}

function reason(finding: DigestFinding, { lang }: RenderOptions): string {
  const words = WORDS[lang];
  const detail = `(${words.category[finding.category]}, ${words.severity[finding.severity]}, ${words.rule} ${finding.rule})`;
  if (onlyRecorded(finding)) return quiet(`${finding.why} ${detail}`);
  return `<p ${look('why')}>${escapeHtml(`${words.why}: ${finding.why}`)} <span ${look('label')}>${escapeHtml(detail)}</span></p>`;
}

function links(item: DigestItem, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const all: string[] = [];
  if (options.consoleUrl !== undefined) {
    all.push(anchor('button', caseUrl(options.consoleUrl, item.caseId), words.openCase));
  }
  if (item.permalink !== undefined && isWeb(item.permalink)) {
    all.push(anchor('link', item.permalink, words.openComment));
  }
  return all.length === 0 ? '' : `<p style="margin:10px 0 0">${all.join(' &nbsp; ')}</p>`;
}

function footer(options: RenderOptions): string {
  const words = WORDS[options.lang];
  const all: string[] = [];
  if (options.consoleUrl !== undefined) {
    all.push(anchor('link', consolePath(options.consoleUrl, ''), words.openQueue));
    all.push(anchor('link', consolePath(options.consoleUrl, 'me'), words.settings));
  }
  if (options.unsubscribeUrl !== undefined) {
    all.push(anchor('link', options.unsubscribeUrl, words.unsubscribe));
  }
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:28px 0 8px">
${all.length === 0 ? '' : `<p style="margin:0">${all.join(' &nbsp; ')}</p>`}
<p ${look('quiet')}>${escapeHtml(words.footer)}</p></td></tr></table>`;
}

function anchor(kind: 'button' | 'link', href: string, label: string): string {
  return `<a href="${escapeHtml(href)}" rel="noreferrer" ${look(kind)}>${escapeHtml(label)}</a>`;
}

/** Opens a case in the console; opening never acts. */
export function caseUrl(consoleUrl: string, caseId: number): string {
  return consolePath(consoleUrl, `cases/${caseId}`);
}

function consolePath(consoleUrl: string, path: string): string {
  return new URL(path, consoleUrl.endsWith('/') ? consoleUrl : `${consoleUrl}/`).href;
}

/** Only what a browser opens as a page: no script, no file. */
export function isWeb(link: string): boolean {
  return /^https?:\/\//iu.test(link) && URL.canParse(link);
}

function quiet(words: string): string {
  return `<p ${look('quiet')} dir="auto">${escapeHtml(words)}</p>`;
}
