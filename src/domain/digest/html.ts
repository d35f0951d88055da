import type { Digest, DigestItem, DigestPage, Lang } from './digest.ts';
import { maskNumbers, passages } from './passages.ts';
import { duration, moment, WORDS, type Words } from './words.ts';

/** How a digest is rendered. */
export interface RenderOptions {
  readonly lang: Lang;
  /** IANA name; the reader's clock. */
  readonly timeZone: string;
  /** Address of the console; links open a case there and never act by being opened. */
  readonly consoleUrl?: string;
  /** Where the reader changes how often digests come. */
  readonly settingsUrl?: string;
}

/** Longest excerpt of a post or parent comment, in code points. */
const EXCERPT = 160;

const COLOUR: Readonly<Record<DigestItem['decision'], string>> = {
  urgent: '#b3261e',
  hide: '#a14a00',
  flag: '#5b5300',
  reply: '#00639b',
};

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * One self-contained HTML page that mail clients show as well: tables for width, styles inline where clients drop
 * the style block, dark colours where the reader asks for them. Nothing in it loads from outside.
 */
export function renderHtml(digest: Digest, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const at = (date: Date): string => moment(date, options.lang, options.timeZone);
  return `<!doctype html>
<html lang="${options.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(words.title)}</title>
<style>
body { margin: 0; background: #f4f4f2; color: #1b1b1a; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.sheet { max-width: 720px; margin: 0 auto; padding: 16px; }
.card { background: #fff; border: 1px solid #d9d9d4; border-radius: 8px; padding: 12px 16px; margin: 12px 0; }
.text { font-size: 17px; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.quiet { color: #5a5a55; font-size: 14px; overflow-wrap: anywhere; }
mark { background: #ffe08a; color: #1b1b1a; padding: 0 2px; border-radius: 3px; }
a { color: #00538a; }
h1 { font-size: 22px; } h2 { font-size: 19px; margin-top: 28px; } h3 { font-size: 16px; }
@media (prefers-color-scheme: dark) {
  body { background: #161615; color: #ececea; }
  .card { background: #222220; border-color: #3c3c38; }
  .quiet { color: #b4b4ad; }
  a { color: #8ecbff; }
  h3 { color: #ececea !important; }
}
</style>
</head>
<body>
<div class="sheet">
<h1>${escapeHtml(words.title)}</h1>
<p class="quiet">${escapeHtml(words.window(at(digest.from), at(digest.to)))}</p>
<p>${escapeHtml(digest.count === 0 ? words.quiet(digest.screened) : words.summary(digest.screened, digest.count))}</p>
${digest.provisional === 0 ? '' : `<p><strong>${escapeHtml(words.provisional(digest.provisional))}</strong></p>`}
${categories(digest, words)}
${trouble(digest, words)}
${digest.pages.map((page) => renderPage(page, digest, options)).join('\n')}
${options.settingsUrl === undefined ? '' : `<p class="quiet"><a href="${escapeHtml(options.settingsUrl)}">${options.lang === 'vi' ? 'Đổi giờ nhận hoặc ngừng nhận' : 'Change times or unsubscribe'}</a></p>`}
</div>
</body>
</html>
`;
}

function categories(digest: Digest, words: Words): string {
  if (digest.byCategory.length === 0) return '';
  const parts = digest.byCategory.map(({ category, count }) => `${words.category[category]} ${count}`);
  return `<p class="quiet">${escapeHtml(parts.join(' · '))}</p>`;
}

function trouble(digest: Digest, words: Words): string {
  if (digest.trouble.length === 0) return '';
  const lines = digest.trouble.map(
    (entry) => `<li>${escapeHtml(words.troubleOf[entry.kind](entry.subject, entry.code ?? ''))}</li>`,
  );
  return `<div class="card"><h3>${escapeHtml(words.trouble)}</h3><ul>${lines.join('')}</ul></div>`;
}

function renderPage(page: DigestPage, digest: Digest, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const sections = page.sections.map(
    (section) =>
      `<h3 style="color:${COLOUR[section.decision]}">${escapeHtml(words.decision[section.decision])} (${section.items.length})</h3>
${section.items.map((item) => renderItem(item, digest.to, options)).join('\n')}`,
  );
  return `<h2>${escapeHtml(page.source.name)}</h2>\n${sections.join('\n')}`;
}

function renderItem(item: DigestItem, now: Date, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const at = (date: Date): string => moment(date, options.lang, options.timeZone);
  const text =
    item.text === ''
      ? `<span class="quiet">${escapeHtml(words.noText(item.attachment ?? '…'))}</span>`
      : passages(item)
          .map((part) => (part.marked ? `<mark>${escapeHtml(part.text)}</mark>` : escapeHtml(part.text)))
          .join('');
  const lines = [
    item.post === undefined ? '' : quiet(`${words.under}: ${excerpt(item.post)}`),
    item.parent === undefined ? '' : quiet(`${words.answers}: ${excerpt(item.parent)}`),
    `<p class="text" dir="auto">${text}</p>`,
    item.similar === 0 ? '' : quiet(words.similar(item.similar)),
    ...item.findings.map(
      (finding) =>
        `<p>${escapeHtml(`${words.why}: ${finding.why}`)} <span class="quiet">(${escapeHtml(
          `${words.category[finding.category]}, ${words.severity[finding.severity]}, ${words.rule} ${finding.rule}`,
        )})</span></p>`,
    ),
    item.unjudged === undefined ? '' : `<p>${escapeHtml(words.unjudged(item.unjudged))}</p>`,
    item.expiresAt === undefined
      ? ''
      : `<p><strong>${escapeHtml(words.hiddenUntil(at(item.expiresAt)))}</strong></p>`,
    quiet(
      `${words.suggested}: ${words.suggest[item.suggest]} · ${at(item.createdAt)} · ${words.waited(
        duration(now.getTime() - (item.waitingSince ?? item.openedAt).getTime(), words),
      )}`,
    ),
    links(item, options),
  ];
  return `<div class="card">${lines.filter((line) => line !== '').join('\n')}</div>`;
}

function links(item: DigestItem, options: RenderOptions): string {
  const words = WORDS[options.lang];
  const all: string[] = [];
  if (options.consoleUrl !== undefined) {
    const target = new URL(`cases/${item.caseId}`, ensureSlash(options.consoleUrl));
    all.push(`<a href="${escapeHtml(target.href)}">${escapeHtml(words.openCase)}</a>`);
  }
  if (item.permalink !== undefined && /^https?:\/\//u.test(item.permalink)) {
    all.push(`<a href="${escapeHtml(item.permalink)}" rel="noreferrer">${escapeHtml(words.openComment)}</a>`);
  }
  return all.length === 0 ? '' : `<p>${all.join(' · ')}</p>`;
}

function ensureSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function quiet(text: string): string {
  return `<p class="quiet" dir="auto">${escapeHtml(text)}</p>`;
}

function excerpt(text: string): string {
  const points = Array.from(maskNumbers(text));
  return points.length <= EXCERPT ? points.join('') : `${points.slice(0, EXCERPT).join('')}…`;
}
