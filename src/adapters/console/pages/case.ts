import { html } from 'hono/html';
import { z } from 'zod';
import { HIDE_CATEGORIES } from '../../../domain/categories.ts';
import { maskPersonal } from '../../../domain/digest/passages.ts';
import type { Lang } from '../../../domain/lang.ts';
import type { BoardCase } from '../../../pipeline/ports/board.ts';
import { type Decide, type Decided, review } from '../../../pipeline/review.ts';
import { card } from '../card.ts';
import { hideOffer } from '../decisions.ts';
import type { ConsoleDeps } from '../deps.ts';
import { field, idFrom, ownPath } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { problem, problemSaying } from '../problem.ts';
import { readSeen, writeSeen } from '../seen.ts';
import { stateSaid } from '../standing.ts';
import { TEXTS } from '../texts/index.ts';
import type { CardView } from '../view.ts';
import { entries } from './audit.ts';

/** Minutes others are told that somebody looks at a case. */
const HOLD_MINUTES = 5;
/** Entries of a case's history that are shown. */
const HISTORY = 50;

export async function cardView(
  c: ConsoleContext,
  deps: ConsoleDeps,
  found: BoardCase,
  now: Date,
  more: Partial<CardView> = {},
): Promise<CardView> {
  const { member, csrf } = c.get('signed');
  const lang = c.get('lang');
  return {
    lang,
    timeZone: deps.timeZone,
    now,
    csrf,
    memberId: member.id,
    capabilities: deps.capabilities(found.item.source.platform),
    explainCode: (code) => deps.explainCode(found.item.source.platform, code)[lang],
    byHand: (verb) => deps.byHand(found.item.source.platform, verb, found.item.kind),
    back: '/',
    replyDrafts: await deps.replyDrafts(found),
    ...more,
  };
}

async function findCase(c: ConsoleContext, deps: ConsoleDeps): Promise<BoardCase | undefined> {
  const id = idFrom(c.req.param('id'));
  return id === undefined ? undefined : deps.board.get(id, c.get('signed').member.sources);
}

function missing(c: ConsoleContext): Response | Promise<Response> {
  return problemSaying(c, 404, TEXTS[c.get('lang')].missing);
}

/** One case by itself; looking at it tells the others. */
export async function casePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const before = await findCase(c, deps);
  if (before === undefined) return missing(c);
  await deps.board.hold(before.item.caseId, c.get('signed').member.id, HOLD_MINUTES);
  // Another template than the first one is chosen by its link, which works without script.
  const chosen = c.req.query('reply');
  const more = chosen === undefined ? {} : { chosenReply: chosen };
  return wholeCase(c, deps, (await findCase(c, deps)) ?? before, more);
}

async function wholeCase(
  c: ConsoleContext,
  deps: ConsoleDeps,
  found: BoardCase,
  more: Partial<CardView> = {},
): Promise<Response> {
  const texts = TEXTS[c.get('lang')];
  const { caseId } = found.item;
  const [history, now, terms] = await Promise.all([
    deps.audits.read({ caseId }, { limit: HISTORY }),
    deps.now(),
    deps.replyTerms(found),
  ]);
  const view = await cardView(c, deps, found, now, {
    back: `/cases/${caseId}`,
    whole: true,
    ...(terms === undefined ? {} : { replyTerms: terms }),
    ...more,
  });
  return page(
    c,
    texts.caseTitle(caseId),
    html`<h1>${texts.caseTitle(caseId)}</h1>
      <div id="cases">${card(found, view)}</div>
      ${view.unmasked === true || maskPersonal(found.item) === found.item.text ? '' : showForm(c, caseId)}
      <h2>${texts.history}</h2>
      ${entries(c, deps, history.entries, 'case')}`,
  );
}

function showForm(c: ConsoleContext, caseId: number): Html {
  const texts = TEXTS[c.get('lang')];
  return html`<form method="post" action="/cases/${caseId}/show" class="aside">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
    <button>${texts.showPersonal}</button> <span class="quiet">${texts.showPersonalSays}</span>
  </form>`;
}

/** The card alone, for a script that looks whether the platform has confirmed; holds nothing. */
export async function cardFragment(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const found = await findCase(c, deps);
  if (found === undefined) return missing(c);
  const back = ownPath(c.req.query('back'));
  // Whoever was told of their own decision is told how it stands now.
  const notice = c.req.query('told') === undefined ? {} : { notice: doneSaid(found, c.get('lang')) };
  return c.html(card(found, await cardView(c, deps, found, await deps.now(), { back, ...notice })));
}

/** Tells others that this case is being looked at; answers with who else does. */
export async function hold(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const found = await findCase(c, deps);
  if (found === undefined) return missing(c);
  const held = await deps.board.hold(found.item.caseId, c.get('signed').member.id, HOLD_MINUTES);
  const other = held ? undefined : found.heldBy?.name;
  return c.json({ held: other === undefined ? '' : TEXTS[c.get('lang')].held(other) });
}

/** Shows a case's personal data once; who looked is written down first. */
export async function showPersonal(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const found = await findCase(c, deps);
  if (found === undefined) return missing(c);
  const { member } = c.get('signed');
  await deps.audits.personalShown(member.id, found.item.caseId);
  return wholeCase(c, deps, found, { unmasked: true, notice: TEXTS[c.get('lang')].personalShown });
}

const Body = z.object({
  seen: z.string().transform((text, context) => {
    const seen = readSeen(text);
    if (seen === undefined) context.addIssue('seen');
    return seen ?? z.NEVER;
  }),
  category: z.enum(HIDE_CATEGORIES).optional(),
  agrees: z.coerce.number().int().positive().optional(),
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
  const found = await findCase(c, deps);
  if (found === undefined) return missing(c);
  const posted = await c.req.parseBody();
  const body = Body.safeParse({
    ...posted,
    category: posted['category'] === '' ? undefined : posted['category'],
  });
  if (!body.success) return problem(c, 400, 'bad');
  const { member } = c.get('signed');
  const decided = await decideAs(deps, found, event, member.id, body.data);
  const well = decided.kind === 'done' || decided.kind === 'proposed';
  const back = ownPath(field(posted, 'back'));
  const after = (await findCase(c, deps)) ?? found;
  const notice = noticeOf(decided, after, c.get('lang'));
  if (c.req.header('x-fragment') === 'card') {
    const view = await cardView(c, deps, after, await deps.now(), { notice, back });
    return c.html(card(after, view), well ? 200 : 409);
  }
  if (!well) {
    c.status(409);
    return wholeCase(c, deps, after, { notice, back });
  }
  return c.redirect(back.startsWith('/cases/') ? back : withDone(back, after.item.caseId), 303);
}

type Wish = z.output<typeof Body>;

async function decideAs(
  deps: ConsoleDeps,
  found: BoardCase,
  event: Decide['event'],
  moderatorId: number,
  { seen, category, agrees, reply, why }: Wish,
): Promise<Decided | { readonly kind: 'not-for-harm' }> {
  if (
    event === 'hide' &&
    writeSeen(seen) === writeSeen(found.seen) &&
    hideOffer(found, deps.capabilities(found.item.source.platform)) === undefined &&
    found.canHide
  ) {
    return { kind: 'not-for-harm' };
  }
  return review(deps, {
    caseId: found.item.caseId,
    event,
    actor: { kind: 'person', moderatorId },
    seen,
    ...(category === undefined ? {} : { category }),
    ...(agrees === undefined ? {} : { agreesWith: agrees }),
    ...(reply === undefined ? {} : { reply }),
    ...(why === undefined ? {} : { why }),
  });
}

function withDone(back: string, caseId: number): string {
  const url = new URL(back, 'http://own.invalid');
  url.searchParams.set('did', String(caseId));
  return `${url.pathname}${url.search}`;
}

function doneSaid(found: BoardCase, lang: Lang): string {
  const texts = TEXTS[lang];
  const state = stateSaid(found, texts);
  return `${texts.done}: ${found.state === 'open' ? texts.caseIs(state) : state}.`;
}

function noticeOf(
  decided: Decided | { readonly kind: 'not-for-harm' },
  after: BoardCase,
  lang: Lang,
): string {
  const texts = TEXTS[lang];
  switch (decided.kind) {
    case 'done':
      return doneSaid(after, lang);
    case 'proposed':
      return texts.proposed;
    case 'conflict':
      if (decided.edited) return texts.edited;
      return texts.conflict(decided.by ?? '', stateSaid(after, texts));
    case 'refused':
      return texts.refusals[decided.code];
    case 'not-for-harm':
      return texts.notForHarm;
    case 'missing':
      return texts.missing;
    default:
      return decided satisfies never;
  }
}
