import { stringify } from 'csv-stringify/sync';
import { CATEGORIES } from '../categories.ts';
import { escapeHtml } from '../digest/html.ts';
import { WORDS } from '../digest/words.ts';
import type { Lang } from '../lang.ts';
import { type Bar, barChart, rowChart } from './chart.ts';
import { documentOf } from './document.ts';
import type { Report } from './report.ts';
import { alarmsOf, type ReportTable, tablesOf } from './tables.ts';
import { REPORT_WORDS, type ReportWords } from './words.ts';

/** The body of the report: alarms, charts and tables; also shown inside the console. */
export function reportBody(report: Report, lang: Lang): string {
  const words = REPORT_WORDS[lang];
  const alarms = alarmsOf(report, lang);
  return [
    `<p>${escapeHtml(words.lead)}</p>`,
    alarms.length === 0
      ? `<p>${escapeHtml(words.noAlarm)}</p>`
      : alarms.map((alarm) => `<p class="alarm" role="alert">⚠ ${escapeHtml(alarm)}</p>`).join('\n'),
    report.days.length === 0 ? '' : `<div class="charts">${chartsOf(report, lang).join('')}</div>`,
    ...tablesOf(report, lang).map((table) => renderTable(table, words)),
  ].join('\n');
}

/** Volume, time to decision and overturned hides over the days, and what it was about. */
function chartsOf(report: Report, lang: Lang): string[] {
  const words = REPORT_WORDS[lang];
  const figure = (title: string, chart: string): string =>
    `<figure><figcaption>${escapeHtml(title)}</figcaption>${chart}</figure>`;
  const overDays = (title: string, bar: (day: Report['days'][number]) => Omit<Bar, 'label'>): string => {
    const bars = report.days.map((day) => ({ label: day.day, ...bar(day) }));
    const highest = bars.reduce<Omit<Bar, 'label'>>((most, each) => (each.value > most.value ? each : most), {
      value: 0,
    });
    const scale = highest.value === 0 ? '' : ` · ${words.charts.highest} ${highest.says ?? highest.value}`;
    return figure(`${title}${scale}`, barChart(`${title}${scale}`, bars));
  };
  const percent = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { style: 'percent' });
  const categories = CATEGORIES.flatMap((category): Bar[] => {
    const value = report.categories
      .filter((row) => row.category === category)
      .reduce((total, { count }) => total + count, 0);
    return value === 0 ? [] : [{ label: WORDS[lang].category[category], value }];
  }).toSorted((a, b) => b.value - a.value);
  return [
    ...(['screened', 'cases', 'hidden'] as const).map((key) =>
      overDays(words.columns[key], (day) => ({ value: day[key] })),
    ),
    overDays(words.columns.deciding, ({ deciding }) =>
      deciding === undefined ? { value: 0, says: '–' } : { value: deciding, says: words.seconds(deciding) },
    ),
    overDays(words.charts.overturned, ({ hidden, overturned }) => {
      const share = hidden === 0 ? 0 : overturned / hidden;
      return {
        value: share,
        says: hidden === 0 ? '–' : `${percent.format(share)} (${overturned}/${hidden})`,
      };
    }),
    ...(categories.length === 0
      ? []
      : [figure(words.charts.categories, rowChart(words.charts.categories, categories))]),
  ];
}

/** One self-contained page, fit to be published. */
export function renderReport(report: Report, lang: Lang, period: string): string {
  const title = REPORT_WORDS[lang].title(period);
  return documentOf(lang, title, reportBody(report, lang));
}

/** So few rows are not worth folding away. */
const FEW = 5;

function renderTable(table: ReportTable, words: ReportWords): string {
  const heading = `<h2>${escapeHtml(table.title)}</h2>`;
  const note = table.note === undefined ? '' : `<p class="quiet">${escapeHtml(table.note)}</p>`;
  if (table.rows.length === 0) return `${heading}${note}<p class="quiet">${escapeHtml(words.empty)}</p>`;
  const head = table.columns
    .map(({ label, number }) => `<th scope="col"${number ? ' class="number"' : ''}>${escapeHtml(label)}</th>`)
    .join('');
  const part = (label: string, rows: ReportTable['rows']): string =>
    `<div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => renderRow(table, row)).join('\n')}</tbody></table></div>`;
  const rest = table.rows.slice(table.first);
  if (rest.length <= FEW) return `${heading}${note}${part(table.title, table.rows)}`;
  const more = words.more(rest.length);
  return `${heading}${note}${part(table.title, table.rows.slice(0, table.first))}
<details><summary>${escapeHtml(more)}</summary>${part(`${table.title}: ${more}`, rest)}</details>`;
}

function renderRow(table: ReportTable, row: readonly string[]): string {
  const cells = row.map((cell, index) =>
    table.columns[index]?.number === true
      ? `<td class="number">${escapeHtml(cell)}</td>`
      : `<td>${escapeHtml(cell)}</td>`,
  );
  return `<tr>${cells.join('')}</tr>`;
}

/** All tables below each other, one line a cell: `table,row,column,value`. Opens in a spreadsheet as it is. */
export function renderReportCsv(report: Report, lang: Lang): string {
  const lines = tablesOf(report, lang).flatMap((table) =>
    table.rows.flatMap((row, index) =>
      row.map((value, column) => [table.key, index + 1, table.columns[column]?.label ?? '', value]),
    ),
  );
  return stringify([['table', 'row', 'column', 'value'], ...lines], { bom: true, escape_formulas: true });
}

/** The numbers as they are, for machines. */
export function renderReportJson(report: Report, period: string): string {
  return `${JSON.stringify({ version: 1, period, ...report }, null, 2)}\n`;
}
