import { html } from 'hono/html';
import { z } from 'zod';
import { HIDE_CATEGORIES } from '../../../domain/categories.ts';
import type { BoardCase } from '../../../pipeline/ports/board.ts';
import { type Decide, type Decided, review } from '../../../pipeline/review.ts';
import type { ConsoleDeps } from '../app.ts';
import { card, type CardView } from '../card.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { TEXTS } from '../texts.ts';

/** Minutes others are told that somebody looks at a case. */
const HOLD_MINUTES = 5;
/** Cases decided at once. */
const BULK = 200;

export async function cardView(
  c: ConsoleContext,
  deps: ConsoleDeps,
  found: BoardCase,
  now: Date,
  more: Partial<CardView> = {},
): Promise<CardView> {
  const { member, csrf } = c.get('signed');
  const draft = await deps.replyDraft?.(found, c.get('lang'));
  return {
    lang: c.get('lang'),
    timeZone: deps.timeZone,
    now,
    csrf,
    memberId: member.id,
    capabilities: deps.capabilities(found.item.source.platform),
    ...(draft === undefined ? {} : { replyDraft: draft }),
    ...more,
  };
}

async function findCase(c: ConsoleContext, deps: ConsoleDeps): Promise<BoardCase | undefined> {
  const id = Number(c.req.param('id'));
  return Number.isSafeInteger(id) ? deps.board.get(id, c.get('signed').member.sources) : undefined;
}

/** One case by itself; looking at it tells the others. */
export async function casePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const found = await findCase(c, deps);
  if (found === undefined) return c.text(texts.missing, 404);
  const { member } = c.get('signed');
  await deps.board.hold(found.item.caseId, member.id, HOLD_MINUTES);
  const shown = (await findCase(c, deps)) ?? found;
  const view = await cardView(c, deps, withoutOwnHold(shown, member.name), await deps.now());
  const personal = html`<form method="post" action="/cases/${found.item.caseId}/show">
    <input type="hidden" name="csrf" value="${view.csrf}" /><button>${texts.showPersonal}</button>
  </form>`;
  return page(
    c,
    `#${found.item.caseId}`,
    html`<h1>#${found.item.caseId}</h1>
      ${card(withoutOwnHold(shown, member.name), view)} ${personal}`,
  );
}

function withoutOwnHold(found: BoardCase, name: string): BoardCase {
  if (found.heldBy !== name) return found;
  const { heldBy: _own, ...rest } = found;
  return rest;
}

/** Shows a case's personal data once; who looked is written down first. */
export async function showPersonal(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const found = await findCase(c, deps);
  if (found === undefined) return c.text(TEXTS[c.get('lang')].missing, 404);
  const { member } = c.get('signed');
  await deps.audit(member.id, found.item.source.id, found.item.caseId, 'case.personal-shown');
  const view = await cardView(c, deps, found, await deps.now(), { unmasked: true });
  return page(c, `#${found.item.caseId}`, html`<h1>#${found.item.caseId}</h1>${card(found, view)}`);
}

const Body = z.object({
  seen: z.coerce.number().int().min(0),
  category: z.enum(HIDE_CATEGORIES).optional(),
  reply: z.string().max(20_000).optional(),
  why: z
    .string()
    .max(300)
    .transform((value) => (value.trim() === '' ? undefined : value.trim()))
    .optional(),
});

/** One decision. A browser with script gets the card back, one without is led back to where it was. */
export async function decide(
  c: ConsoleContext,
  deps: ConsoleDeps,
  event: Decide['event'],
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const found = await findCase(c, deps);
  if (found === undefined) return c.text(texts.missing, 404);
  const body = Body.safeParse(await c.req.parseBody());
  if (!body.success) return c.text(texts.refusals['no-such-step'], 400);
  const { member } = c.get('signed');
  const decided = await review(deps, {
    caseId: found.item.caseId,
    event,
    actor: { kind: 'person', moderatorId: member.id },
    seen: body.data.seen,
    ...(body.data.category === undefined ? {} : { category: body.data.category }),
    ...(body.data.reply === undefined ? {} : { reply: body.data.reply }),
    ...(body.data.why === undefined ? {} : { why: body.data.why }),
  });
  const notice = noticeOf(decided, c.get('lang'));
  const status = decided.kind === 'done' || decided.kind === 'proposed' ? 200 : 409;
  const after = (await findCase(c, deps)) ?? found;
  const view = await cardView(c, deps, withoutOwnHold(after, member.name), await deps.now(), { notice });
  if (c.req.header('x-fragment') === 'card') {
    return c.html(card(withoutOwnHold(after, member.name), view), status);
  }
  return page(
    c,
    `#${after.item.caseId}`,
    html`<h1>#${after.item.caseId}</h1>
      ${card(withoutOwnHold(after, member.name), view)}
      <p><a href="/">${texts.pages.queue}</a></p>`,
  );
}

function noticeOf(decided: Decided, lang: 'vi' | 'en'): string {
  const texts = TEXTS[lang];
  switch (decided.kind) {
    case 'done':
      return `${texts.done} ${texts.states[decided.state]}.`;
    case 'proposed':
      return texts.proposed;
    case 'conflict':
      return texts.conflict(decided.by ?? '', texts.states[decided.state]);
    case 'refused':
      return texts.refusals[decided.code];
    case 'missing':
      return texts.missing;
    default:
      return decided satisfies never;
  }
}

const BulkBody = z.object({
  event: z.enum(['keep', 'undo']),
  case: z.union([z.string(), z.array(z.string())]).default([]),
});

/** The same decision on several cases; what somebody else decided in between stays as it is. */
export async function bulk(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const body = BulkBody.safeParse(await c.req.parseBody({ all: true }));
  if (!body.success) return c.text(texts.refusals['no-such-step'], 400);
  const { member } = c.get('signed');
  const chosen = [body.data.case].flat().slice(0, BULK);
  let done = 0;
  for (const entry of chosen) {
    const [id, seen] = entry.split(':').map(Number);
    if (id === undefined || seen === undefined || !Number.isSafeInteger(id) || !Number.isSafeInteger(seen))
      continue;
    if ((await deps.board.get(id, member.sources)) === undefined) continue;
    const decided = await review(deps, {
      caseId: id,
      event: body.data.event,
      actor: { kind: 'person', moderatorId: member.id },
      seen,
    });
    if (decided.kind === 'done') done += 1;
  }
  return page(
    c,
    texts.pages.queue,
    html`<h1>${texts.pages.queue}</h1>
      <p role="status">${texts.bulkDone(done, chosen.length - done)}</p>
      ${
        body.data.event === 'keep' && done > 0
          ? html`<form method="post" action="/bulk">
            <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
            ${chosen.map((entry) => {
              const [id, seen] = entry.split(':');
              return html`<input type="hidden" name="case" value="${id}:${Number(seen) + 1}" />`;
            })}
            <button name="event" value="undo">${texts.undo}</button>
          </form>`
          : ''
      }
      <p><a href="/">${texts.pages.queue}</a></p>`,
  );
}
