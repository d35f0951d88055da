import { html } from 'hono/html';
import { duration, moment, WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import type { Health } from '../../../pipeline/ports/health.ts';
import { QUEUES } from '../../../pipeline/ports/queue.ts';
import type { RefusedPublication } from '../../../pipeline/ports/rulebooks.ts';
import { renderFault } from '../../../rulebook/fault.ts';
import { brakeList, stopNotice } from '../brakes.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { lostSection } from '../lost.ts';
import { page } from '../layout.ts';
import { TEXTS } from '../texts/index.ts';
import { OFFICE } from '../texts/office.ts';

/** Queues, processes, backlog, rules: what an operator looks at when something feels slow. */
export async function healthPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = OFFICE[lang].health;
  const [health, refusal, queues, sweep, brakes, unheard, now] = await Promise.all([
    deps.health.read(),
    deps.rulebooks.refused(),
    Promise.all(QUEUES.map(async (name) => ({ name, counts: await deps.queues.counts(name) }))),
    deps.queues.schedules('sweep').then((all) => all.get('regular')),
    deps.controls.brakes(),
    deps.notices.unheard(),
    deps.now(),
  ]);
  const at = (date: Date): string => moment(date, lang, deps.timeZone);
  return page(
    c,
    TEXTS[lang].pages.health,
    html`<h1>${TEXTS[lang].pages.health}</h1>
      <p class="lead">${texts.lead}</p>
      ${stopNotice(c, deps)} ${brakes.length === 0 ? '' : html`<h2>${OFFICE[lang].brakes.title}</h2>`}
      ${brakeList(c, deps, brakes, '/health')}
      ${alarms(health, { refusal, braked: brakes.length > 0, unheard: unheard.length }, lang, at)}
      <h2>${texts.work}</h2>
      ${work(health, lang, now)}
      <p class="quiet">${sweep === undefined ? texts.noSweep : texts.sweep(at(sweep))}</p>
      <h2>${texts.queues}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="${texts.queues}"><table>
        <thead><tr><th scope="col">${texts.queue}</th>
          ${[texts.waiting, texts.active, texts.delayed, texts.failed].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
        <tbody>${queues.map(
          ({ name, counts }) => html`<tr>
            <th scope="row">${texts.queueNames[name]} <span class="rule">${name}</span>${counts.paused ? html` <span class="status">(${texts.paused})</span>` : ''}</th>
            ${[counts.waiting, counts.active, counts.delayed, counts.failed].map((count) => html`<td class="number">${count}</td>`)}
          </tr>`,
        )}</tbody>
      </table></div>
      <p class="quiet">${texts.backend(deps.queues.backend)} <a href="/queues">${texts.board}</a></p>
      ${lostSection(c, deps)}
      <h2>${texts.processes}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="${texts.processes}"><table>
        <thead><tr><th scope="col">${texts.roles}</th><th scope="col" class="number">${texts.connections}</th></tr></thead>
        <tbody>${health.processes.map(({ roles, connections }) => html`<tr><td>${rolesSaid(roles, lang)}</td><td class="number">${connections}</td></tr>`)}</tbody>
      </table></div>
      <h2>${texts.rulebook}</h2>
      <p>${
        health.rulebook === undefined
          ? texts.noRulebook
          : texts.inForce(
              health.rulebook.hash.replace('sha256', '').slice(0, 12),
              at(health.rulebook.at),
              health.rulebook.by,
            )
      }</p>
      ${refused(refusal, lang)}`,
  );
}

interface Told {
  readonly refusal: RefusedPublication | undefined;
  readonly braked: boolean;
  /** Pages whose urgent cases reach nobody of theirs. */
  readonly unheard: number;
}

function alarms(
  health: Health,
  { refusal, braked, unheard }: Told,
  lang: Lang,
  at: (date: Date) => string,
): Html {
  const texts = OFFICE[lang].health;
  const told = [
    health.rulebook === undefined ? texts.noRulebook : undefined,
    refusal === undefined ? undefined : texts.refused(at(refusal.at), refusal.by),
    unheard === 0 ? undefined : texts.unheard(unheard),
  ].filter((line) => line !== undefined);
  if (told.length === 0 && (braked || health.actionsStopped)) return html``;
  return told.length === 0
    ? html`<p class="notice">${texts.fine}</p>`
    : html`${told.map((line) => html`<p class="notice bad">${line}</p>`)}`;
}

/** A process names itself by what it does, in codes. */
function rolesSaid(roles: string, lang: Lang): string {
  const { queueNames, otherRoles } = OFFICE[lang].health;
  const names: Readonly<Record<string, string>> = { ...queueNames, ...otherRoles };
  return roles
    .split(',')
    .map((role) => names[role] ?? role)
    .join(', ');
}

function work(health: Health, lang: Lang, now: Date): Html {
  const texts = OFFICE[lang].health;
  const oldest = health.unscreened.oldest;
  const fact = (name: string, value: number, more = '', bad = false): Html =>
    html`<div><dt>${name}</dt><dd class="${bad && value > 0 ? 'bad' : ''}">${value}${more === '' ? '' : html` <span class="quiet">(${more})</span>`}</dd></div>`;
  return html`<dl class="facts">
    ${fact(texts.unscreened, health.unscreened.count, oldest === undefined ? '' : texts.oldest(duration(now.getTime() - oldest.getTime(), WORDS[lang])))}
    ${health.unscreened.again === 0 ? '' : fact(texts.again, health.unscreened.again)}
    ${fact(texts.troubled, health.troubled, '', true)}
    ${fact(texts.actionsWaiting, health.actions.waiting)}
    ${fact(texts.actionsPostponed, health.actions.postponed)}
    ${fact(texts.actionsFailed, health.actions.failed, '', true)}
  </dl>`;
}

function refused(refusal: RefusedPublication | undefined, lang: Lang): Html {
  if (refusal === undefined) return html``;
  const told = refusal.faults.map((fault) => renderFault(fault, lang));
  return html`<pre tabindex="0">${told.join('\n')}</pre>`;
}
