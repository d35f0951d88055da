import type { Command } from 'commander';
import type { Check } from '../pipeline/ports/platform.ts';
import { databaseChecks } from './checks/database.ts';
import { localChecks } from './checks/local.ts';
import { mailChecks } from './checks/mail.ts';
import { runningChecks } from './checks/running.ts';
import { secretCheck } from './checks/secret.ts';
import { language, words } from './language.ts';
import { serviceChecks, unreachable } from './checks/service.ts';
import { sourceChecks } from './checks/sources.ts';
import { configOrExit, openRuntime, type Runtime } from './runtime.ts';

/** `sang doctor`: everything an operator can get wrong, and what to do about it. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description(
      'kiểm tra cấu hình, cơ sở dữ liệu, hàng đợi, luật, mã truy cập, đồng hồ, đĩa / what is wrong and what to do',
    )
    .option('--json', 'in JSON / print JSON')
    .action(async (options: { json?: boolean }) => {
      const checks = await examine();
      const failed = checks.some((check) => !check.ok && check.level === 'error');
      process.exitCode = failed ? 1 : 0;
      if (options.json === true) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else process.stdout.write(checks.map(line).join(''));
    });
}

function line(check: Check): string {
  const mark = check.ok ? 'ok' : check.level === 'error' ? words('LỖI', 'FAIL') : '!';
  return `${mark.padEnd(4)} ${check.id.padEnd(22)} ${check[language()]}\n`;
}

async function examine(): Promise<Check[]> {
  const config = configOrExit(process.env);
  const before = localChecks(config);
  if (before.some((check) => !check.ok && check.level === 'error' && check.id === 'folder')) return before;
  try {
    return [...before, ...(await databaseChecks(config.environment, () => within()))];
  } catch (error) {
    return [...before, unreachable(error)];
  }
}

/** What can be seen from within: the database is there and of this version. */
async function within(): Promise<Check[]> {
  let runtime: Runtime;
  try {
    runtime = await openRuntime({ roles: ['doctor'], lookOnly: true, logLevel: 'silent' });
  } catch (error) {
    return [unreachable(error)];
  }
  try {
    return [
      ...(await serviceChecks(runtime)),
      ...(await runningChecks(runtime)),
      await secretCheck(runtime),
      ...(await mailChecks(runtime)),
      ...(await sourceChecks(runtime)),
    ];
  } finally {
    await runtime.close(0);
  }
}
