import { html } from 'hono/html';
import { moment } from '../../domain/digest/words.ts';
import type { LostNotice } from '../../pipeline/ports/notices.ts';
import type { ConsoleDeps } from './deps.ts';
import type { Html } from './frame.ts';
import type { ConsoleContext } from './guard.ts';
import { TEXTS } from './texts/index.ts';
import { MAIL_TEXTS } from './texts/mails.ts';

const MOST = 20;
const DIGEST_DAYS = 7;

/** What reached nobody: pages without anybody to tell, notices and digests that failed. */
export async function lostSection(c: ConsoleContext, deps: ConsoleDeps): Promise<Html> {
  const lang = c.get('lang');
  const texts = MAIL_TEXTS[lang].lost;
  const since = new Date((await deps.now()).getTime() - DIGEST_DAYS * 86_400_000);
  const [pages, notices, digests] = await Promise.all([
    deps.notices.unheard(),
    deps.notices.lost(undefined, MOST),
    deps.digests.lost(since, MOST),
  ]);
  const lines = [
    ...pages.map(
      ({ id, name }) =>
        html`<li>${texts.unheard(name)} <a href="/sources/${id}/channels">${texts.addChannel}</a></li>`,
    ),
    ...digests.map(
      (lost) => html`<li>
        ${texts.digest(lost.audience, moment(lost.at, lang, deps.timeZone))} ${deps.explainCode('', lost.code)[lang]}
      </li>`,
    ),
    ...noticeLines(c, deps, notices, '/health'),
  ];
  return html`<h2>${texts.title}</h2>
    ${lines.length === 0 ? html`<p class="quiet">${texts.none}</p>` : html`<ul class="lost">${lines}</ul>`}`;
}

/** The notices of a team that reached nobody, above the actions that failed; nothing where all arrived. */
export async function lostNotices(
  c: ConsoleContext,
  deps: ConsoleDeps,
  sources: readonly number[] | undefined,
  back: string,
): Promise<Html> {
  const notices = await deps.notices.lost(sources, MOST);
  if (notices.length === 0) return html``;
  return html`<section class="panel" aria-labelledby="lost-notices">
    <h2 id="lost-notices">${MAIL_TEXTS[c.get('lang')].lost.lane}</h2>
    <ul class="lost">${noticeLines(c, deps, notices, back)}</ul>
  </section>`;
}

/** One line for each: which case, whom, why not, and the button that tells it again. */
export function noticeLines(
  c: ConsoleContext,
  deps: ConsoleDeps,
  notices: readonly LostNotice[],
  back: string,
): Html[] {
  const lang = c.get('lang');
  const texts = MAIL_TEXTS[lang].lost;
  return notices.map(
    (lost) => html`<li>
      <a href="/cases/${lost.caseId}">#${lost.caseId}</a>
      ${texts.notice[lost.state](lost.name, moment(lost.at, lang, deps.timeZone))}
      ${lost.state === 'failed' && lost.code !== undefined ? deps.explainCode('', lost.code)[lang] : ''}
      <form method="post" action="/notices/${lost.id}/retry">
        <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
        <input type="hidden" name="back" value="${back}" />
        <button>${TEXTS[lang].retry}<span class="sr"> #${lost.caseId}, ${lost.name}</span></button>
      </form>
    </li>`,
  );
}
