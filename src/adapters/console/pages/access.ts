import { html } from 'hono/html';
import { moment } from '../../../domain/digest/words.ts';
import { checkPassword } from '../../secrets/passwords.ts';
import type { ConsoleDeps } from '../app.ts';
import { type ConsoleContext, ownPath, signIn, signOut } from '../guard.ts';
import { type Html, page } from '../layout.ts';
import { TEXTS } from '../texts.ts';

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The form; the language follows the browser until somebody is known. */
export function signInPage(c: ConsoleContext, wrong?: string): Response | Promise<Response> {
  c.set('lang', /^en\b/u.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi');
  const texts = TEXTS[c.get('lang')];
  return page(
    c,
    texts.signIn,
    html`<h1>${texts.signIn}</h1>
      ${wrong === undefined ? '' : html`<p class="notice" role="alert">${wrong}</p>`}
      <form method="post" action="/sign-in" class="stack">
        <input type="hidden" name="to" value="${ownPath(c.req.query('to'))}" />
        <label>${texts.email} <input name="email" type="email" required autocomplete="username" /></label>
        <label
          >${texts.password}
          <input name="password" type="password" required autocomplete="current-password"
        /></label>
        <button>${texts.signIn}</button>
      </form>`,
  );
}

export async function signInWithPassword(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  const known = await deps.access.credentials(text(body['email']));
  const right = await checkPassword(text(body['password']).slice(0, 1_000), known?.password);
  if (known === undefined || !right) {
    c.status(401);
    return signInPage(
      c,
      TEXTS[/^en\b/u.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi'].signInWrong,
    );
  }
  await signIn(c, deps.access, known.member, deps.secure);
  return c.redirect(ownPath(text(body['to'])), 303);
}

/** Opening a link does nothing yet: mail scanners open links too. The button uses it up. */
export function linkPage(c: ConsoleContext): Response | Promise<Response> {
  c.set('lang', /^en\b/u.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi');
  const texts = TEXTS[c.get('lang')];
  return page(
    c,
    texts.signIn,
    html`<h1>${texts.signIn}</h1>
      <p>${texts.linkAsk}</p>
      <form method="post" action="/link">
        <input type="hidden" name="secret" value="${c.req.query('s') ?? ''}" />
        <input type="hidden" name="to" value="${ownPath(c.req.query('to'))}" />
        <button>${texts.signIn}</button>
      </form>`,
  );
}

export async function signInWithLink(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  const member = await deps.access.useLink(text(body['secret']), 'sign-in');
  if (member === undefined) {
    c.status(401);
    return signInPage(c, TEXTS[/^en\b/u.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi'].linkDead);
  }
  await signIn(c, deps.access, member, deps.secure);
  return c.redirect(ownPath(text(body['to'])), 303);
}

export async function leave(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  await signOut(c, deps.access);
  return c.redirect('/sign-in', 303);
}

export async function changeLang(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  await deps.access.setLang(c.get('signed').member.id, body['lang'] === 'en' ? 'en' : 'vi');
  return c.redirect(ownPath(text(body['to'])), 303);
}

/** A person's own sessions. */
export async function mePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member, secret, csrf } = c.get('signed');
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const sessions = await deps.access.sessions(member.id, secret);
  const end = (mark: string, label: string): Html =>
    html`<form method="post" action="/me/revoke" class="inline">
      <input type="hidden" name="csrf" value="${csrf}" /><input type="hidden" name="mark" value="${mark}" />
      <button>${label}</button>
    </form>`;
  return page(
    c,
    member.name,
    html`<h1>${member.name}</h1>
      <p class="quiet">${member.email} · ${member.role}</p>
      <h2>${texts.sessions}</h2>
      <ul>
        ${sessions.map(
          (session) =>
            html`<li>
              ${moment(session.seenAt, lang, deps.timeZone)} · ${session.agent ?? ''}
              ${session.current ? html`<strong>${texts.thisSession}</strong>` : end(session.mark, texts.revoke)}
            </li>`,
        )}
      </ul>
      ${end('', texts.revokeOthers)}`,
  );
}

export async function revoke(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member, secret } = c.get('signed');
  const mark = text((await c.req.parseBody())['mark']);
  await deps.access.revoke(member.id, mark === '' ? undefined : mark, secret);
  return c.redirect('/me', 303);
}
