import type { Command } from 'commander';
import { createRescreenStore } from '../adapters/postgres/rescreen.ts';
import { rescreen } from '../pipeline/rescreen.ts';
import { forgetFiles, retention } from '../pipeline/retention.ts';
import { refuse, withRuntime } from './command.ts';
import { id } from './id.ts';
import { words } from './language.ts';
import { parseSince } from './moment.ts';
import { digestFolder } from './runtime.ts';
import { noSource } from './source-words.ts';

/** `sang rescreen`: screens stored comments again. */
export function registerRescreen(program: Command): void {
  program
    .command('rescreen')
    .description('rà lại theo bộ luật hiện tại / screen again under the present rules')
    .requiredOption('--since <time>', 'bình luận từ lúc nào / comments since: 24h, 7d, or a date')
    .action((options: { since: string }) =>
      withRuntime(async ({ service }) => {
        const since = parseSince(options.since, await service.digests.now());
        if (since === undefined) {
          const wrong = `--since ${options.since}`;
          return refuse(
            'rescreen',
            words(`${wrong}: viết 24h, 7d hoặc một ngày`, `${wrong}: write 24h, 7d or a date`),
          );
        }
        const ring = (): Promise<void> => service.queues.ring('screen', {}, { dedupe: 'screen-0' });
        const put = await rescreen({ store: createRescreenStore(service.pool), ring }, since);
        process.stdout.write(
          words(`Sẽ rà lại ${put} bình luận.\n`, `${put} comments will be screened again.\n`),
        );
      }),
    );
}

/** `sang purge`: forgets old texts, or one person's. */
export function registerPurge(program: Command): void {
  program
    .command('purge')
    .description(
      'xoá dữ liệu cũ, hoặc của một người theo yêu cầu / forget old texts, or one author’s on request',
    )
    .option('--author <id>', 'mã người dùng tại nền tảng / the person’s id at the platform')
    .option('--source <number>', 'nguồn của người đó / the source they wrote on', id)
    .option('--older-than <days>', 'xoá nội dung cũ hơn số ngày này / forget texts older than so many days')
    .action((options: { author?: string; source?: number; olderThan?: string }) =>
      withRuntime(async ({ service, environment }) => {
        const { store } = service.retaining;
        if (options.author !== undefined) {
          const { source } = options;
          if (source === undefined)
            return refuse(
              'purge',
              words(
                '--author cần thêm --source N (xem sang source list)',
                '--author needs --source N (sang source list)',
              ),
            );
          const count = await store.purgeAuthor(source, options.author);
          if (count === undefined) return refuse('purge', noSource(source));
          process.stdout.write(forgotten(count) + filesStay(digestFolder(environment)));
          return undefined;
        }
        const days = Number(options.olderThan ?? environment.SANG_RETENTION_DAYS);
        if (!Number.isInteger(days) || days < 1)
          return refuse(
            'purge',
            words('--older-than: cần một số ngày nguyên', '--older-than: a whole number of days'),
          );
        const total = await retention({ ...service.retaining, days }, new AbortController().signal);
        await forgetFiles({ ...service.retaining, days });
        process.stdout.write(forgotten(total));
        return undefined;
      }),
    );
}

/** Digests are files a team has read and may have passed on; which of them hold one person's words, nobody can tell. */
const filesStay = (folder: string): string =>
  words(
    `Tệp bản tin đã ghi trong ${folder} (ở mỗi máy có vai digest) có thể còn trích bình luận của người này: hãy xem và xoá tệp liên quan.\n`,
    `Digest files written to ${folder} (on each machine with the role digest) may still quote this person: look through them and delete those.\n`,
  );

const forgotten = (count: number): string =>
  words(`Đã xoá dữ liệu của ${count} bình luận.\n`, `${count} comments forgotten.\n`);
