import { html } from 'hono/html';
import type { HideCategory } from '../../../domain/categories.ts';
import { moment, WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import { hideReasons } from '../decisions.ts';
import type { ConsoleDeps } from '../deps.ts';
import { excerpts } from '../excerpts.ts';
import { idFrom } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { problemSaying } from '../problem.ts';
import { BULK } from '../texts/bulk.ts';
import { TEXTS } from '../texts/index.ts';
import { MOST } from './bulk.ts';

/** Characters of each text shown: what differs in texts that are alike may stand at the end. */
const LONG = 600;

/**
 * The near-identical open cases one card stands for, all ticked: what is decided together is counted and shown first.
 * Being alike is no reason for anything: each of them is hidden for a finding of its own, or not at all.
 */
export async function alikePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const bulk = BULK[lang];
  const { member, csrf } = c.get('signed');
  const id = idFrom(c.req.param('id'));
  const cases = id === undefined ? [] : await deps.board.alike(id, member.sources, MOST);
  const [first] = cases;
  if (first === undefined) {
    const single = id === undefined ? undefined : await deps.board.get(id, member.sources);
    return single === undefined ? problemSaying(c, 404, texts.missing) : c.redirect(`/cases/${id}`, 303);
  }
  const whole = Math.max(first.item.similar + 1, cases.length);
  const reasons = new Set(
    cases.flatMap((found) => hideReasons(found, deps.capabilities(found.item.source.platform))),
  );
  const since = moment(first.item.openedAt, lang, deps.timeZone);
  return page(
    c,
    bulk.alikeTitle(whole),
    html`<h1>${bulk.alikeTitle(whole)}</h1>
      <p class="lead">${first.item.source.name} · ${bulk.alikeSays(since)}</p>
      ${whole > cases.length ? html`<p class="notice">${bulk.alikeFirst(cases.length)}</p>` : ''}
      <form id="bulk" method="post" action="/bulk" class="bulk any">
        <input type="hidden" name="csrf" value="${csrf}" />
        <button name="event" value="keep">${bulk.keep}</button>
        ${reasons.size === 0 ? html`<span class="quiet">${texts.notForHarm}</span>` : hideFields(reasons, lang)}
        <a href="/" data-more>${texts.problems.back}</a>
      </form>
      ${excerpts(c, cases, { form: 'bulk', length: LONG })}`,
  );
}

function hideFields(reasons: ReadonlySet<HideCategory>, lang: Lang): Html {
  const texts = TEXTS[lang];
  const bulk = BULK[lang];
  return html`<label>${texts.hideFor}
      <select name="category">
        ${[...reasons].map((category) => html`<option value="${category}">${WORDS[lang].category[category]}</option>`)}
      </select></label>
    <button name="event" value="hide">${bulk.hide}</button>`;
}
