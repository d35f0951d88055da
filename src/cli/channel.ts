import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { urlFault } from '../adapters/channels/webhook.ts';
import { codeWords } from '../adapters/console/codes.ts';
import { readQuiet } from '../domain/clock.ts';
import type { Lang } from '../domain/lang.ts';
import { readTarget, type TargetDraft, type TargetFault, tryChannel } from '../pipeline/channels.ts';
import { PRESETS } from '../pipeline/ports/notices.ts';
import { changeDigests, type DigestOptions, withDigestOptions } from './digest-options.ts';
import { refuse, withRuntime as withService } from './command.ts';
import { id, readId } from './id.ts';
import { language, words } from './language.ts';
import type { Runtime } from './runtime.ts';

interface AddOptions {
  readonly source: number;
  readonly name: string;
  readonly mail?: string;
  readonly urlEnv?: string;
  readonly urlStdin?: boolean;
  readonly preset: string;
  readonly chat?: string;
  readonly quiet?: string;
  readonly lang: Lang;
}

/** `sang channel`: where a page's pressing cases are told, by mail or webhook. */
export function register(program: Command): void {
  const channel = program
    .command('channel')
    .description('kênh báo việc gấp của một trang / where a page’s pressing cases are told');
  channel
    .command('add')
    .description('thêm kênh: email, hoặc webhook có ký / add a channel: mail, or a signed webhook')
    .requiredOption('--source <number>', 'trang (sang source list) / the page', id)
    .requiredOption('--name <name>', 'tên kênh / its name')
    .option('--mail <address>', 'địa chỉ email / an address')
    .option('--url-stdin', 'đọc URL webhook từ đầu vào / read the webhook’s URL from standard input')
    .option('--url-env <variable>', 'biến môi trường chứa URL / environment variable with the URL')
    .addOption(
      new Option('--preset <preset>', 'dạng tin webhook / the form of a webhook’s message')
        .choices(PRESETS)
        .default('plain'),
    )
    .option('--chat <id>', 'mã cuộc trò chuyện Telegram / the Telegram chat')
    .option('--quiet <hours>', 'giờ im lặng, ví dụ 22:00-06:30; việc khẩn vẫn báo / quiet hours')
    .addOption(
      new Option('--lang <lang>', 'ngôn ngữ của tin / language of its messages')
        .choices(['vi', 'en'])
        .default('vi'),
    )
    .action((options: AddOptions) => withRuntime((runtime) => add(runtime, options)));
  channel
    .command('list')
    .description('các kênh, và việc nào không báo được / channels, and what could not be told')
    .action(() => withRuntime(list));
  withDigestOptions(
    channel
      .command('digest <number>')
      .description('khi nào hộp thư chung nhận bản tin / when a team’s mailbox gets digests'),
  ).action((number: string, options: DigestOptions) =>
    withRuntime((runtime) => digest(runtime, number, options)),
  );
  channel
    .command('test <number>')
    .description('gửi một tin thử / send a test message')
    .action((number: string) => withRuntime((runtime) => test(runtime, number)));
  channel
    .command('remove <number>')
    .description('bỏ kênh / remove a channel')
    .action((number: string) =>
      withRuntime(async ({ service }) =>
        (await service.channels.remove(readId(number) ?? 0, 'sang channel')) ? undefined : noChannel(number),
      ),
    );
}

/** Opens the service for one command; what it returns is told as a fault, exit 2. */
async function withRuntime(work: (runtime: Runtime) => Promise<string | undefined>): Promise<void> {
  await withService(async (runtime) => {
    const fault = await work(runtime);
    if (fault !== undefined) refuse('channel', fault);
  });
}

const noChannel = (number: string): string =>
  words(
    `không có kênh ${number}; xem sang channel list`,
    `${number}: no such channel; see sang channel list`,
  );

async function add({ service, environment }: Runtime, options: AddOptions): Promise<string | undefined> {
  const source = await service.sources.get(options.source);
  if (source === undefined) {
    return words(
      `--source ${options.source}: không có trang này; xem sang source list`,
      `--source ${options.source}: no such page; see sang source list`,
    );
  }
  const [from = '', to = ''] = (options.quiet ?? '').split(/\s*[-–]\s*/u);
  const quiet = options.quiet === undefined ? undefined : readQuiet(from, to, environment.SANG_TIMEZONE);
  if (options.quiet !== undefined && quiet === undefined) {
    return words(
      `--quiet ${options.quiet}: viết từ-đến, ví dụ 22:00-06:30`,
      `--quiet ${options.quiet}: write from-to, as in 22:00-06:30`,
    );
  }
  const target = readTarget(await draftOf(options), (url) => urlFault(url, service.gate));
  if (typeof target === 'string') return words(...FAULTS[target]);
  const id = await service.channels.add(
    {
      sourceId: source.id,
      name: options.name,
      target,
      lang: options.lang,
      ...(quiet === undefined ? {} : { quiet }),
    },
    'sang channel',
  );
  process.stdout.write(`${id}\n`);
  if (target.kind === 'webhook' && target.preset === 'plain') {
    process.stderr.write(
      `${words('Khoá ký, hiện một lần', 'Signing secret, shown once')}: ${target.secret}\n`,
    );
  }
  process.stderr.write(`${words('Thử kênh', 'Try it')}: sang channel test ${id}\n`);
  return undefined;
}

const FAULTS: Readonly<Record<TargetFault, readonly [vi: string, en: string]>> = {
  nothing: [
    'cần --mail, hoặc URL webhook qua --url-stdin hay --url-env BIẾN (URL có thể chứa khoá)',
    'give --mail, or the webhook’s URL by --url-stdin or --url-env VARIABLE (it may hold a secret)',
  ],
  address: ['--mail: không phải địa chỉ email', '--mail: not an address'],
  preset: [`--preset: một trong ${PRESETS.join(', ')}`, `--preset: one of ${PRESETS.join(', ')}`],
  chat: ['--chat: bot Telegram cần mã cuộc trò chuyện', '--chat: a Telegram bot needs a chat to write to'],
  'not-a-url': [
    'không đọc được URL; viết dạng https://… không kèm tên và mật khẩu',
    'the URL cannot be read; write https://… without user and password',
  ],
  'not-https': ['URL phải bắt đầu bằng https://', 'the URL must begin with https://'],
  'private-address': [
    'URL dẫn tới địa chỉ nội bộ; nếu đúng là muốn vậy, khai báo dải mạng ấy trong SANG_WEBHOOK_NETWORKS',
    'the URL leads to a private address; where that is meant, name its network in SANG_WEBHOOK_NETWORKS',
  ],
};

/** Secrets come from standard input or the environment, never from the command line, which others can see. */
async function draftOf({ mail, preset, chat, urlStdin, urlEnv }: AddOptions): Promise<TargetDraft> {
  if (mail !== undefined) return { mail };
  const url = urlStdin === true ? await text(process.stdin) : process.env[urlEnv ?? ''];
  return { preset, ...(url === undefined ? {} : { url }), ...(chat === undefined ? {} : { chat }) };
}

async function list({ service }: Runtime): Promise<undefined> {
  for (const channel of await service.channels.list()) {
    const quiet = channel.quiet === undefined ? '' : `  ${channel.quiet.from}-${channel.quiet.to}`;
    process.stdout.write(
      `${channel.id}  ${channel.kind === 'mail' ? 'mail' : `webhook/${channel.preset}`}  ${channel.hint}  ${channel.name}  (${channel.sourceId})${quiet}\n`,
    );
  }
  for (const page of await service.notices.unheard()) {
    process.stdout.write(
      `!  ${page.name}: ${words('chưa có kênh hay người phụ trách', 'no channel and no senior person')}\n`,
    );
  }
  for (const lost of await service.notices.lost(undefined, 20)) {
    process.stdout.write(
      `!  #${lost.caseId}  ${lost.recipient} (${lost.name})  ${lost.state}  ${lost.code ?? ''}\n`,
    );
  }
  return undefined;
}

async function digest(runtime: Runtime, number: string, options: DigestOptions): Promise<string | undefined> {
  const channel = (await runtime.service.channels.list()).find((each) => String(each.id) === number);
  if (channel === undefined) return noChannel(number);
  if (channel.kind !== 'mail') {
    return words(
      `kênh ${number} là webhook, chỉ nhận việc gấp; bản tin gửi qua email`,
      `${number}: a webhook is told of pressing cases only; digests go by mail`,
    );
  }
  return changeDigests(runtime, `channel:${channel.id}`, channel.name, options, 'sang channel');
}

async function test({ service }: Runtime, number: string): Promise<string | undefined> {
  const answer = await tryChannel(service, readId(number) ?? 0, new Date());
  if (answer === 'missing') {
    return words(
      `không có kênh ${number}, hoặc không đọc được địa chỉ của nó nữa`,
      `${number}: no such channel, or its target cannot be read any more`,
    );
  }
  if (answer !== 'ok') return `${number}: ${codeWords(answer, undefined)[language()]}`;
  process.stdout.write(words('Đã gửi tin thử.\n', 'ok\n'));
  return undefined;
}
