import { Option, type Command } from 'commander';
import { createReportStore } from '../adapters/postgres/reports.ts';
import { monthOf, monthWindow } from '../domain/clock.ts';
import type { Lang } from '../domain/lang.ts';
import { renderReport, renderReportCsv, renderReportJson } from '../domain/report/render.ts';
import { alarmsOf } from '../domain/report/tables.ts';
import { report } from '../pipeline/report.ts';
import { refuse, withRuntime } from './command.ts';
import { id } from './id.ts';
import { words } from './language.ts';

interface ReportOptions {
  readonly month?: string;
  readonly format: 'html' | 'csv' | 'json';
  readonly lang?: Lang;
  readonly source?: number;
}

/** `sang report`: the public transparency report of a month, to standard output; alarms also on stderr. */
export function register(program: Command): void {
  program
    .command('report')
    .description('báo cáo minh bạch của một tháng / the transparency report of a month')
    .option('--month <month>', 'tháng, như 2026-11; mặc định: tháng này / the month; default: this one')
    .addOption(
      new Option('--format <format>', 'dạng / format').choices(['html', 'csv', 'json']).default('html'),
    )
    .addOption(new Option('--lang <lang>', 'tiếng Việt hoặc tiếng Anh').choices(['vi', 'en']))
    .option('--source <id>', 'chỉ một nguồn (xem: sang source list) / one source only', id)
    .action((options: ReportOptions) =>
      withRuntime(({ service: { pool, lang, timeZone } }) =>
        print(createReportStore(pool), options, { lang: options.lang ?? lang, timeZone }),
      ),
    );
}

async function print(
  store: ReturnType<typeof createReportStore>,
  options: ReportOptions,
  { lang, timeZone }: { lang: Lang; timeZone: string },
): Promise<void> {
  const month = options.month ?? monthOf(await store.now(), timeZone);
  const window = monthWindow(month, timeZone);
  if (window === undefined) {
    return refuse(
      'report',
      words(
        `--month ${month}: viết năm và tháng, ví dụ 2026-11`,
        `--month ${month}: write year and month, as in 2026-11`,
      ),
    );
  }
  const done = await report(store, {
    ...window,
    timeZone,
    ...(options.source === undefined ? {} : { sources: [options.source] }),
  });
  const rendered = {
    html: () => renderReport(done, lang, month),
    csv: () => renderReportCsv(done, lang),
    json: () => renderReportJson(done, month),
  }[options.format]();
  process.stdout.write(rendered);
  for (const alarm of alarmsOf(done, lang)) process.stderr.write(`sang report: ${alarm}\n`);
}
