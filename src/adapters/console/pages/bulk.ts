import { html } from 'hono/html';
import { z } from 'zod';
import { maskPersonal } from '../../../domain/digest/passages.ts';
import type { Seen } from '../../../pipeline/ports/cases.ts';
import { review } from '../../../pipeline/review.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { problem } from '../problem.ts';
import { readSeen, writeSeen } from '../seen.ts';
import { TEXTS } from '../texts/index.ts';

/** Cases decided at once. */
const MOST = 200;
/** Characters of each text shown before asking. */
const EXCERPT = 120;

const Body = z.object({
  event: z.enum(['keep', 'undo']),
  sure: z.literal('1').optional(),
  case: z.union([z.string(), z.array(z.string())]).default([]),
});

interface Chosen {
  readonly id: number;
  /** What was on the screen. */
  readonly seen: Seen;
}

/** The same decision on several cases: first counted and shown, then done, then undone by one button if wanted. */
export async function bulk(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const body = Body.safeParse(await c.req.parseBody({ all: true }));
  if (!body.success) return problem(c, 400, 'bad');
  const chosen = [body.data.case].flat().slice(0, MOST).flatMap(chosenFrom);
  return body.data.sure === undefined
    ? ask(c, deps, body.data.event, chosen)
    : carryOut(c, deps, body.data.event, chosen);
}

function chosenFrom(entry: string): Chosen[] {
  const [id, on = ''] = entry.split(':');
  const caseId = idFrom(id);
  const seen = readSeen(on);
  return caseId === undefined || seen === undefined ? [] : [{ id: caseId, seen }];
}

async function ask(
  c: ConsoleContext,
  deps: ConsoleDeps,
  event: 'keep' | 'undo',
  chosen: readonly Chosen[],
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const { member } = c.get('signed');
  const found = await Promise.all(chosen.map(({ id }) => deps.board.get(id, member.sources)));
  const seen = found.filter((entry) => entry !== undefined);
  if (seen.length === 0) {
    return page(c, texts.pages.queue, html`<h1>${texts.pages.queue}</h1><p>${texts.bulkNone}</p>${home(c)}`);
  }
  return page(
    c,
    texts.bulkAsk[event](seen.length),
    html`<h1>${texts.bulkAsk[event](seen.length)}</h1>
      <p class="lead">${texts.bulkSays}</p>
      ${form(c, event, chosen, texts.bulkYes[event], true)}
      <ul class="excerpts">
        ${seen.map(({ item, state }) => {
          const text = Array.from(maskPersonal(item));
          return html`<li>
            <a href="/cases/${item.caseId}">#${item.caseId}</a> <span class="quiet">${item.source.name} · ${texts.states[state]}</span>
            <p class="excerpt" dir="auto">${text.slice(0, EXCERPT).join('')}${text.length > EXCERPT ? '…' : ''}</p>
          </li>`;
        })}
      </ul>`,
  );
}

async function carryOut(
  c: ConsoleContext,
  deps: ConsoleDeps,
  event: 'keep' | 'undo',
  chosen: readonly Chosen[],
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const { member } = c.get('signed');
  const done: Chosen[] = [];
  for (const { id, seen } of chosen) {
    if ((await deps.board.get(id, member.sources)) === undefined) continue;
    const decided = await review(deps, {
      caseId: id,
      event,
      actor: { kind: 'person', moderatorId: member.id },
      seen,
    });
    if (decided.kind === 'done') done.push({ id, seen: { ...seen, number: decided.number } });
  }
  return page(
    c,
    texts.pages.queue,
    html`<h1>${texts.pages.queue}</h1>
      <p class="notice" role="status">${texts.bulkDone(done.length, chosen.length - done.length)}</p>
      ${event === 'keep' && done.length > 0 ? form(c, 'undo', done, texts.undo, false) : ''} ${home(c)}`,
  );
}

function form(
  c: ConsoleContext,
  event: 'keep' | 'undo',
  chosen: readonly Chosen[],
  label: string,
  cancel: boolean,
): Html {
  return html`<form method="post" action="/bulk" class="bulk">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><input type="hidden" name="sure" value="1" />
    ${chosen.map(({ id, seen }) => html`<input type="hidden" name="case" value="${id}:${writeSeen(seen)}" />`)}
    <button class="primary" name="event" value="${event}" ${cancel ? html`autofocus` : ''}>${label}</button>
    ${cancel ? html`<a href="/">${TEXTS[c.get('lang')].cancel}</a>` : ''}
  </form>`;
}

function home(c: ConsoleContext): Html {
  return html`<p><a href="/" data-more>${TEXTS[c.get('lang')].problems.back}</a></p>`;
}
