import { html } from 'hono/html';
import type { Lang } from '../../../domain/lang.ts';
import type { Backtested } from '../../../pipeline/backtest.ts';
import type { Precision, RuleBacktest } from '../../../rulebook/backtest.ts';
import { renderFault } from '../../../rulebook/fault.ts';
import type { Html } from '../frame.ts';
import { TRIAL } from '../texts/trial.ts';
import { WORKBENCH } from '../texts/workbench.ts';
import { claimed } from './rules.ts';

/** Stored comments a trial looks at: so many days back, and no more than so many. */
export const TRY_DAYS = 30;
export const TRY_MOST = 20_000;
const EXCERPT = 160;
const KINDS = ['newlyFound', 'noLongerFound', 'confirmed', 'overturned'] as const;

/** What rules would have found, or why they cannot be tried. */
export function tried({ report, faults }: Backtested, lang: Lang): Html {
  const texts = TRIAL[lang];
  return html`${
    faults.length === 0
      ? ''
      : html`<div class="notice bad" role="alert"><p>${texts.draft.faults}</p>
          <pre tabindex="0">${faults.map((fault) => renderFault(fault, lang)).join('\n')}</pre></div>`
  }
  ${
    report === undefined
      ? ''
      : html`<section class="panel" aria-labelledby="tried"><h2 id="tried">${texts.tried.title}</h2>
          <p role="status">${texts.tried.on(report.comments.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB'))}</p>
          ${report.rules.map((rule) => ruleTried(rule, lang))}</section>`
  }`;
}

function ruleTried(rule: RuleBacktest, lang: Lang): Html {
  const texts = TRIAL[lang].tried;
  const cell = (found: Precision): Html =>
    html`<td class="number">${found.hits}</td><td>${inWords(found, lang)}</td>`;
  if (rule.hits + rule.noLongerFound === 0)
    return html`<p><span class="rule">${rule.rule}</span> ${texts.silent}</p>`;
  return html`<p><span class="rule">${rule.rule}</span> ${texts.newly}: ${rule.newlyFound} · ${texts.noLonger}: ${rule.noLongerFound}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${rule.rule}"><table>
      <thead><tr><th scope="col">${texts.where}</th><th scope="col" class="number">${texts.hits}</th>
        <th scope="col">${WORKBENCH[lang].rules.precision}</th></tr></thead>
      <tbody>
        ${Object.entries(rule.bySource).map(([name, found]) => html`<tr><th scope="row">${name}</th>${cell(found)}</tr>`)}
      </tbody>
    </table></div>
    ${KINDS.map((kind) =>
      rule.examples[kind].length === 0
        ? ''
        : html`<h3>${texts.kinds[kind]}</h3><ul class="examples">${rule.examples[kind].map(({ text }) => html`<li dir="auto">${excerpt(text)}</li>`)}</ul>`,
    )}`;
}

function inWords({ judged, confirmed }: Precision, lang: Lang): string {
  const texts = WORKBENCH[lang].rules;
  if (judged === 0) return texts.unjudged;
  return `${texts.judged(confirmed, judged)}, ${claimed(confirmed, judged, lang)}`;
}

function excerpt(text: string): string {
  const characters = Array.from(text);
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('')}…` : characters.join('');
}
