import { html } from 'hono/html';
import { z } from 'zod';
import { CATEGORIES, SEVERITIES } from '../../../domain/categories.ts';
import { WORDS } from '../../../domain/digest/words.ts';
import { type BoardCursor, type BoardFilter, type Lane, LANES } from '../../../pipeline/ports/board.ts';
import { card } from '../card.ts';
import type { ConsoleDeps } from '../app.ts';
import type { ConsoleContext } from '../guard.ts';
import { type Html, page } from '../layout.ts';
import { TEXTS } from '../texts.ts';
import { cardView } from './case.ts';

const PAGE = 20;
/** Counts stop here: nobody needs to know whether 1,000 or 2,000 wait. */
const MOST = 1_000;

const optional = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** The query string as a person or a link may have it; whatever does not fit is left out. */
const Query = z.object({
  lane: z.enum([...LANES, 'all']).catch('all'),
  source: z.coerce.number().int().positive().optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  language: optional.catch(undefined),
  rule: optional.catch(undefined),
  older: z.coerce.number().int().min(1).max(100_000).optional().catch(undefined),
  search: optional.catch(undefined),
  after: z.string().transform(cursorFrom).optional().catch(undefined),
});

function cursorFrom(text: string): BoardCursor | undefined {
  const [rank, at, id] = text.split('~');
  const cursor: BoardCursor = [Number(rank), at ?? '', Number(id)];
  return Number.isInteger(cursor[0]) &&
    Number.isSafeInteger(cursor[2]) &&
    !Number.isNaN(Date.parse(cursor[1]))
    ? cursor
    : undefined;
}

/** The queue: filters, lanes with counts, cases. */
export async function queuePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const query = Query.parse(c.req.query());
  const filter = filterOf(query);
  const [board, counts, sources] = await Promise.all([
    deps.board.list(filter, { limit: PAGE, ...afterOf(query.after), ...sourcesOf(member.sources) }),
    deps.board.counts(member.sources, MOST),
    deps.sources.list(),
  ]);
  const now = await deps.now();
  const own = sources.filter((source) => member.sources?.includes(source.id) ?? true);
  const views = await Promise.all(board.cases.map((found) => cardView(c, deps, found, now)));
  return page(
    c,
    texts.pages.queue,
    html`<h1>${texts.pages.queue}</h1>
      ${lanes(query, counts, texts)} ${filters(c, query, own)}
      <p id="fresh" class="fresh" role="status" data-texts="${lang}" data-counts="${JSON.stringify(counts)}"></p>
      ${bulk(c)}
      <section id="cases" aria-label="${texts.pages.queue}">
        ${
          board.cases.length === 0
            ? html`<p>${texts.empty}</p>`
            : board.cases.map((found, index) => {
                const view = views[index];
                return view === undefined ? '' : card(found, view);
              })
        }
      </section>
      ${
        board.next === undefined
          ? ''
          : html`<p><a class="more" rel="next" href="${link(query, { after: board.next })}">${texts.more}</a></p>`
      }
      ${keyHelp(texts)}`,
  );
}

type QueryOf = z.output<typeof Query>;

function filterOf(query: QueryOf): BoardFilter {
  return {
    lane: query.lane,
    ...(query.source === undefined ? {} : { source: query.source }),
    ...(query.category === undefined ? {} : { category: query.category }),
    ...(query.severity === undefined ? {} : { severity: query.severity }),
    ...(query.language === undefined ? {} : { language: query.language }),
    ...(query.rule === undefined ? {} : { rule: query.rule }),
    ...(query.older === undefined ? {} : { olderThanHours: query.older }),
    ...(query.search === undefined ? {} : { search: query.search }),
  };
}

function afterOf(after: BoardCursor | undefined): { after?: BoardCursor } {
  return after === undefined ? {} : { after };
}

function sourcesOf(sources: readonly number[] | undefined): { sources?: readonly number[] } {
  return sources === undefined ? {} : { sources };
}

function lanes(query: QueryOf, counts: Readonly<Record<Lane, number>>, texts: (typeof TEXTS)['vi']): Html {
  const show = (count: number): string => (count >= MOST ? `${MOST}+` : String(count));
  return html`<nav class="lanes" aria-label="${texts.lanesTitle}">
    <ul>
      ${(['all', ...LANES] as const).map(
        (lane) =>
          html`<li>
            <a
              href="${lane === 'all' ? '/' : `/?lane=${lane}`}"
              ${query.lane === lane ? html`aria-current="true"` : ''}
              >${lane === 'all' ? texts.all : texts.lanes[lane]}${
                lane === 'all'
                  ? ''
                  : html` <span class="count" data-lane="${lane}">${show(counts[lane])}</span>`
              }</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}

function filters(c: ConsoleContext, query: QueryOf, sources: readonly { id: number; name: string }[]): Html {
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const words = WORDS[lang];
  const option = (value: string, label: string, chosen: boolean): Html =>
    html`<option value="${value}" ${chosen ? html`selected` : ''}>${label}</option>`;
  const any = option('', texts.all, false);
  return html`<details class="filters" ${Object.keys(filterOf(query)).length > 1 ? html`open` : ''}>
    <summary>${texts.filter}</summary>
    <form method="get" action="/" role="search">
      <input type="hidden" name="lane" value="${query.lane}" />
      <label
        >${texts.filters.source}
        <select name="source">
          ${any}${sources.map((source) => option(String(source.id), source.name, query.source === source.id))}
        </select></label
      >
      <label
        >${texts.filters.category}
        <select name="category">
          ${any}${CATEGORIES.map((category) => option(category, words.category[category], query.category === category))}
        </select></label
      >
      <label
        >${texts.filters.severity}
        <select name="severity">
          ${any}${SEVERITIES.map((severity) => option(severity, words.severity[severity], query.severity === severity))}
        </select></label
      >
      <label>${texts.filters.language} <input name="language" size="4" value="${query.language ?? ''}" /></label>
      <label>${texts.filters.rule} <input name="rule" size="14" value="${query.rule ?? ''}" /></label>
      <label
        >${texts.filters.older}
        <input name="older" type="number" min="1" size="4" value="${query.older ?? ''}"
      /></label>
      <label>${texts.filters.search} <input name="search" type="search" value="${query.search ?? ''}" /></label>
      <button>${texts.apply}</button> <a href="/">${texts.clear}</a>
    </form>
  </details>`;
}

function bulk(c: ConsoleContext): Html {
  const texts = TEXTS[c.get('lang')];
  return html`<form id="bulk" method="post" action="/bulk" class="bulk">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
    <output id="selected"></output>
    <button name="event" value="keep">${texts.bulkKeep}</button>
    <button name="event" value="undo">${texts.bulkUndo}</button>
  </form>`;
}

function keyHelp(texts: (typeof TEXTS)['vi']): Html {
  return html`<details id="keys" class="keys">
    <summary>${texts.keys}</summary>
    <dl>
      ${texts.keyHelp.map(([key, says]) => html`<dt><kbd>${key}</kbd></dt><dd>${says}</dd>`)}
    </dl>
  </details>`;
}

function link(query: QueryOf, change: { after: BoardCursor }): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after: change.after.join('~') })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return `/?${parameters.toString()}`;
}
