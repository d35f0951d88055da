import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Lang } from '../../domain/lang.ts';
import { TEXTS } from './texts/index.ts';

/** Escaped markup; every value put into `html` is escaped unless it is markup itself. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The document around every page. */
export function frame(lang: Lang, title: string, body: Html, above?: Html): Html {
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Sàng</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/console.css" />
        ${['cards', 'keys'].map((name) => html`<link rel="modulepreload" href="/assets/${name}.js" />`)}
        <script src="/assets/console.js" type="module"></script>
      </head>
      <body>
        <a class="skip" href="#main">${TEXTS[lang].skip}</a>
        ${above ?? ''}
        <main id="main" tabindex="-1" data-lost="${TEXTS[lang].lost}">${body}</main>
      </body>
    </html>`;
}
