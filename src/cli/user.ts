import { type Command, InvalidArgumentError } from 'commander';
import { addressOf } from '../../workers/address.ts';
import { createAccessStore } from '../adapters/postgres/access.ts';
import { DEFAULT_TIMES, readSettings } from '../domain/digest/settings.ts';
import { USER_ROLES, type UserRole } from '../pipeline/ports/access.ts';
import { changeDigests, type DigestOptions, withDigestOptions } from './digest-options.ts';
import { refuse, withRuntime as withService } from './command.ts';
import { ids } from './id.ts';
import { words } from './language.ts';
import type { Runtime } from './runtime.ts';
import { noSource } from './source-words.ts';

/** Minutes a sign-in link from the command line is good for. */
const LINK_MINUTES = 60;

interface AddOptions {
  readonly name: string;
  readonly role?: UserRole;
  readonly source?: readonly number[];
  readonly senior?: boolean;
  readonly digest: string;
}

/** `sang user`: the people who may sign in, and their digests. */
export function register(program: Command): void {
  const user = program.command('user').description('người dùng bảng điều khiển / people of the console');
  user
    .command('add <email>')
    .description(
      'thêm hoặc đổi một người, in đường dẫn đăng nhập dùng một lần / add or change, print a one-time link',
    )
    .requiredOption('--name <name>', 'tên hiển thị / display name')
    .option(
      '--role <role>',
      `${USER_ROLES.join(', ')}; không ghi: giữ nguyên, người mới là moderator / left out: as it was, a new one is a moderator`,
      role,
    )
    .option('--source <numbers...>', 'trang được phụ trách / sources looked after (sang source list)', ids)
    .option('--senior', 'nhận việc chuyển lên của các trang đó / receives their escalations')
    .option(
      '--digest <times>',
      'giờ nhận bản tin, hoặc none / digest times, or none',
      DEFAULT_TIMES.join(','),
    )
    .action((email: string, options: AddOptions) => withRuntime((runtime) => add(runtime, email, options)));
  withDigestOptions(
    user.command('digest <email>').description('khi nào một người nhận bản tin / when somebody gets digests'),
  )
    .option('--source <numbers...>', 'chỉ các trang này / only these pages', ids)
    .action((email: string, options: DigestOptions) =>
      withRuntime((runtime) => digest(runtime, email, options)),
    );
}

/** Opens the service for one command; what it returns is told as a fault, exit 2. */
async function withRuntime(work: (runtime: Runtime) => Promise<string | undefined>): Promise<void> {
  await withService(async (runtime) => {
    const fault = await work(runtime);
    if (fault !== undefined) refuse('user', fault);
  });
}

async function add(
  { service, environment }: Runtime,
  email: string,
  options: AddOptions,
): Promise<string | undefined> {
  if (!/^[^\s@]+@[^\s@]+$/u.test(email)) {
    return words(`${email} không phải địa chỉ email`, `${email} is not an e-mail address`);
  }
  const settings =
    options.digest === 'none'
      ? undefined
      : readSettings({ times: options.digest }, environment.SANG_TIMEZONE);
  if (typeof settings === 'string') {
    return words(
      `--digest ${options.digest}: viết 07:30,16:30 hoặc none`,
      `--digest ${options.digest}: write 07:30,16:30, or none`,
    );
  }
  for (const source of options.source ?? []) {
    if ((await service.sources.get(source)) === undefined) return `--source: ${noSource(source)}`;
  }
  const access = createAccessStore(service.pool);
  const known = await access.credentials(email);
  const id = await access.addMember({ email, name: options.name, role: options.role }, 'sang user');
  if (options.source !== undefined) {
    await access.setTeam(
      id,
      options.source.map((sourceId) => ({ sourceId, senior: options.senior === true })),
      'sang user',
    );
  }
  // Whoever is known keeps what they chose.
  if (known === undefined) await service.subscribers.change(`moderator:${id}`, settings, 'sang user');
  const secret = await access.makeLink(id, 'sign-in', LINK_MINUTES);
  const { SANG_URL, SANG_HOST, SANG_PORT } = environment;
  const base = SANG_URL ?? addressOf(SANG_HOST, SANG_PORT);
  process.stdout.write(`${new URL(`link?s=${secret}`, base).href}\n`);
  return undefined;
}

async function digest(runtime: Runtime, email: string, options: DigestOptions): Promise<string | undefined> {
  const known = await createAccessStore(runtime.service.pool).credentials(email);
  if (known === undefined) {
    return words(
      `${email}: chưa có ai dùng địa chỉ này để đăng nhập`,
      `${email}: nobody of this address may sign in`,
    );
  }
  return changeDigests(runtime, `moderator:${known.member.id}`, email, options, 'sang user');
}

function role(value: string): UserRole {
  const found = USER_ROLES.find((known) => known === value);
  if (found === undefined)
    throw new InvalidArgumentError(
      words(`một trong: ${USER_ROLES.join(', ')}`, `one of ${USER_ROLES.join(', ')}`),
    );
  return found;
}
