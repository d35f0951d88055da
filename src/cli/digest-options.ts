import type { Command } from 'commander';
import { readSettings } from '../domain/digest/settings.ts';
import { words } from './language.ts';
import type { Runtime } from './runtime.ts';

/** When somebody, or a team's mailbox, wants digests; what is not given stays as it was. */
export interface DigestOptions {
  readonly times?: string;
  readonly days?: string;
  readonly zone?: string;
  readonly urgent: boolean;
  readonly source?: readonly number[];
  readonly none?: boolean;
}

export function withDigestOptions(command: Command): Command {
  return command
    .option('--times <times>', 'giờ nhận, cách nhau bằng dấu phẩy / times, with commas: 07:30,16:30')
    .option('--days <days>', '1-7 = thứ hai-chủ nhật / Monday-Sunday: 1,2,3')
    .option('--zone <zone>', 'múi giờ / time zone')
    .option('--no-urgent', 'việc khẩn cũng chờ tới giờ / urgent ones wait too')
    .option('--none', 'ngừng / stop');
}

/** Saves the digest settings of an audience and prints them; returns what cannot be read. */
export async function changeDigests(
  { service, environment }: Runtime,
  audience: string,
  name: string,
  options: DigestOptions,
  by: string,
): Promise<string | undefined> {
  const settings =
    options.none === true
      ? undefined
      : readSettings(
          {
            ...(await service.subscribers.settings(audience)),
            ...(options.times === undefined ? {} : { times: options.times }),
            ...(options.days === undefined ? {} : { days: options.days }),
            ...(options.zone === undefined ? {} : { zone: options.zone }),
            ...(options.source === undefined ? {} : { sources: options.source }),
            urgent: options.urgent,
          },
          environment.SANG_TIMEZONE,
        );
  if (typeof settings === 'string')
    return words(`--${settings}: không đọc được; xem --help`, `--${settings}: cannot be read; see --help`);
  await service.subscribers.change(audience, settings, by);
  process.stdout.write(
    settings === undefined
      ? `${name}: ${words('không nhận bản tin', 'no digests')}\n`
      : `${name}: ${settings.times.join(', ')} ${settings.zone}${settings.urgent ? words(', việc khẩn gửi ngay', ', urgent ones at once') : ''}\n`,
  );
  if (settings !== undefined && service.mailer === undefined) {
    process.stderr.write(
      words('Chưa đặt SMTP_URL: chưa gửi email nào\n', 'SMTP_URL is not set: nothing is mailed\n'),
    );
  }
  return undefined;
}
