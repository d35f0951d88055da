import { type Command, InvalidArgumentError } from 'commander';
import { createAccessStore } from '../adapters/postgres/access.ts';
import { USER_ROLES, type UserRole } from '../pipeline/ports/access.ts';
import { openRuntime } from './runtime.ts';

/** Minutes a sign-in link from the command line is good for. */
const LINK_MINUTES = 60;

/** `sang user`: the people who may sign in. */
export function register(program: Command): void {
  program
    .command('user')
    .description('người dùng bảng điều khiển / people of the console')
    .command('add <email>')
    .description(
      'thêm hoặc đổi một người, in đường dẫn đăng nhập dùng một lần / add or change, print a one-time link',
    )
    .requiredOption('--name <name>', 'tên hiển thị / display name')
    .option('--role <role>', USER_ROLES.join(', '), role, 'moderator')
    .option('--source <numbers...>', 'trang được phụ trách / sources looked after (sang source list)')
    .option('--senior', 'nhận việc chuyển lên của các trang đó / receives their escalations')
    .action(
      async (
        email: string,
        options: { name: string; role: UserRole; source?: string[]; senior?: boolean },
      ) => {
        if (!/^[^\s@]+@[^\s@]+$/u.test(email)) {
          process.stderr.write(`sang user: ${email} is not an e-mail address\n`);
          process.exitCode = 2;
          return;
        }
        const runtime = await openRuntime({ roles: ['cli'], logLevel: 'warn' });
        try {
          const access = createAccessStore(runtime.service.pool);
          const id = await access.addMember({ email, name: options.name, role: options.role }, 'sang user');
          if (options.source !== undefined) {
            await access.setTeam(
              id,
              options.source.map((number) => ({ sourceId: Number(number), senior: options.senior === true })),
              'sang user',
            );
          }
          const secret = await access.makeLink(id, 'sign-in', LINK_MINUTES);
          const { SANG_URL, SANG_HOST, SANG_PORT } = runtime.environment;
          const base = SANG_URL ?? `http://${SANG_HOST}:${SANG_PORT}/`;
          process.stdout.write(`${new URL(`link?s=${secret}`, base).href}\n`);
        } finally {
          await runtime.close(0);
        }
      },
    );
}

function role(value: string): UserRole {
  const found = USER_ROLES.find((known) => known === value);
  if (found === undefined) throw new InvalidArgumentError(`one of ${USER_ROLES.join(', ')}`);
  return found;
}
