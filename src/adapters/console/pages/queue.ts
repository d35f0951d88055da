import { html } from 'hono/html';
import { type Lane, LANES } from '../../../pipeline/ports/board.ts';
import { card } from '../card.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { lostNotices } from '../lost.ts';
import { writeSeen } from '../seen.ts';
import { actionsMark, stateSaid } from '../standing.ts';
import { BULK } from '../texts/bulk.ts';
import { TEXTS, type Texts } from '../texts/index.ts';
import { cardView } from './case.ts';
import { filterOf, filters, isNarrowed, queuePath, type QueueQuery, readQuery } from './filters.ts';

const PAGE = 20;
/** Counts stop here: nobody needs to know whether 1,000 or 2,000 wait. */
const MOST = 1_000;
/** Cards a browser may ask about at once. */
const GLANCED = 50;

type Counts = Readonly<Record<Lane, number>>;

/** The queue: lanes with counts, filters, cases. */
export async function queuePage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  const query = readQuery(c);
  const [board, counts, sources, languages, now, done] = await Promise.all([
    deps.board.list(filterOf(query), {
      limit: PAGE,
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(member.sources === undefined ? {} : { sources: member.sources }),
    }),
    deps.board.counts(member.sources, MOST),
    deps.sources.names(),
    deps.board.languages(member.sources),
    deps.now(),
    query.did === undefined ? undefined : deps.board.get(query.did, member.sources),
  ]);
  const own = sources.filter((source) => member.sources?.includes(source.id) ?? true);
  const back = queuePath({ ...query, did: undefined });
  const views = await Promise.all(board.cases.map((found) => cardView(c, deps, found, now, { back })));
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: deps.timeZone }).format(now);
  return page(
    c,
    texts.pages.queue,
    html`<h1 class="sr">${texts.pages.queue}</h1>
      ${lanes(query, counts, texts)}
      <p class="lead">${texts.laneSays[query.lane]}</p>
      ${
        done === undefined
          ? ''
          : html`<p class="notice" role="status">
              ${texts.justDone(done.item.caseId, stateSaid(done, texts))} <a href="/cases/${done.item.caseId}">#${done.item.caseId}</a>
            </p>`
      }
      <div class="bar">
        ${filters(c, query, own, languages)}
        <p id="fresh" class="fresh" role="status" data-lane-now="${query.lane}" data-says="${texts.fresh('{}')}">
          <a href="${back}">${texts.asOf(clock)} · ${texts.reload}</a>
        </p>
      </div>
      ${query.lane === 'failed' ? lostNotices(c, deps, member.sources, back) : ''}
      ${board.cases.length === 0 ? '' : bulkForm(c)}
      <section id="cases" aria-label="${texts.pages.queue}">
        ${
          board.cases.length === 0
            ? html`<p class="empty">${isNarrowed(query) ? texts.emptyFiltered : texts.empty}</p>`
            : board.cases.map((found, index) => {
                const view = views[index];
                return view === undefined ? '' : card(found, view);
              })
        }
      </section>
      <p class="pager">
        ${query.after === undefined ? '' : html`<a href="${queuePath({ ...query, after: undefined, did: undefined })}">${texts.first}</a>`}
        ${board.next === undefined ? '' : html`<a rel="next" data-more class="button" href="${queuePath({ ...query, after: board.next, did: undefined })}">${texts.more}</a>`}
      </p>
      ${keyHelp(texts)}`,
  );
}

/** What may have changed on a screen: counts, and the cards that stand on it. Asked every few seconds by the script. */
export async function live(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const ids = (c.req.query('cases') ?? '')
    .split(',')
    .slice(0, GLANCED)
    .map(idFrom)
    .filter((id) => id !== undefined);
  const [counts, glances] = await Promise.all([
    deps.board.counts(member.sources, MOST),
    ids.length === 0 ? [] : deps.board.glance(ids, member.sources),
  ]);
  const texts = TEXTS[c.get('lang')];
  return c.json({
    counts: Object.fromEntries(LANES.map((lane) => [lane, shown(counts[lane])])),
    cases: glances.map(({ caseId, seen, actions, heldBy }) => ({
      id: caseId,
      actions: actionsMark(actions),
      seen: writeSeen(seen),
      held: heldBy === undefined || heldBy.id === member.id ? '' : texts.held(heldBy.name),
    })),
  });
}

function shown(count: number): string {
  return count >= MOST ? `${MOST}+` : String(count);
}

function lanes(query: QueueQuery, counts: Counts, texts: Texts): Html {
  return html`<nav class="lanes" aria-label="${texts.lanesTitle}">
    <ul>
      ${(['all', ...LANES] as const).map(
        (lane) =>
          html`<li>
            <a href="${queuePath({ lane })}" ${query.lane === lane ? html`aria-current="true"` : ''}
              class="${lane !== 'all' && counts[lane] === 0 ? 'none' : ''}"
              >${lane === 'all' ? texts.all : texts.lanes[lane]}
              ${lane === 'all' ? '' : html`<span class="count" data-lane="${lane}">${shown(counts[lane])}</span>`}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}

function bulkForm(c: ConsoleContext): Html {
  const bulk = BULK[c.get('lang')];
  return html`<form id="bulk" method="post" action="/bulk" class="bulk" data-says="${bulk.selected('{}')}">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
    <button type="button" class="plain" data-all hidden>${bulk.selectAll}</button>
    <output id="selected"></output>
    <button name="event" value="keep">${bulk.keep}</button>
    <button name="event" value="undo">${bulk.undo}</button>
  </form>`;
}

function keyHelp(texts: Texts): Html {
  return html`<details id="keys" class="keys">
    <summary>${texts.keys}</summary>
    <label data-needs-script hidden><input type="checkbox" id="use-keys" checked /> ${texts.useKeys}</label>
    <dl>
      ${texts.keyHelp.map(([key, says]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${says}</dd></div>`)}
    </dl>
  </details>`;
}
