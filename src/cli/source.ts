import path from 'node:path';
import type { Command } from 'commander';
import { OFFICE } from '../adapters/console/texts/office.ts';
import { PLATFORMS, type PlatformName } from '../pipeline/ports/platform.ts';
import { refuse as refuseTo, withRuntime } from './command.ts';
import { registerConsent } from './consent.ts';
import { readId } from './id.ts';
import { language, words } from './language.ts';
import type { Runtime } from './runtime.ts';
import {
  type AddOptions,
  contactsOf,
  mode,
  onOff,
  seconds,
  type SetOptions,
  settingsOf,
  withContacts,
} from './source-options.ts';
import { saveToken } from './source-token.ts';
import { lineOf, nextSteps, noSource, stillHidden } from './source-words.ts';

/** Who the audit names for what is done here. */
const BY = 'sang source';

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
        `${words('nguồn', 'source')} ${made.id}: ${made.platform} ${made.externalId} (${OFFICE[language()].sources.mode[made.mode]})\n`,
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
          options.json === true
            ? `${JSON.stringify(sources, null, 2)}\n`
            : sources.map((view) => lineOf(view, service.platforms)).join(''),
        );
      }),
    );

  withContacts(
    source
      .command('set <number>')
      .description('đổi thiết lập của một nguồn / change a source')
      .option('--mode <mode>', 'observe: chỉ báo / enforce: máy được tạm ẩn', mode)
      .option('--hotline <text>', 'số hoặc nơi để khách liên hệ, cho câu trả lời / where replies send people')
      .option('--hours <text>', 'giờ làm việc, cho câu trả lời / opening hours, for replies')
      .option(
        '--answer-hours <on|off>',
        'tự trả lời câu hỏi giờ làm việc / answer questions for the hours alone',
        onOff,
      )
      .option('--appeal-word <words...>', 'những từ coi là khiếu nại / the page’s words of appeal')
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
    ['remove', 'removed', 'bỏ nguồn, cho hiện lại gì đang tạm ẩn / remove, show what is hidden for a while'],
  ] as const) {
    source
      .command(`${verb} <number>`)
      .description(says)
      .action((number: string) =>
        withSource(number, async ({ service }, id) => {
          await service.sources.setStatus(id, status, BY);
          const left = status === 'removed' ? await service.sources.hiddenForNow(id) : 0;
          if (left > 0) process.stderr.write(`${stillHidden(left)}\n`);
        }),
      );
  }
}

const refuse = (why: string): void => refuseTo('source', why);

function withSource(number: string, work: (runtime: Runtime, id: number) => Promise<void>): Promise<void> {
  return withRuntime(async (runtime) => {
    const id = readId(number);
    if (id === undefined || (await runtime.service.sources.get(id)) === undefined)
      return refuse(noSource(number));
    await work(runtime, id);
    const now = await runtime.service.sources.get(id);
    const said = OFFICE[language()].sources;
    if (now !== undefined)
      process.stdout.write(
        `${words('nguồn', 'source')} ${now.id}: ${said.status[now.status]}, ${said.mode[now.mode]}\n`,
      );
  });
}

function isPlatform(name: string): name is PlatformName {
  return (PLATFORMS as readonly string[]).includes(name);
}
