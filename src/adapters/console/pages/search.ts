import { html } from 'hono/html';
import { maskNumbers } from '../../../domain/digest/passages.ts';
import { moment } from '../../../domain/digest/words.ts';
import type { BoardCase } from '../../../pipeline/ports/board.ts';
import type { FoundComment } from '../../../pipeline/ports/search.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { problemSaying } from '../problem.ts';
import { stateSaid } from '../standing.ts';
import { TEXTS } from '../texts/index.ts';

const PAGE = 20;
const LONGEST = 200;

/**
 * Comments by their words, also those the rules left alone. Nothing can be decided here: a result leads to its case,
 * or makes one, on which hiding takes a category and a second person.
 */
export async function searchPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const lang = c.get('lang');
  const texts = TEXTS[lang].search;
  const words = (c.req.query('q') ?? '').trim().slice(0, LONGEST);
  const source = idFrom(c.req.query('source'));
  const before = idFrom(c.req.query('before'));
  const [sources, result] = await Promise.all([
    deps.sources.names(),
    words === ''
      ? undefined
      : deps.search.find({
          text: words,
          limit: PAGE,
          ...(source === undefined ? {} : { source }),
          ...(before === undefined ? {} : { before }),
          ...(member.sources === undefined ? {} : { sources: member.sources }),
        }),
  ]);
  const cases = await deps.board.several(
    (result?.found ?? []).flatMap(({ case: made }) => (made === undefined ? [] : [made.id])),
    member.sources,
  );
  const own = sources.filter((entry) => member.sources?.includes(entry.id) ?? true);
  return page(
    c,
    TEXTS[lang].pages.search,
    html`<h1>${TEXTS[lang].pages.search}</h1>
      <form method="get" action="/search" role="search" class="row">
        <label>${texts.words} <input type="search" name="q" id="q" value="${words}" maxlength="${LONGEST}" size="32" required /></label>
        <label>${TEXTS[lang].filters.source}
          <select name="source">
            <option value="">${TEXTS[lang].any}</option>
            ${own.map((entry) => html`<option value="${entry.id}" ${entry.id === source ? html`selected` : ''}>${entry.name}</option>`)}
          </select></label>
        <button class="primary">${texts.go}</button>
      </form>
      <p class="quiet">${texts.says}</p>
      ${result === undefined ? '' : results(c, deps, result.found, new Map(cases.map((found) => [found.item.caseId, found])))}
      ${
        result?.next === undefined
          ? ''
          : html`<p class="pager"><a class="button" rel="next" href="/search?${new URLSearchParams({ q: words, ...(source === undefined ? {} : { source: String(source) }), before: String(result.next) }).toString()}">${TEXTS[lang].more}</a></p>`
      }`,
  );
}

function results(
  c: ConsoleContext,
  deps: ConsoleDeps,
  found: readonly FoundComment[],
  cases: ReadonlyMap<number, BoardCase>,
): Html {
  const texts = TEXTS[c.get('lang')];
  if (found.length === 0) return html`<p class="empty" role="status">${texts.search.none}</p>`;
  return html`<h2 class="sr">${texts.search.found}</h2>
    <ul class="results">${found.map((comment) => result(c, deps, comment, cases.get(comment.case?.id ?? 0)))}</ul>`;
}

function result(
  c: ConsoleContext,
  deps: ConsoleDeps,
  comment: FoundComment,
  made: BoardCase | undefined,
): Html {
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const state = made === undefined ? texts.search.leftAlone : stateSaid(made, texts);
  return html`<li>
    <p class="meta">
      ${comment.source.name} · ${moment(comment.createdAt, lang, deps.timeZone)} · ${state}
      ${comment.gone ? html` · ${texts.gone}` : ''}${comment.hidden ? html` · ${texts.hiddenUs}` : ''}
    </p>
    <p class="text" dir="auto">${maskNumbers(comment.text, comment.personal)}</p>
    ${
      comment.case === undefined
        ? html`<form method="post" action="/comments/${comment.commentId}/case">
            <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><button>${texts.search.makeCase}</button>
          </form>`
        : html`<a class="button" href="/cases/${comment.case.id}">${texts.search.openCase} #${comment.case.id}</a>`
    }
  </li>`;
}

/** Makes a case for a comment the rules left alone, so that a person can decide on it. */
export async function makeCase(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const commentId = idFrom(c.req.param('id'));
  const source = commentId === undefined ? undefined : await deps.search.sourceOf(commentId, member.sources);
  const caseId =
    commentId === undefined || source === undefined
      ? undefined
      : await deps.store.openByHand(commentId, { kind: 'person', moderatorId: member.id });
  if (caseId === undefined) return problemSaying(c, 404, TEXTS[c.get('lang')].missing);
  return c.redirect(`/cases/${caseId}`, 303);
}
