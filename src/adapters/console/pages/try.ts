import { html } from 'hono/html';
import { mergeSpans } from '../../../domain/digest/passages.ts';
import { byWeight } from '../../../domain/digest/shown.ts';
import { WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import { accentsInWords, stepInWords } from '../../../domain/text/step-words.ts';
import { RulebookMissing } from '../../../pipeline/publish-rulebook.ts';
import type { ConditionTrace, Explanation, RuleTrace } from '../../../rulebook/rulebook.ts';
import type { ConsoleDeps } from '../deps.ts';
import { field } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { languageName } from '../language-name.ts';
import { TRIAL } from '../texts/trial.ts';
import { WORKBENCH } from '../texts/workbench.ts';

const LONGEST = 8_000;

/** How the rules in force read a text: marked places, steps, rules looked at. The text is kept nowhere. */
export function tryPage(c: ConsoleContext, text = '', result?: Html): Response | Promise<Response> {
  const lang = c.get('lang');
  const texts = TRIAL[lang].try;
  return page(
    c,
    texts.title,
    html`<h1>${texts.title}</h1>
      <p class="lead">${texts.lead}</p>
      <form method="post" action="/rules/try" class="wide-form" data-live="explained">
        <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
        <label>${texts.text} <textarea name="text" rows="3" maxlength="${LONGEST}" required>${text}</textarea></label>
        <button class="primary">${texts.go}</button>
      </form>
      <div id="explained" aria-live="polite">${result ?? ''}</div>
      <p><a href="/rules">${WORKBENCH[lang].rules.back}</a></p>`,
  );
}

export async function explainText(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const text = field(await c.req.parseBody(), 'text')
    .slice(0, LONGEST)
    .toWellFormed()
    .replaceAll('\0', '');
  const result = await explained(deps, text, lang);
  return c.req.header('x-fragment') === 'card' ? c.html(result) : tryPage(c, text, result);
}

async function explained(deps: ConsoleDeps, text: string, lang: Lang): Promise<Html> {
  if (text.trim() === '') return html``;
  try {
    const { rulebook } = await deps.staging.rulebook();
    return inWords(text, rulebook.explain({ text }, await deps.now()), lang);
  } catch (error) {
    if (!(error instanceof RulebookMissing)) throw error;
    return html`<p class="empty">${WORKBENCH[lang].rules.missing}</p>`;
  }
}

function inWords(text: string, found: Explanation, lang: Lang): Html {
  const texts = TRIAL[lang].try;
  const words = WORDS[lang];
  const { decision, suggest, row, findings, language } = found.verdict;
  const fact = (name: string, value: Html | string): Html =>
    html`<div><dt>${name}</dt><dd>${value === '' ? texts.none : value}</dd></div>`;
  return html`<div class="panel">
    <blockquote class="text" dir="auto">${markedText(
      text,
      findings.flatMap(({ spans }) => spans),
    )}</blockquote>
    <dl class="facts wide-facts">
      ${fact(texts.decision, html`<strong>${decision === 'none' ? texts.nothing : words.decision[decision]}</strong>${decision === 'none' || decision === suggest ? '' : html`, ${texts.suggest}: ${words.suggest[suggest]}`} <span class="quiet">(${texts.row}: ${row})</span>`)}
      ${fact(
        texts.found,
        findings.length === 0
          ? ''
          : html`<ul class="why">${byWeight(findings).map(
              (finding) =>
                html`<li><strong>${words.category[finding.category]}</strong> (${words.severity[finding.severity]}): ${finding.why} <a class="rule" href="/rules/${encodeURIComponent(finding.rule)}">${finding.rule}</a></li>`,
            )}</ul>`,
      )}
      ${fact(texts.folded, found.folded)}
      ${fact(texts.steps, found.steps.map((step) => stepInWords(step, lang)).join(', '))}
      ${fact(texts.language, `${languageName(language.code, lang)}, ${accentsInWords(language.accents, lang)}`)}
      ${fact(texts.phrases, phrasesFound(text, found))}
      ${fact(texts.contacts, found.contacts.map(({ kind, owner, span }) => `${texts.contactKinds[kind]} (${texts.owners[owner]}) “${text.slice(...span)}”`).join('; '))}
    </dl>
    ${
      found.rules.length === 0
        ? ''
        : html`<details><summary>${texts.looked(found.rules.length)}</summary>
            <ul class="traces">${found.rules.map((rule) => ruleTrace(rule, text, lang))}</ul></details>`
    }
  </div>`;
}

/** Each phrase once, with how it stands in the text where that is another way of writing. */
function phrasesFound(text: string, { matches }: Explanation): string {
  const said = matches.map(({ phrase, span }) => {
    const written = text.slice(...span);
    return written.toLowerCase() === phrase ? `“${phrase}”` : `“${phrase}” ← “${written}”`;
  });
  return [...new Set(said)].join('; ');
}

function ruleTrace(rule: RuleTrace, text: string, lang: Lang): Html {
  const texts = TRIAL[lang].try;
  const outcome = rule.matched ? texts.matched : texts.missed;
  return html`<li><strong>${rule.title}</strong> <span class="rule">${rule.rule}</span> ${WORKBENCH[lang].rules.stages[rule.stage]}: ${outcome}
    <ul>${trace(rule.when, text, lang)}</ul>
    ${rule.savedBy === undefined ? '' : html`${texts.saved}: <ul>${trace(rule.savedBy, text, lang)}</ul>`}</li>`;
}

function trace(condition: ConditionTrace, text: string, lang: Lang): Html {
  const where = condition.spans.map(([start, end]) => `“${text.slice(start, end)}”`).join(', ');
  return html`<li class="${condition.outcome}">${condition.says}: ${TRIAL[lang].try.outcomes[condition.outcome]}${where === '' ? '' : ` ${where}`}
    ${condition.parts === undefined ? '' : html`<ul>${condition.parts.map((part) => trace(part, text, lang))}</ul>`}</li>`;
}

function markedText(text: string, spans: readonly (readonly [number, number])[]): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const [start, end] of mergeSpans(spans, text.length)) {
    parts.push(html`${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`);
    at = end;
  }
  return html`${parts}${text.slice(at)}`;
}
