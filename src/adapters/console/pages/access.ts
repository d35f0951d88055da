import { html } from 'hono/html';
import { checkPassword } from '../../secrets/passwords.ts';
import type { ConsoleDeps } from '../deps.ts';
import { field, ownPath } from '../form.ts';
import { type ConsoleContext, signIn, signOut } from '../guard.ts';
import { langOf } from '../lang.ts';
import { page } from '../layout.ts';
import { addressOf, Buckets } from '../limit.ts';
import { ACCOUNT } from '../texts/account.ts';

const LONGEST_PASSWORD = 1_000;
/** Tries for one person from one place: ten at once, one a minute after that. Who guesses shuts out themselves alone. */
const tries = new Buckets(10, 1);
/** Tries for one person from anywhere: guessing from many places is slowed down too. */
const triesAnywhere = new Buckets(100, 20);

/** The form; the language follows the browser until somebody is known. */
export function signInPage(c: ConsoleContext, wrong?: string): Response | Promise<Response> {
  c.set('lang', langOf(c));
  const texts = ACCOUNT[c.get('lang')];
  return page(
    c,
    texts.signIn,
    html`<div class="door">
      <h1>Sàng</h1>
      <p class="lead">${texts.signInSays}</p>
      ${wrong === undefined ? '' : html`<p class="notice bad" role="alert">${wrong}</p>`}
      <form method="post" action="/sign-in" class="stack">
        <input type="hidden" name="to" value="${ownPath(c.req.query('to'))}" />
        <label>${texts.email} <input name="email" type="email" required autocomplete="username" /></label>
        <label>${texts.password}
          <input name="password" type="password" required autocomplete="current-password" /></label>
        <button class="primary">${texts.signIn}</button>
      </form>
      <p class="quiet">${texts.noPassword}</p>
    </div>`,
  );
}

export async function signInWithPassword(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  const texts = ACCOUNT[langOf(c)];
  const email = field(body, 'email').trim().toLowerCase().slice(0, 320);
  const place = `${addressOf(c, deps.proxies)} ${email}`;
  const wait = tries.take(place) || triesAnywhere.take(email);
  if (wait > 0) {
    c.header('retry-after', String(wait));
    c.status(429);
    return signInPage(c, texts.signInSlow);
  }
  const known = await deps.access.credentials(email);
  const right = await checkPassword(field(body, 'password').slice(0, LONGEST_PASSWORD), known?.password);
  if (known === undefined || !right) {
    c.status(401);
    return signInPage(c, texts.signInWrong);
  }
  tries.giveBack(place);
  triesAnywhere.giveBack(email);
  await signIn(c, deps.access, known.member, deps.secure);
  return c.redirect(ownPath(field(body, 'to')), 303);
}

/** Opening a link does nothing yet: mail scanners open links too. The button uses it up. */
export function linkPage(c: ConsoleContext): Response | Promise<Response> {
  c.set('lang', langOf(c));
  const texts = ACCOUNT[c.get('lang')];
  return page(
    c,
    texts.signIn,
    html`<div class="door">
      <h1>Sàng</h1>
      <p class="lead">${texts.linkAsk}</p>
      <form method="post" action="/link" class="stack">
        <input type="hidden" name="secret" value="${c.req.query('s') ?? ''}" />
        <input type="hidden" name="to" value="${ownPath(c.req.query('to'))}" />
        <button class="primary">${texts.signIn}</button>
      </form>
    </div>`,
  );
}

export async function signInWithLink(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  const member = await deps.access.useLink(field(body, 'secret'), 'sign-in');
  if (member === undefined) {
    c.status(401);
    return signInPage(c, ACCOUNT[langOf(c)].linkDead);
  }
  await signIn(c, deps.access, member, deps.secure, true);
  return c.redirect(ownPath(field(body, 'to')), 303);
}

export async function leave(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  await signOut(c, deps.access);
  return c.redirect('/sign-in', 303);
}

export async function changeLang(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = await c.req.parseBody();
  await deps.access.setLang(c.get('signed').member.id, body['lang'] === 'en' ? 'en' : 'vi');
  return c.redirect(ownPath(field(body, 'to')), 303);
}
