import { html, raw } from 'hono/html';
import { moment } from '../../../domain/digest/words.ts';
import { reportBody } from '../../../domain/report/render.ts';
import { REPORT_WORDS } from '../../../domain/report/words.ts';
import { monthOf, monthWindow } from '../../../domain/clock.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { problemSaying } from '../problem.ts';
import { TEXTS } from '../texts/index.ts';
import { WORKBENCH } from '../texts/workbench.ts';

/** The transparency report of a month, over the reader's own pages. Counts only. */
export async function reportPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = WORKBENCH[lang].report;
  const { sources } = c.get('signed').member;
  const month = c.req.query('month') ?? monthOf(await deps.now(), deps.timeZone);
  const window = monthWindow(month, deps.timeZone);
  if (window === undefined) return problemSaying(c, 400, texts.bad);
  const { report, at } = await deps.report({
    ...window,
    timeZone: deps.timeZone,
    ...(sources === undefined ? {} : { sources }),
  });
  return page(
    c,
    TEXTS[lang].pages.report,
    html`<h1>${REPORT_WORDS[lang].title(month)}</h1>
      <form method="get" action="/report" class="row">
        <label>${texts.month} <input type="month" name="month" value="${month}" required /></label>
        <button>${texts.show}</button>
      </form>
      <p class="quiet">${TEXTS[lang].asOf(moment(at, lang, deps.timeZone))}</p>
      <div class="report">${raw(reportBody(report, lang))}</div>`,
  );
}
