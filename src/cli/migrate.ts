import type { Command } from 'commander';
import { startEmbedded } from '../adapters/postgres/embedded/start.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { moveDatabase } from '../adapters/postgres/move.ts';
import { refuse } from './command.ts';
import { words } from './language.ts';
import { configOrExit } from './runtime.ts';

/** `sang migrate`: brings the database to this version's schema, or moves the embedded one's content over. */
export function register(program: Command): void {
  program
    .command('migrate')
    .description('nâng cấp cơ sở dữ liệu / bring the database to this version')
    .option(
      '--from-embedded',
      'chép từ cơ sở dữ liệu nhúng sang DATABASE_URL / copy the embedded one to DATABASE_URL',
    )
    .action(async (options: { fromEmbedded?: boolean }) => {
      const { environment } = configOrExit(process.env);
      if (options.fromEmbedded !== true) {
        const embedded =
          environment.DATABASE_URL === undefined ? await startEmbedded(environment.SANG_DATA) : undefined;
        try {
          const { applied } = await migrate(environment.DATABASE_URL ?? embedded?.url ?? '');
          process.stdout.write(
            words(`Đã áp dụng ${applied} bước nâng cấp.\n`, `${applied} migrations applied\n`),
          );
        } finally {
          await embedded?.stop();
        }
        return;
      }
      if (environment.DATABASE_URL === undefined) {
        return refuse(
          'migrate',
          words(
            '--from-embedded chép sang DATABASE_URL; hãy đặt biến này',
            '--from-embedded copies to DATABASE_URL; set it',
          ),
        );
      }
      const embedded = await startEmbedded(environment.SANG_DATA);
      try {
        if (!embedded.started) {
          return refuse(
            'migrate',
            words(
              'dịch vụ còn đang chạy trên cơ sở dữ liệu nhúng; hãy dừng nó trước',
              'the service is still running on the embedded database; stop it first',
            ),
          );
        }
        await migrate(embedded.url);
        await migrate(environment.DATABASE_URL);
        const { tables, rows } = await moveDatabase(embedded.url, environment.DATABASE_URL);
        process.stdout.write(
          words(
            `Đã chép ${rows} dòng của ${tables} bảng; cơ sở dữ liệu nhúng vẫn để nguyên.\n`,
            `${rows} rows of ${tables} tables copied; the embedded database was left as it is\n`,
          ),
        );
      } finally {
        await embedded.stop();
      }
    });
}
