import { html } from 'hono/html';
import { moment } from '../../../domain/digest/words.ts';
import { checkPassword } from '../../secrets/passwords.ts';
import { browserName } from '../browser-name.ts';
import type { ConsoleDeps } from '../deps.ts';
import { digestForm } from '../digest-form.ts';
import { field } from '../form.ts';
import { type ConsoleContext, signIn } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { ACCOUNT } from '../texts/account.ts';
import { TEXTS } from '../texts/index.ts';
import { MAIL_TEXTS } from '../texts/mails.ts';

const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 1_000;

/** A person's own account: password, digests and sessions. */
export async function mePage(
  c: ConsoleContext,
  deps: ConsoleDeps,
  told?: { readonly says: string; readonly bad: boolean },
): Promise<Response> {
  const { member, secret, csrf } = c.get('signed');
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const account = ACCOUNT[lang];
  const saved = c.req.query('saved') === '1' ? { says: account.passwordForm.saved, bad: false } : undefined;
  const notice = told ?? saved;
  const [sessions, known, settings, sources] = await Promise.all([
    deps.access.sessions(member.id, secret),
    deps.access.credentials(member.email),
    deps.subscribers.settings(`moderator:${member.id}`),
    deps.sources.names(),
  ]);
  const own = sources.filter(({ id }) => member.sources?.includes(id) ?? true);
  const at = (date: Date): string => moment(date, lang, deps.timeZone);
  const end = (mark: string, label: string): Html =>
    html`<form method="post" action="/me/revoke">
      <input type="hidden" name="csrf" value="${csrf}" /><input type="hidden" name="mark" value="${mark}" />
      <button>${label}</button>
    </form>`;
  return page(
    c,
    texts.pages.me,
    html`<h1>${member.name}</h1>
      <p class="lead">${member.email} · ${texts.roles[member.role]}</p>
      ${notice === undefined ? '' : html`<p class="notice ${notice.bad ? 'bad' : ''}" role="${notice.bad ? 'alert' : 'status'}">${notice.says}</p>`}
      <h2>${account.passwordForm.title}</h2>
      ${passwordForm(c, known?.password !== undefined)}
      <h2 id="digest">${MAIL_TEXTS[lang].title}</h2>
      ${digestForm(c, deps, { action: '/me/digest', key: 'digest', settings, sources: own })}
      <h2>${account.sessions}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="${account.sessions}"><table>
        <thead><tr><th scope="col">${account.session.seen}</th><th scope="col">${account.session.since}</th>
          <th scope="col">${account.session.device}</th><td></td></tr></thead>
        <tbody>
          ${sessions.map(
            (session) =>
              html`<tr>
                <td>${at(session.seenAt)}</td><td>${at(session.createdAt)}</td>
                <td>${session.agent === undefined ? account.session.unknown : browserName(session.agent)}</td>
                <td>${session.current ? html`<strong>${account.thisSession}</strong>` : end(session.mark, account.revoke)}</td>
              </tr>`,
          )}
        </tbody>
      </table></div>
      ${sessions.length > 1 ? end('', account.revokeOthers) : ''}`,
  );
}

function passwordForm(c: ConsoleContext, has: boolean): Html {
  const { member, csrf, byLink } = c.get('signed');
  const texts = ACCOUNT[c.get('lang')].passwordForm;
  return html`${has ? '' : html`<p class="quiet">${texts.none}</p>`}
    <form method="post" action="/me/password" class="stack">
      <input type="hidden" name="csrf" value="${csrf}" />
      <input type="email" name="email" value="${member.email}" autocomplete="username" hidden readonly />
      ${
        has && !byLink
          ? html`<label>${texts.current} <input name="current" type="password" required autocomplete="current-password" /></label>`
          : ''
      }
      <label>${texts.next}
        <input name="next" type="password" required minlength="${SHORTEST_PASSWORD}" autocomplete="new-password" /></label>
      <button>${has ? texts.save : texts.set}</button>
    </form>`;
}

/** Changes the password; whoever has one must know it, unless they came by a one-time link. Every session ends, this browser gets a new one. */
export async function changePassword(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member, byLink } = c.get('signed');
  const texts = ACCOUNT[c.get('lang')].passwordForm;
  const body = await c.req.parseBody();
  const next = field(body, 'next').slice(0, LONGEST_PASSWORD);
  const known = await deps.access.credentials(member.email);
  if (known?.password !== undefined && !byLink) {
    const right = await checkPassword(field(body, 'current').slice(0, LONGEST_PASSWORD), known.password);
    if (!right) {
      c.status(400);
      return mePage(c, deps, { says: texts.wrong, bad: true });
    }
  }
  if (Array.from(next).length < SHORTEST_PASSWORD) {
    c.status(400);
    return mePage(c, deps, { says: texts.short, bad: true });
  }
  await deps.access.setPassword(member.id, next, { moderatorId: member.id });
  await signIn(c, deps.access, member, deps.secure);
  return c.redirect('/me?saved=1', 303);
}

/** Ends one session of one's own, or all but the present one. */
export async function revoke(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member, secret } = c.get('signed');
  const mark = field(await c.req.parseBody(), 'mark');
  await deps.access.revoke(member.id, mark === '' ? undefined : mark, secret);
  return c.redirect('/me', 303);
}
