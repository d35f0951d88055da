import type { Command } from 'commander';
import { startEmbedded } from '../adapters/postgres/embedded/start.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { moveDatabase } from '../adapters/postgres/move.ts';
import { openPool } from '../adapters/postgres/pool.ts';
import { secretFit } from '../adapters/postgres/secret-fit.ts';
import type { Environment } from '../config/config.ts';
import { secretFile } from '../config/secret.ts';
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
          ) + (await secretToCarry(environment, environment.DATABASE_URL)),
        );
      } finally {
        await embedded.stop();
      }
    });
}

/** What must move along beside the rows: the secret they were stored under. Says where it lies, never what it is. */
async function secretToCarry(environment: Environment, databaseUrl: string): Promise<string> {
  const file = secretFile(environment.SANG_DATA);
  const pool = openPool(databaseUrl, { roles: ['migrate'], onError: () => undefined });
  try {
    const configured = environment.SANG_SECRET;
    if (configured !== undefined && !(await secretFit(pool, [configured])).startsWith('other')) {
      return words(
        'Giữ nguyên SANG_SECRET đang đặt: dữ liệu được lưu dưới khoá ấy.\n',
        'keep SANG_SECRET as it is set now: the data were stored under it\n',
      );
    }
  } finally {
    await pool.end();
  }
  return words(
    `Mang theo khoá bí mật: đặt nội dung tệp ${file} làm SANG_SECRET ở mọi máy, trước khi khởi động lại. ` +
      'Đặt khoá khác thì mã truy cập đã lưu không mở được, người viết nào cũng thành người mới.\n',
    `carry the secret over: set what is in ${file} as SANG_SECRET on every machine before you start again; ` +
      'under another one stored tokens do not open and every author becomes a new one\n',
  );
}
