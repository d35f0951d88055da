import { html } from 'hono/html';
import { frame, type Html } from './frame.ts';
import type { ConsoleContext, Signed } from './guard.ts';
import { mayAs } from './guard.ts';
import { TEXTS, type Texts } from './texts/index.ts';

/** Pages of the navigation, in order, with the least role that sees them. */
export const NAVIGATION = [
  { path: '/', key: 'queue', role: 'moderator' },
  { path: '/check', key: 'check', role: 'moderator' },
  { path: '/search', key: 'search', role: 'moderator' },
  { path: '/report', key: 'report', role: 'moderator' },
  { path: '/rules', key: 'rules', role: 'operator' },
  { path: '/sources', key: 'sources', role: 'operator' },
  { path: '/audit', key: 'audit', role: 'operator' },
  { path: '/health', key: 'health', role: 'operator' },
  { path: '/people', key: 'people', role: 'admin' },
] as const;

/** A page for whoever is signed in. */
export function page(c: ConsoleContext, title: string, body: Html): Response | Promise<Response> {
  const lang = c.get('lang');
  const signed: Signed | undefined = c.get('signed');
  const url = new URL(c.req.url);
  const here = c.req.method === 'GET' ? url.pathname + url.search : '/';
  return c.html(
    frame(
      lang,
      title,
      body,
      signed === undefined ? undefined : navigation(signed, TEXTS[lang], url.pathname, here),
    ),
  );
}

function navigation(signed: Signed, texts: Texts, path: string, here: string): Html {
  const entries = NAVIGATION.filter((entry) => mayAs(signed.member.role, entry.role));
  const other = signed.member.lang === 'vi' ? 'en' : 'vi';
  return html`<header class="top">
    <nav aria-label="${texts.navigation}">
      <a class="brand" href="/" aria-hidden="true" tabindex="-1">Sàng</a>
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
      <a href="/me" ${path === '/me' ? html`aria-current="page"` : ''}>${signed.member.name}</a>
      <form method="post" action="/lang">
        <input type="hidden" name="csrf" value="${signed.csrf}" />
        <input type="hidden" name="lang" value="${other}" />
        <input type="hidden" name="to" value="${here}" />
        <button class="plain" lang="${other}">${other === 'vi' ? 'Tiếng Việt' : 'English'}</button>
      </form>
      <form method="post" action="/sign-out">
        <input type="hidden" name="csrf" value="${signed.csrf}" />
        <button class="plain">${texts.signOut}</button>
      </form>
    </div>
  </header>`;
}
