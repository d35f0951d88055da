import { html } from 'hono/html';
import { CATEGORIES } from '../../../domain/categories.ts';
import { wilsonLower, wilsonUpper } from '../../../domain/decide/precision.ts';
import { moment, WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import { bare } from '../../../domain/text/bare.ts';
import { RulebookMissing } from '../../../pipeline/publish-rulebook.ts';
import { type ListedRule, listRules } from '../../../pipeline/stages.ts';
import { brakeList } from '../brakes.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { TEXTS } from '../texts/index.ts';
import { AUDIT_TEXTS } from '../texts/audit.ts';
import { WORKBENCH } from '../texts/workbench.ts';

const LONGEST_QUERY = 100;
/** Hits are counted over so many days. */
export const HIT_DAYS = 7;
const DAY = 86_400_000;

/** Every rule in force with how it stands; undefined before the first publication. */
export async function standings(deps: ConsoleDeps): Promise<readonly ListedRule[] | undefined> {
  const now = await deps.now();
  return listRules(deps.staging, new Date(now.getTime() - HIT_DAYS * DAY)).catch((error: unknown) => {
    if (error instanceof RulebookMissing) return undefined;
    throw error;
  });
}

/** All rules: stage, hits, precision with its interval, last change. */
export async function rulesPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = WORKBENCH[lang].rules;
  const [all, brakes] = await Promise.all([standings(deps), deps.controls.brakes()]);
  const category = CATEGORIES.find((name) => name === c.req.query('category'));
  const words = (c.req.query('q') ?? '').slice(0, LONGEST_QUERY).trim();
  const shown = (all ?? []).filter(
    ({ rule }) =>
      (category === undefined || rule.category === category) &&
      bare(`${rule.title} ${rule.id}`).includes(bare(words)),
  );
  return page(
    c,
    TEXTS[lang].pages.rules,
    html`<h1>${TEXTS[lang].pages.rules}</h1>
      <p class="lead">${texts.lead}</p>
      <p class="buttons"><a class="button" href="/rules/try">${texts.try}</a> <a class="button" href="/rules/draft">${texts.draft}</a></p>
      <form method="get" action="/rules" class="row">
        <label>${TEXTS[lang].filters.category}
          <select name="category"><option value="">${texts.all}</option>
            ${CATEGORIES.map((name) => html`<option value="${name}" ${name === category ? html`selected` : ''}>${WORDS[lang].category[name]}</option>`)}
          </select></label>
        <label>${texts.words} <input name="q" type="search" value="${words}" maxlength="${LONGEST_QUERY}" autocomplete="off" /></label>
        <button>${TEXTS[lang].apply}</button>
        <span class="quiet">${all === undefined ? '' : texts.count(shown.length)}</span>
      </form>
      ${brakeList(c, deps, brakes, '/rules')}
      ${all === undefined ? html`<p class="empty">${texts.missing}</p>` : table(c, deps, shown)}`,
  );
}

function table(c: ConsoleContext, deps: ConsoleDeps, rules: readonly ListedRule[]): Html {
  const lang = c.get('lang');
  const texts = WORKBENCH[lang].rules;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${TEXTS[lang].pages.rules}"><table>
    <thead><tr>
      <th scope="col">${texts.rule}</th><th scope="col">${texts.stage}</th>
      <th scope="col" class="number">${texts.hits(HIT_DAYS)}</th><th scope="col">${texts.precision}</th>
      <th scope="col">${texts.changed}</th>
    </tr></thead>
    <tbody>${rules.map(
      (listed) => html`<tr>
        <th scope="row"><a href="/rules/${encodeURIComponent(listed.rule.id)}">${listed.rule.title}</a>
          <span class="rule">${listed.rule.id}</span></th>
        <td>${stage(listed, lang)}</td>
        <td class="number">${listed.line?.hits ?? 0}</td>
        <td>${precision(listed, lang)}</td>
        <td>${changed(listed, lang, deps.timeZone)}</td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}

/** The stage that counts, and what the file asks where that is more. */
export function stage({ rule }: ListedRule, lang: Lang): Html {
  const texts = WORKBENCH[lang].rules;
  return html`<span class="status">${texts.stages[rule.stage]}</span>
    ${rule.stage === rule.asked ? '' : html`<br /><span class="quiet">${texts.asks(texts.stages[rule.asked])}</span>`}`;
}

/** How often people agreed, with what can be claimed of it. */
export function precision({ line }: ListedRule, lang: Lang): Html {
  const texts = WORKBENCH[lang].rules;
  if (line === undefined || line.judged === 0) return html`<span class="quiet">${texts.unjudged}</span>`;
  return html`${texts.judged(line.confirmed, line.judged)}<br /><span class="quiet">${claimed(line.confirmed, line.judged, lang)}</span>`;
}

/** Between what shares a precision must lie, in whole per cent; rounded outwards, so that it never looks surer. */
export function claimed(confirmed: number, judged: number, lang: Lang): string {
  const low = Math.floor(wilsonLower(confirmed, judged) * 100 + 1e-9);
  const high = Math.ceil(wilsonUpper(confirmed, judged) * 100 - 1e-9);
  return WORKBENCH[lang].rules.interval(`${low}`, `${high}%`);
}

function changed({ line }: ListedRule, lang: Lang, timeZone: string): Html {
  const last = line?.changed;
  if (last === undefined) return html``;
  const what = AUDIT_TEXTS[lang].events[last.what] ?? last.what;
  return html`${what}<br /><span class="quiet">${moment(last.at, lang, timeZone)}${last.by === undefined ? '' : ` ${WORKBENCH[lang].rules.by(last.by)}`}</span>`;
}
