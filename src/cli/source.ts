import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { PlatformFailure } from '../domain/failure.ts';
import { adoptToken } from '../pipeline/adopt-token.ts';
import {
  MODES,
  type Mode,
  type Source,
  type SourceStatus,
  type SourceView,
} from '../pipeline/ports/sources.ts';
import { PLATFORMS, type PlatformName } from '../pipeline/ports/platform.ts';
import { registerConsent } from './consent.ts';
import { refuse as refuseTo, withRuntime as withService } from './command.ts';
import { words } from './language.ts';
import type { Runtime } from './runtime.ts';

/** Who the audit names for what is done here. */
const BY = 'sang source';

interface Contacts {
  phone?: string[];
  link?: string[];
  alias?: string[];
}

interface AddOptions extends Contacts {
  tokenStdin?: boolean;
  name?: string;
  tokenEnv?: string;
  poll?: number;
}

interface SetOptions extends AddOptions {
  mode?: Mode;
  hotline?: string;
  hours?: string;
  answerHours?: boolean;
  appealWord?: string[];
}

/** `sang source`: the pages and accounts the service looks after. */
export function register(program: Command): void {
  const source = program.command('source').description('trang và tài khoản / pages and accounts');

  withContacts(
    source
      .command('add <platform> <id>')
      .description('thêm một nguồn / add a source: facebook PAGE_ID, zalo OA_ID, file PATH')
      .option('--name <name>', 'tên hiển thị / display name')
      .option('--token-env <variable>', 'biến môi trường giữ mã truy cập / variable holding the access token')
      .option('--poll <seconds>', 'số giây giữa hai lần đọc / seconds between polls', seconds),
  ).action((platform: string, id: string, options: AddOptions) =>
    withRuntime(async ({ service }) => {
      if (!isPlatform(platform))
        return refuse(
          words(
            `không có nền tảng ${platform} (chỉ có: ${PLATFORMS.join(', ')})`,
            `no such platform: ${platform} (${PLATFORMS.join(', ')})`,
          ),
        );
      const made = await service.sources.add(
        {
          platform,
          // A file is read by another process, in another folder.
          externalId: platform === 'file' ? path.resolve(id) : id,
          name: options.name ?? id,
          contacts: contactsOf(options),
          ...(options.poll === undefined ? {} : { pollSeconds: options.poll }),
          ...(options.tokenEnv === undefined ? {} : { tokenEnv: options.tokenEnv }),
        },
        BY,
      );
      await saveToken(service, made.id, options);
      process.stdout.write(
        `${words('nguồn', 'source')} ${made.id}: ${made.platform} ${made.externalId} (${MODE_WORDS()[made.mode]})\n`,
      );
      for (const line of nextSteps(service, made, options)) process.stderr.write(`${line}\n`);
    }),
  );

  source
    .command('list')
    .description('liệt kê các nguồn / list the sources')
    .option('--json', 'in JSON / print JSON')
    .action((options: { json?: boolean }) =>
      withRuntime(async ({ service }) => {
        const sources = await service.sources.list();
        process.stdout.write(
          options.json === true ? `${JSON.stringify(sources, null, 2)}\n` : sources.map(line).join(''),
        );
      }),
    );

  withContacts(
    source
      .command('set <number>')
      .description('đổi thiết lập của một nguồn / change a source')
      .option('--mode <mode>', 'observe: chỉ báo / enforce: được tự ẩn tạm', mode)
      .option('--hotline <text>', 'số hoặc nơi để khách liên hệ, cho câu trả lời / where replies send people')
      .option('--hours <text>', 'giờ làm việc, cho câu trả lời / opening hours, for replies')
      .option(
        '--answer-hours <on|off>',
        'tự trả lời câu hỏi giờ làm việc / answer questions for the hours alone',
        onOff,
      )
      .option('--appeal-word <words...>', 'từ khiếu nại của trang / the page’s words of appeal')
      .option('--name <name>', 'tên hiển thị / display name')
      .option('--token-env <variable>', 'biến môi trường giữ mã truy cập / variable holding the access token')
      .option('--poll <seconds>', 'số giây giữa hai lần đọc / seconds between polls', seconds),
  ).action((number: string, options: SetOptions) =>
    withSource(number, async ({ service }, id) => {
      if (options.mode !== undefined) await service.sources.setMode(id, options.mode, BY);
      const contacts = contactsOf(options);
      const settings = settingsOf(options);
      await service.sources.update(
        id,
        {
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.poll === undefined ? {} : { pollSeconds: options.poll }),
          ...(options.tokenEnv === undefined ? {} : { tokenEnv: options.tokenEnv }),
          ...(Object.keys(contacts).length === 0 ? {} : { contacts }),
          ...(Object.keys(settings).length === 0 ? {} : { settings }),
        },
        BY,
      );
      await saveToken(service, id, options);
    }),
  );

  registerConsent(source, withSource, refuse);

  for (const [verb, status, says] of [
    ['pause', 'paused', 'tạm ngừng đọc / stop polling for now'],
    ['resume', 'active', 'đọc tiếp, cũng sau khi đã sửa lỗi / poll again, also after a stop was mended'],
    ['remove', 'removed', 'bỏ nguồn, giữ lại thống kê / remove, counts stay'],
  ] as const) {
    source
      .command(`${verb} <number>`)
      .description(says)
      .action((number: string) =>
        withSource(number, ({ service }, id) => service.sources.setStatus(id, status, BY)),
      );
  }
}

function withContacts(command: Command): Command {
  return command
    .option('--phone <numbers...>', 'số điện thoại của chính trang / the page’s own phones')
    .option('--link <links...>', 'tên miền hoặc liên kết của trang / the page’s own domains and links')
    .option('--alias <names...>', 'các tên gọi của trang / names the page goes by')
    .option(
      '--token-stdin',
      'đọc mã truy cập từ bàn phím, lưu có mã hoá / read the token from stdin, kept encrypted',
    );
}

function contactsOf(options: Contacts): { phones?: string[]; links?: string[]; names?: string[] } {
  return {
    ...(options.phone === undefined ? {} : { phones: options.phone }),
    ...(options.link === undefined ? {} : { links: options.link }),
    ...(options.alias === undefined ? {} : { names: options.alias }),
  };
}

/** Only what was given; the settings of the page that are not named stay. */
function settingsOf(options: SetOptions): Record<string, unknown> {
  return {
    ...(options.hotline === undefined ? {} : { hotline: options.hotline }),
    ...(options.hours === undefined ? {} : { hours: options.hours }),
    ...(options.answerHours === undefined ? {} : { answerHours: options.answerHours }),
    ...(options.appealWord === undefined ? {} : { appealWords: options.appealWord }),
  };
}

/** Never from an argument: those stand in the shell's history and in the process list. */
async function saveToken(
  service: Runtime['service'],
  id: number,
  options: { tokenStdin?: boolean },
): Promise<void> {
  if (options.tokenStdin !== true) return;
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  const [accessToken = '', refreshToken] = text.trim().split(/\s+/u);
  if (accessToken === '')
    return refuse(words('không có mã truy cập trên đầu vào', 'no token on standard input'));
  const source = await service.sources.get(id);
  if (source === undefined) return refuse(noSource(id));
  const pasted = { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
  const budget = () => service.budget(source, 'human');
  try {
    for (const wrong of await adoptToken({ ...service, budget }, source, pasted)) {
      process.stderr.write(
        `${wrong.level === 'error' ? words('lỗi', 'error') : words('lưu ý', 'note')}: ${wrong[service.lang]}\n`,
      );
      if (wrong.level === 'error') process.exitCode = 1;
    }
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    refuse(
      words(
        `chưa hỏi được nền tảng (${error.code}); mã chưa được lưu, hãy thử lại sau`,
        `the platform cannot be asked now (${error.code}); the token was not stored, try again later`,
      ),
    );
  }
}

function line(view: SourceView): string {
  const trouble = view.stoppedCode ?? view.lastFailure;
  const read = view.polledAt?.toISOString() ?? '-';
  return `${view.id}\t${view.platform}\t${view.externalId}\t${view.name}\t${view.mode}\t${view.status}\t${read}\t${view.newestAt?.toISOString() ?? '-'}${
    trouble === undefined ? '' : `\t${trouble}`
  }\n`;
}

const withRuntime = (work: (runtime: Runtime) => Promise<void>): Promise<void> => withService('cli', work);
const refuse = (why: string): void => refuseTo('source', why);

const noSource = (number: number | string): string =>
  words(`không có nguồn ${number}; xem sang source list`, `no source ${number}; sang source list shows them`);

const MODE_WORDS = (): Readonly<Record<Mode, string>> => ({
  observe: words('chỉ báo, không tự ẩn', 'reports only'),
  enforce: words('được tự ẩn tạm', 'may hide provisionally'),
});
const STATUS_WORDS = (): Readonly<Record<SourceStatus, string>> => ({
  active: words('đang đọc', 'being read'),
  paused: words('tạm ngừng', 'paused'),
  stopped: words('đã dừng vì lỗi', 'stopped by an error'),
  removed: words('đã bỏ', 'removed'),
});

/** What is still missing before a new source can be read. */
function nextSteps(
  service: Runtime['service'],
  { id, platform, externalId }: Source,
  options: AddOptions,
): string[] {
  if (platform === 'file') {
    return existsSync(externalId)
      ? []
      : [
          words(
            `Chưa thấy tệp ${externalId}; có tệp là đọc.`,
            `${externalId} is not there yet; it is read as soon as it is.`,
          ),
        ];
  }
  const steps: string[] = [];
  if (!service.platforms.has(platform)) {
    const name = platform.toUpperCase();
    steps.push(
      words(
        `Chưa cấu hình ${platform}: đặt ${name}_APP_ID và ${name}_APP_SECRET (xem README).`,
        `${platform} is not configured: set ${name}_APP_ID and ${name}_APP_SECRET (see the README).`,
      ),
    );
  }
  const { tokenEnv } = options;
  if (tokenEnv !== undefined && (process.env[tokenEnv] ?? '') === '') {
    steps.push(
      words(
        `Biến ${tokenEnv} đang trống ở đây: hãy đặt nó cho tiến trình chạy sang start.`,
        `${tokenEnv} is empty here: set it for the process that runs sang start.`,
      ),
    );
  } else if (tokenEnv === undefined && options.tokenStdin !== true) {
    const how = platform === 'zalo' ? `sang source consent ${id}` : `sang source set ${id} --token-stdin`;
    steps.push(
      words(
        `Chưa có mã truy cập nên chưa đọc được. Tiếp theo: ${how}`,
        `No access token yet, so nothing can be read. Next: ${how}`,
      ),
    );
  }
  return [...steps, words('Kiểm tra: sang doctor', 'Check with: sang doctor')];
}

function withSource(number: string, work: (runtime: Runtime, id: number) => Promise<void>): Promise<void> {
  return withRuntime(async (runtime) => {
    const id = Number(number);
    const found = Number.isInteger(id) ? await runtime.service.sources.get(id) : undefined;
    if (found === undefined) return refuse(noSource(number));
    await work(runtime, id);
    const now = await runtime.service.sources.get(id);
    if (now !== undefined)
      process.stdout.write(
        `${words('nguồn', 'source')} ${now.id}: ${STATUS_WORDS()[now.status]}, ${MODE_WORDS()[now.mode]}\n`,
      );
  });
}

function isPlatform(name: string): name is PlatformName {
  return (PLATFORMS as readonly string[]).includes(name);
}

function mode(value: string): Mode {
  const found = MODES.find((known) => known === value);
  if (found === undefined)
    throw new InvalidArgumentError(words(`một trong: ${MODES.join(', ')}`, `one of ${MODES.join(', ')}`));
  return found;
}

function onOff(value: string): boolean {
  if (value !== 'on' && value !== 'off') throw new InvalidArgumentError(words('on hoặc off', 'on or off'));
  return value === 'on';
}

function seconds(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError(words('cần số giây nguyên', 'a whole number of seconds'));
  return number;
}
