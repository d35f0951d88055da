import { html } from 'hono/html';
import { z } from 'zod';
import { gateInWords } from '../../../domain/decide/gate-words.ts';
import { asExample } from '../../../domain/digest/passages.ts';
import { WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import { STAGES } from '../../../domain/verdict.ts';
import { backtestFiles } from '../../../pipeline/backtest.ts';
import type { Overturned } from '../../../pipeline/ports/overturned.ts';
import { askStage, type ListedRule, type StageAnswer } from '../../../pipeline/stages.ts';
import { noMatchYaml } from '../../../rulebook/example-yaml.ts';
import { brakeList } from '../brakes.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { problem } from '../problem.ts';
import { WORKBENCH, type WorkbenchTexts } from '../texts/workbench.ts';
import { entries } from './audit.ts';
import { HIT_DAYS, precision, stage, standings } from './rules.ts';
import { TRY_DAYS, TRY_MOST, tried } from './tried.ts';

const HISTORY = 50;
/** Overturned texts that are offered. */
const OVERTURNED = 20;
const DAY = 86_400_000;
const TARGETS = ['shadow', 'flag', 'hide'] as const;

/** One rule: what it looks for, how it stands, what keeps it from the next stage, who changed what. */
export async function rulePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const listed = await find(c, deps);
  return listed === undefined ? problem(c, 404, 'absent') : show(c, deps, listed, html``);
}

async function find(c: ConsoleContext, deps: ConsoleDeps): Promise<ListedRule | undefined> {
  const id = c.req.param('id');
  return (await standings(deps))?.find(({ rule }) => rule.id === id);
}

async function show(c: ConsoleContext, deps: ConsoleDeps, listed: ListedRule, told: Html): Promise<Response> {
  const lang = c.get('lang');
  const texts = WORKBENCH[lang].rules;
  const { rule, line } = listed;
  const [history, brakes, overturned] = await Promise.all([
    deps.audits.read({ rule: rule.id }, { limit: HISTORY }),
    deps.controls.brakes(),
    deps.overturned.list(rule.id, OVERTURNED),
  ]);
  const braked = brakes.filter((brake) => brake.rule === rule.id);
  const fact = (name: string, value: Html | string): Html =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return page(
    c,
    rule.title,
    html`<h1>${rule.title}</h1>
      <p class="lead"><span class="rule">${rule.id}</span> · ${WORDS[lang].category[rule.category]}, ${WORDS[lang].severity[rule.severity]}</p>
      ${told} ${brakeList(c, deps, braked, `/rules/${encodeURIComponent(rule.id)}`)}
      <dl class="facts">
        ${fact(texts.stage, stage(listed, lang))} ${fact(texts.precision, precision(listed, lang))}
        ${fact(texts.hits(HIT_DAYS), html`${line?.hits ?? 0} <a href="/?rule=${encodeURIComponent(rule.id)}">${texts.casesOf}</a>`)}
        ${fact(texts.owner, rule.owner ?? texts.nobody)} ${fact(texts.review, rule.reviewBy ?? texts.nobody)}
        ${fact(texts.file, `${rule.file}:${rule.line}`)} ${fact(texts.why, rule.why)}
      </dl>
      ${line?.proposal === undefined ? '' : html`<p class="notice">${texts.proposal(line.proposal.name)}</p>`}
      <h2>${texts.change}</h2>
      ${gates(listed, lang)} ${changeForm(c, listed)}
      <h2>${texts.backtest}</h2>
      <form method="post" action="/rules/${encodeURIComponent(rule.id)}/backtest" class="aside">
        <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><button>${texts.backtest}</button>
        <span class="quiet">${texts.backtestSays(TRY_DAYS, TRY_MOST.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB'))}</span>
      </form>
      <h2>${texts.examples}</h2>
      ${examples(texts.match, rule.examples.match)} ${examples(texts.noMatch, rule.examples.noMatch)}
      ${overturnedTexts(overturned, texts)}
      <h2>${texts.history}</h2>
      ${entries(c, deps, history.entries, 'case')}
      <p><a href="/rules">${texts.back}</a></p>`,
  );
}

function gates({ rule, missing }: ListedRule, lang: Lang): Html {
  const texts = WORKBENCH[lang].rules;
  const next = STAGES[STAGES.indexOf(rule.stage) + 1];
  if (next === undefined) return html``;
  if (missing.length === 0) return html`<p>${texts.gateOpen(texts.stages[next])}</p>`;
  return html`<p>${texts.gate(texts.stages[next])}:</p>
    <ul>${missing.map((reason) => html`<li>${gateInWords(reason, lang)}</li>`)}</ul>`;
}

function changeForm(c: ConsoleContext, { rule }: ListedRule): Html {
  const texts = WORKBENCH[c.get('lang')].rules;
  return html`<form method="post" action="/rules/${encodeURIComponent(rule.id)}/stage" class="row">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
    <label>${texts.to}
      <select name="to">${TARGETS.map(
        (target) =>
          html`<option value="${target}" ${target === rule.stage ? html`selected` : ''}>${texts.stages[target]}</option>`,
      )}</select></label>
    <label>${texts.note} <input name="why" maxlength="300" size="32" autocomplete="off" required /></label>
    <button>${texts.ask}</button>
  </form>`;
}

function examples(title: string, list: readonly string[]): Html {
  return list.length === 0
    ? html``
    : html`<h3>${title}</h3><ul class="examples">${list.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
}

/** What people found the rule should not have caught, to be pasted into its file. */
function overturnedTexts(overturned: readonly Overturned[], texts: WorkbenchTexts['rules']): Html {
  if (overturned.length === 0) return html``;
  const yaml = noMatchYaml([...new Set(overturned.map(({ text }) => asExample(text)))]);
  return html`<h3 id="overturned">${texts.overturned}</h3>
    <p>${texts.overturnedSays}
      ${overturned.map(({ caseId }) => html`<a href="/cases/${caseId}">#${caseId}</a> `)}</p>
    <textarea class="yaml" readonly rows="${Math.min(12, overturned.length + 1)}" spellcheck="false"
      aria-labelledby="overturned" id="overturned-yaml">${yaml}</textarea>
    <p><button type="button" data-copy="overturned-yaml" data-says="${texts.copied}" data-needs-script hidden>${texts.copy}</button></p>`;
}

const Body = z.object({ to: z.enum(TARGETS), why: z.string().trim().min(1).max(300) });

/** A person's wish to run a rule at another stage: lower at once, higher through the gate, hiding with a second one. */
export async function changeStage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const body = Body.safeParse(await c.req.parseBody());
  if (!body.success) return problem(c, 400, 'bad');
  if ((await find(c, deps)) === undefined) return problem(c, 404, 'absent');
  const answer = await askStage(deps.staging, {
    rule: id,
    to: body.data.to,
    why: body.data.why,
    actor: { kind: 'person', moderatorId: c.get('signed').member.id },
  });
  const listed = await find(c, deps);
  if (listed === undefined || answer.kind === 'missing') return problem(c, 404, 'absent');
  if (answer.kind === 'refused') c.status(409);
  return show(c, deps, listed, answered(answer, c.get('lang')));
}

function answered(answer: Exclude<StageAnswer, { kind: 'missing' }>, lang: Lang): Html {
  const texts = WORKBENCH[lang].rules;
  if (answer.kind === 'done')
    return html`<p class="notice" role="status">${texts.done(texts.stages[answer.stage])}</p>`;
  if (answer.kind === 'proposed') return html`<p class="notice" role="status">${texts.proposed}</p>`;
  return html`<div class="notice bad" role="alert"><p>${texts.refused}</p>
    <ul>${answer.reasons.map((reason) => html`<li>${gateInWords(reason, lang)}</li>`)}</ul></div>`;
}

/** Tries the rule, as it is in force, on stored comments. */
export async function backtestRule(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const listed = await find(c, deps);
  const active = await deps.trying.store.active();
  const published = active === undefined ? undefined : await deps.trying.store.read(active.id);
  if (listed === undefined || published === undefined) return problem(c, 404, 'absent');
  const now = await deps.now();
  const done = await backtestFiles(deps.trying, published.files, {
    since: new Date(now.getTime() - TRY_DAYS * DAY),
    most: TRY_MOST,
    only: [listed.rule.id],
  });
  return show(c, deps, listed, tried(done, c.get('lang')));
}
