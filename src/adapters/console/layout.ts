import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ConsoleContext, Signed } from './guard.ts';
import { mayAs } from './guard.ts';
import { TEXTS } from './texts.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Pages of the navigation, in order, with the least role that sees them. */
const NAVIGATION = [
  { path: '/', key: 'queue', role: 'moderator' },
  { path: '/check', key: 'check', role: 'moderator' },
  { path: '/rules', key: 'rules', role: 'operator' },
  { path: '/sources', key: 'sources', role: 'operator' },
  { path: '/report', key: 'report', role: 'moderator' },
  { path: '/audit', key: 'audit', role: 'operator' },
  { path: '/health', key: 'health', role: 'operator' },
  { path: '/people', key: 'people', role: 'admin' },
] as const;

/** The frame around every page. */
export function page(c: ConsoleContext, title: string, body: Html): Response | Promise<Response> {
  const lang = c.get('lang');
  const signed: Signed | undefined = c.get('signed');
  const texts = TEXTS[lang];
  const path = new URL(c.req.url).pathname;
  return c.html(html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Sàng</title>
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/console.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">${texts.skip}</a>
        ${signed === undefined ? '' : navigation(signed, texts, path)}
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`);
}

function navigation(signed: Signed, texts: (typeof TEXTS)['vi'], path: string): Html {
  const entries = NAVIGATION.filter((entry) => mayAs(signed.member.role, entry.role));
  const other = signed.member.lang === 'vi' ? 'en' : 'vi';
  return html`<header>
    <nav aria-label="${texts.navigation}">
      <ul>
        ${entries.map(
          (entry) =>
            html`<li>
              <a href="${entry.path}" ${entry.path === path ? html`aria-current="page"` : ''}
                >${texts.pages[entry.key]}</a
              >
            </li>`,
        )}
      </ul>
    </nav>
    <div class="who">
      <a href="/me">${signed.member.name}</a>
      <form method="post" action="/lang" class="inline">
        <input type="hidden" name="csrf" value="${signed.csrf}" />
        <input type="hidden" name="lang" value="${other}" />
        <input type="hidden" name="to" value="${path}" />
        <button class="plain" lang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</button>
      </form>
      <form method="post" action="/sign-out" class="inline">
        <input type="hidden" name="csrf" value="${signed.csrf}" />
        <button class="plain">${texts.signOut}</button>
      </form>
    </div>
  </header>`;
}
