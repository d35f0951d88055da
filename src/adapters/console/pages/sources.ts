import { html } from 'hono/html';
import { duration, moment, WORDS } from '../../../domain/digest/words.ts';
import type { SourceView } from '../../../pipeline/ports/sources.ts';
import type { StandingBrake } from '../../../pipeline/ports/controls.ts';
import { brakeList, stopNotice } from '../brakes.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { problem } from '../problem.ts';
import { CHANNEL_TEXTS } from '../texts/channels.ts';
import { TEXTS } from '../texts/index.ts';
import { OFFICE } from '../texts/office.ts';

const JUST_NOW = 60_000;

/** Freshness, budget, tokens and errors of every source, in words. */
export async function sourcesPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = OFFICE[lang].sources;
  const [sources, channels, brakes, now] = await Promise.all([
    deps.sources.list(),
    deps.channels.list(),
    deps.controls.brakes(),
    deps.now(),
  ]);
  return page(
    c,
    TEXTS[lang].pages.sources,
    html`<h1>${TEXTS[lang].pages.sources}</h1>
      <p class="lead">${texts.lead}</p>
      ${stopNotice(c, deps)}
      ${brakeList(
        c,
        deps,
        brakes.filter(({ source }) => source === undefined),
        '/sources',
      )}
      ${sources.length === 0 ? html`<p class="empty">${texts.none}</p>` : ''}
      <div class="grid">${sources.map((source) =>
        sourceCard(
          c,
          deps,
          source,
          now,
          channels.filter(({ sourceId }) => sourceId === source.id).length,
          brakes.filter((brake) => brake.source === source.id),
        ),
      )}</div>`,
  );
}

function sourceCard(
  c: ConsoleContext,
  deps: ConsoleDeps,
  source: SourceView,
  now: Date,
  channels: number,
  brakes: readonly StandingBrake[],
): Html {
  const lang = c.get('lang');
  const texts = OFFICE[lang].sources;
  const words = WORDS[lang];
  const at = (date: Date): string => moment(date, lang, deps.timeZone);
  const since = (date: Date | undefined): string =>
    date === undefined
      ? texts.never
      : now.getTime() - date.getTime() < JUST_NOW
        ? texts.justNow
        : texts.ago(duration(now.getTime() - date.getTime(), words));
  const waits =
    source.notBefore !== undefined && source.notBefore > now ? texts.waits(at(source.notBefore)) : undefined;
  const writes =
    source.writesNotBefore !== undefined && source.writesNotBefore > now
      ? texts.writesWait(at(source.writesNotBefore))
      : undefined;
  const code =
    source.status === 'stopped' ? source.stoppedCode : source.failures > 0 ? source.lastFailure : undefined;
  return html`<section class="panel ${source.status}" aria-labelledby="source-${source.id}">
    <h2 id="source-${source.id}">${source.name}</h2>
    <p class="meta">${texts.platforms[source.platform]} · <span class="status">${texts.status[source.status]}</span> · ${texts.mode[source.mode]}</p>
    ${code === undefined ? '' : html`<p class="notice bad">${deps.explainCode(source.platform, code)[lang]}</p>`}
    ${[waits, writes].map((line) => (line === undefined ? '' : html`<p class="notice">${line}</p>`))}
    ${brakeList(c, deps, brakes, '/sources')}
    <dl class="facts">
      <div><dt>${texts.fresh}</dt><dd>${since(source.polledAt)} <span class="quiet">(${texts.every(source.pollSeconds)})</span></dd></div>
      <div><dt>${texts.budget}</dt>
        <dd><meter min="0" max="100" high="80" value="${Math.round(source.budgetPercent)}"></meter> ${Math.round(source.budgetPercent)}%</dd></div>
      ${source.platform === 'file' ? '' : html`<div><dt>${texts.token}</dt><dd>${tokenWords(c, deps, source, now)}</dd></div>`}
      <div><dt>${texts.newest}</dt><dd>${since(source.newestAt)}</dd></div>
    </dl>
    ${source.failures > 0 ? html`<p class="quiet">${texts.failures(source.failures)}</p>` : ''}
    <p><a href="/sources/${source.id}/channels">${CHANNEL_TEXTS[lang].link(channels)}</a></p>
    <div class="decisions">
      ${source.status === 'active' ? button(c, source.id, 'pause', texts.pause) : button(c, source.id, 'resume', texts.resume)}
      ${button(c, source.id, 'check', texts.check)}
    </div>
  </section>`;
}

function tokenWords(c: ConsoleContext, deps: ConsoleDeps, { token }: SourceView, now: Date): Html {
  const lang = c.get('lang');
  const texts = OFFICE[lang].sources;
  if (token.kind === 'none') return html`<span class="bad">${texts.tokenNone}</span>`;
  if (token.kind === 'variable') return html`${texts.tokenIn(token.name)}`;
  if (token.expiresAt === undefined) return html`${texts.tokenStored}`;
  const at = moment(token.expiresAt, lang, deps.timeZone);
  return token.expiresAt <= now
    ? html`<span class="bad">${texts.tokenEnded(at)}</span>`
    : html`${texts.tokenUntil(at)}`;
}

function button(c: ConsoleContext, id: number, verb: 'pause' | 'resume' | 'check', label: string): Html {
  return html`<form method="post" action="/sources/${id}/${verb}">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><button>${label}</button>
  </form>`;
}

/** Reading stops or goes on, also after an error was mended. */
export async function setSource(
  c: ConsoleContext,
  deps: ConsoleDeps,
  status: 'paused' | 'active',
): Promise<Response> {
  const id = idFrom(c.req.param('id'));
  const source = id === undefined ? undefined : await deps.sources.get(id);
  if (source === undefined || source.status === 'removed') return problem(c, 404, 'absent');
  await deps.sources.setStatus(source.id, status, { moderatorId: c.get('signed').member.id });
  if (status === 'active')
    await deps.queues.ring('poll', { source: source.id }, { dedupe: `poll-${source.id}` });
  return c.redirect('/sources', 303);
}

/** Asks the platform about token and permissions now, and tells what it says. */
export async function checkSource(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = OFFICE[lang].sources;
  const id = idFrom(c.req.param('id'));
  const source = id === undefined ? undefined : await deps.sources.get(id);
  if (source === undefined || source.status === 'removed') return problem(c, 404, 'absent');
  const checks = await deps.checkSource(source.id);
  const title = texts.checkTitle(source.name);
  const state = (ok: boolean, level: string): string =>
    ok ? texts.fine : level === 'error' ? texts.wrong : texts.note;
  return page(
    c,
    title,
    html`<h1>${title}</h1>
      <ul class="checks">
        ${checks.map(
          (check) =>
            html`<li class="${check.ok ? 'ok' : check.level}"><strong>${state(check.ok, check.level)}</strong> ${check[lang]}</li>`,
        )}
      </ul>
      <p><a href="/sources">${texts.back}</a></p>`,
  );
}
