import { WORDS } from '../digest/words.ts';
import type { Lang } from '../lang.ts';
import type { Parity } from './parity.ts';
import type { Report } from './report.ts';
import { type ColumnKey, REPORT_WORDS, type TableKey } from './words.ts';

/** A table ready to be shown: every cell in words of the reader's language. */
export interface ReportTable {
  readonly key: TableKey;
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly { readonly key: ColumnKey; readonly label: string; readonly number: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Rows a page shows at once; the rest is folded away. */
  readonly first: number;
}

const NUMBERS: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'value',
  'count',
  'hits',
  'judged',
  'precision',
  'atLeast',
  'screened',
  'cases',
  'hidden',
  'overturned',
  'deciding',
  'critical',
  'criticalHidden',
  'rest',
  'restHidden',
  'gap',
]);

/** As many as a month has days. */
const FIRST = 31;

/** What says most of how complaints fare: whole pages, then rules with an alarm, then those for which anything was hidden. */
function telling({ rule, alarm, critical, rest }: Parity): number {
  if (rule === undefined) return 0;
  if (alarm) return 1;
  return critical.hidden + rest.hidden > 0 ? 2 : 3;
}

/** The report as tables: what HTML, CSV and the console show alike. */
export function tablesOf(report: Report, lang: Lang): ReportTable[] {
  const words = REPORT_WORDS[lang];
  const number = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB');
  const count = (value: number): string => number.format(value);
  const share = (value: number | undefined): string =>
    value === undefined ? '–' : `${number.format(Math.round(value * 1000) / 10)}%`;
  const page = (id: number): string => report.sources.find((source) => source.id === id)?.name ?? `#${id}`;
  const category = WORDS[lang].category;
  const table = (
    key: TableKey,
    columns: readonly ColumnKey[],
    rows: readonly (readonly string[])[],
    first = FIRST,
  ): ReportTable => ({
    key,
    ...words.tables[key],
    columns: columns.map((column) => ({
      key: column,
      label: words.columns[column],
      number: NUMBERS.has(column),
    })),
    rows,
    first,
  });
  const parity = report.parity.toSorted((a, b) => telling(a) - telling(b));
  return [
    table('totals', ['what', 'value'], totals(report, lang, count, share)),
    table(
      'verdicts',
      ['page', 'decision', 'count'],
      report.verdicts.map((row) => [page(row.source), words.decision[row.decision], count(row.count)]),
    ),
    table(
      'categories',
      ['page', 'category', 'count'],
      report.categories.map((row) => [page(row.source), category[row.category], count(row.count)]),
    ),
    table(
      'decisions',
      ['page', 'event', 'count'],
      report.decisions.map((row) => [
        page(row.source),
        words.event[row.event] ?? row.event,
        count(row.count),
      ]),
    ),
    table(
      'hides',
      ['page', 'category', 'rule', 'by', 'mode', 'end', 'count'],
      report.hides.map((row) => [
        page(row.source),
        category[row.category],
        row.rule ?? words.noRule,
        words.by[row.by],
        words.mode[row.mode],
        words.end[row.end],
        count(row.count),
      ]),
    ),
    table(
      'parity',
      ['page', 'rule', 'critical', 'criticalHidden', 'rest', 'restHidden', 'gap'],
      parity.map((row) => [
        page(row.source),
        row.rule ?? words.allRules,
        count(row.critical.cases),
        count(row.critical.hidden),
        count(row.rest.cases),
        count(row.rest.hidden),
        `${share(row.gap)}${row.alarm ? ' ⚠' : ''}`,
      ]),
      parity.filter((row) => telling(row) < 3).length,
    ),
    table(
      'rules',
      ['rule', 'category', 'hits', 'judged', 'precision', 'atLeast'],
      report.rules.map((row) => [
        row.rule,
        category[row.category],
        count(row.hits),
        count(row.judged),
        share(row.precision),
        share(row.atLeast),
      ]),
    ),
    table(
      'days',
      ['day', 'screened', 'cases', 'hidden', 'overturned', 'deciding'],
      report.days.map((row) => [
        row.day,
        count(row.screened),
        count(row.cases),
        count(row.hidden),
        count(row.overturned),
        row.deciding === undefined ? '–' : words.seconds(row.deciding),
      ]),
    ),
  ];
}

function totals(
  report: Report,
  lang: Lang,
  count: (value: number) => string,
  share: (value: number | undefined) => string,
): string[][] {
  const { totals: labels, seconds } = REPORT_WORDS[lang];
  const time = (median: number | undefined): string => (median === undefined ? '–' : seconds(median));
  return [
    [labels.screened, count(report.screened)],
    [labels.cases, count(report.cases)],
    [labels.hiddenByRule, count(report.hiddenByRule)],
    [labels.hiddenByPerson, count(report.hiddenByPerson)],
    [labels.notHidden, count(report.notHidden)],
    [labels.overturnRate, share(report.overturnRate)],
    [labels.secondPerson, `${count(report.secondPerson.proposed)} / ${count(report.secondPerson.agreed)}`],
    [labels.appeals, count(report.appeals.made)],
    [labels.appealsOverturned, `${count(report.appeals.overturned)} / ${count(report.appeals.upheld)}`],
    [labels.medianHidden, time(report.hidden.median)],
    [labels.medianDeciding, time(report.deciding.median)],
    [labels.medianUrgent, time(report.decidingUrgent.median)],
  ];
}

/** The groups whose gap rings the alarm, in words; empty when none does. */
export function alarmsOf(report: Report, lang: Lang): string[] {
  const words = REPORT_WORDS[lang];
  return report.parity
    .filter(({ alarm }) => alarm)
    .map(({ source, rule }) => {
      const page = report.sources.find(({ id }) => id === source)?.name ?? `#${source}`;
      return words.alarm(rule === undefined ? page : `${page} (${rule})`);
    });
}
