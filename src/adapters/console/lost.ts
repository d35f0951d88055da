import { html } from 'hono/html';
import { moment } from '../../domain/digest/words.ts';
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
  const at = (date: Date): string => moment(date, lang, deps.timeZone);
  const lines = [
    ...pages.map(({ name }) => html`<li>${texts.unheard(name)}</li>`),
    ...digests.map((lost) => html`<li>${texts.digest(lost.audience, at(lost.at), lost.code)}</li>`),
    ...notices.map(
      (lost) => html`<li>
        <a href="/cases/${lost.caseId}">#${lost.caseId}</a>
        ${texts.notice[lost.state](lost.recipient, at(lost.at), lost.code ?? '')}
        <form method="post" action="/notices/${lost.id}/retry">
          <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><button>${TEXTS[lang].retry}</button>
        </form>
      </li>`,
    ),
  ];
  return html`<h2>${texts.title}</h2>
    ${lines.length === 0 ? html`<p class="quiet">${texts.none}</p>` : html`<ul>${lines}</ul>`}`;
}
