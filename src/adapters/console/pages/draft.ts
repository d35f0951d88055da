import { html } from 'hono/html';
import { backtestDraft } from '../../../pipeline/backtest.ts';
import type { ConsoleDeps } from '../deps.ts';
import { field } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { TRIAL } from '../texts/trial.ts';
import { WORKBENCH } from '../texts/workbench.ts';
import { TRY_DAYS, TRY_MOST, tried } from './tried.ts';

const LONGEST = 64_000;
const DAY = 86_400_000;

/** A draft rule before it is saved: checked, and tried on stored comments. Nothing is kept. */
export function draftPage(c: ConsoleContext, text?: string, result?: Html): Response | Promise<Response> {
  const lang = c.get('lang');
  const texts = TRIAL[lang].draft;
  return page(
    c,
    texts.title,
    html`<h1>${texts.title}</h1>
      <p class="lead">${texts.lead}</p>
      ${result ?? ''}
      <form method="post" action="/rules/draft" class="wide-form">
        <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
        <label>${texts.yaml}
          <textarea name="yaml" rows="18" class="code" spellcheck="false" maxlength="${LONGEST}" required>${text ?? texts.sample}</textarea></label>
        <span class="buttons"><button name="do" value="check">${texts.check}</button>
          <button name="do" value="backtest" class="primary">${texts.backtest}</button></span>
        <p class="quiet">${WORKBENCH[lang].rules.backtestSays(TRY_DAYS, TRY_MOST.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB'))}</p>
      </form>
      <p><a href="/rules">${WORKBENCH[lang].rules.back}</a></p>`,
  );
}

export async function tryDraft(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = TRIAL[lang].draft;
  const body = await c.req.parseBody();
  const text = field(body, 'yaml').slice(0, LONGEST).replaceAll('\r\n', '\n');
  if (text.trim() === '') {
    c.status(400);
    return draftPage(c, text, html`<p class="notice bad" role="alert">${texts.empty}</p>`);
  }
  const now = await deps.now();
  const only = field(body, 'do') === 'check';
  const done = await backtestDraft(
    deps.trying,
    { path: 'draft.yaml', text },
    { since: new Date(now.getTime() - TRY_DAYS * DAY), most: only ? 0 : TRY_MOST },
  );
  const fine = done.faults.length === 0 ? html`<p class="notice" role="status">${texts.fine}</p>` : html``;
  const { report: _report, ...checked } = done;
  return draftPage(c, text, html`${fine}${tried(only ? checked : done, lang)}`);
}
