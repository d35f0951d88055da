import type { Command } from 'commander';
import { compose, render } from '../pipeline/digest.ts';
import { refuse, withRuntime } from './command.ts';
import { words } from './language.ts';
import { parseSpan } from './moment.ts';

/** `sang digest`: composes a window now, to standard output; stores and sends nothing. */
export function register(program: Command): void {
  program
    .command('digest')
    .description('soạn bản tin ngay bây giờ / compose a digest now')
    .option('--since <span>', 'khoảng thời gian / how far back: 30m, 24h, 7d', '24h')
    .option('--format <format>', 'html, csv, json, txt', 'html')
    .action(async (options: { since: string; format: string }) => {
      const span = parseSpan(options.since);
      if (span === undefined || !isFormat(options.format)) {
        return refuse(
          'digest',
          span === undefined
            ? words(
                `--since ${options.since}: viết một số và m, h hoặc d, ví dụ 24h`,
                `--since ${options.since}: write a number and m, h or d, as in 24h`,
              )
            : words(
                `--format ${options.format}: một trong html, csv, json, txt`,
                `--format ${options.format}: one of html, csv, json, txt`,
              ),
        );
      }
      const { format } = options;
      return withRuntime(async ({ service }) => {
        const to = await service.digests.now();
        const composed = await compose(service.digests, { from: new Date(to.getTime() - span), to });
        const { lang, timeZone, consoleUrl } = service;
        const options = { lang, timeZone, ...(consoleUrl === undefined ? {} : { consoleUrl }) };
        process.stdout.write(render(composed, options)[format]);
      });
    });
}

const FORMATS = ['html', 'csv', 'json', 'txt'] as const;
type Format = (typeof FORMATS)[number];

function isFormat(format: string): format is Format {
  return (FORMATS as readonly string[]).includes(format);
}
