import { html } from 'hono/html';
import { z } from 'zod';
import { HIDE_CATEGORIES, type HideCategory } from '../../../domain/categories.ts';
import { WORDS } from '../../../domain/digest/words.ts';
import type { BoardCase } from '../../../pipeline/ports/board.ts';
import type { Seen } from '../../../pipeline/ports/cases.ts';
import { review } from '../../../pipeline/review.ts';
import { hideReasons, isHiddenMeanwhile } from '../decisions.ts';
import type { ConsoleDeps } from '../deps.ts';
import { excerpts } from '../excerpts.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { problem } from '../problem.ts';
import { readSeen, writeSeen } from '../seen.ts';
import { BULK } from '../texts/bulk.ts';
import { TEXTS } from '../texts/index.ts';

/** Cases decided at once. */
export const MOST = 200;

const Body = z
  .object({
    event: z.enum(['keep', 'hide', 'undo']),
    /** What a hide is for. */
    category: z.enum(HIDE_CATEGORIES).optional(),
    sure: z.literal('1').optional(),
    case: z.union([z.string(), z.array(z.string())]).default([]),
  })
  .refine(({ event, category }) => event !== 'hide' || category !== undefined);

interface Chosen {
  readonly id: number;
  /** What was on the screen. */
  readonly seen: Seen;
}

interface Wish {
  readonly event: 'keep' | 'hide' | 'undo';
  readonly category?: HideCategory;
}

/** The same decision on several cases: first counted and shown, then done, then undone by one button if wanted. */
export async function bulk(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const posted = await c.req.parseBody({ all: true });
  // The form of a group always names a category, also where its cases are kept.
  const body = Body.safeParse(posted['event'] === 'hide' ? posted : { ...posted, category: undefined });
  if (!body.success) return problem(c, 400, 'bad');
  const { event, category } = body.data;
  const wish: Wish = { event, ...(category === undefined ? {} : { category }) };
  const chosen = [body.data.case].flat().slice(0, MOST).flatMap(chosenFrom);
  return body.data.sure === undefined ? ask(c, deps, wish, chosen) : carryOut(c, deps, wish, chosen);
}

function chosenFrom(entry: string): Chosen[] {
  const [id, on = ''] = entry.split(':');
  const caseId = idFrom(id);
  const seen = readSeen(on);
  return caseId === undefined || seen === undefined ? [] : [{ id: caseId, seen }];
}

/**
 * Whether it may be done to this one among several: to hide, each needs a finding of its own of just that category.
 * That many are alike is no reason.
 */
function mayBe(deps: ConsoleDeps, { event, category }: Wish, found: BoardCase): boolean {
  if (event !== 'hide') return true;
  return hideReasons(found, deps.capabilities(found.item.source.platform)).some((each) => each === category);
}

async function ask(
  c: ConsoleContext,
  deps: ConsoleDeps,
  wish: Wish,
  chosen: readonly Chosen[],
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const said = BULK[c.get('lang')];
  const { member } = c.get('signed');
  const seen = await deps.board.several(
    chosen.map(({ id }) => id),
    member.sources,
  );
  if (seen.length === 0) {
    return page(c, texts.pages.queue, html`<h1>${texts.pages.queue}</h1><p>${said.none}</p>${home(c)}`);
  }
  const able = seen.filter((entry) => mayBe(deps, wish, entry));
  const unable = seen.filter((entry) => !able.includes(entry));
  const { event, category } = wish;
  const shown = event === 'hide' ? 0 : able.filter(isHiddenMeanwhile).length;
  const title =
    category === undefined
      ? said.ask[event === 'undo' ? 'undo' : 'keep'](able.length)
      : said.askHide(able.length, WORDS[c.get('lang')].category[category]);
  const ids = new Set(able.map(({ item }) => item.caseId));
  return page(
    c,
    title,
    html`<h1>${title}</h1>
      <p class="lead">${said.says}</p>
      ${shown === 0 ? '' : html`<p class="notice">${said.shows(shown)}</p>`}
      ${
        able.length === 0
          ? home(c)
          : form(
              c,
              wish,
              chosen.filter(({ id }) => ids.has(id)),
              said.yes[event],
              true,
            )
      }
      ${excerpts(c, able)}
      ${unable.length === 0 ? '' : html`<h2>${said.unable(unable.length)}</h2>${excerpts(c, unable)}`}`,
  );
}

async function carryOut(
  c: ConsoleContext,
  deps: ConsoleDeps,
  wish: Wish,
  chosen: readonly Chosen[],
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const said = BULK[c.get('lang')];
  const { member } = c.get('signed');
  const done: Chosen[] = [];
  for (const { id, seen } of chosen) {
    const found = await deps.board.get(id, member.sources);
    if (found === undefined || !mayBe(deps, wish, found)) continue;
    const decided = await review(deps, {
      caseId: id,
      ...wish,
      actor: { kind: 'person', moderatorId: member.id },
      seen,
    });
    if (decided.kind === 'done') done.push({ id, seen: { ...seen, number: decided.number } });
  }
  return page(
    c,
    texts.pages.queue,
    html`<h1>${texts.pages.queue}</h1>
      <p class="notice" role="status">${said.done[wish.event](done.length, chosen.length - done.length)}</p>
      ${wish.event !== 'undo' && done.length > 0 ? form(c, { event: 'undo' }, done, texts.undo, false) : ''} ${home(c)}`,
  );
}

function form(
  c: ConsoleContext,
  { event, category }: Wish,
  chosen: readonly Chosen[],
  label: string,
  cancel: boolean,
): Html {
  return html`<form method="post" action="/bulk" class="bulk">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><input type="hidden" name="sure" value="1" />
    ${category === undefined ? '' : html`<input type="hidden" name="category" value="${category}" />`}
    ${chosen.map(({ id, seen }) => html`<input type="hidden" name="case" value="${id}:${writeSeen(seen)}" />`)}
    <button class="primary" name="event" value="${event}" ${cancel ? html`autofocus` : ''}>${label}</button>
    ${cancel ? html`<a href="/">${TEXTS[c.get('lang')].cancel}</a>` : ''}
  </form>`;
}

function home(c: ConsoleContext): Html {
  return html`<p><a href="/" data-more>${TEXTS[c.get('lang')].problems.back}</a></p>`;
}
