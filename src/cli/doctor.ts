import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { pendingMigrations } from '../adapters/postgres/migrate.ts';
import type { Check, PlatformContext } from '../pipeline/ports/platform.ts';
import { renderFault } from '../rulebook/fault.ts';
import { shippedRules } from '../rulebook/files.ts';
import { readRulebook } from '../rulebook/load.ts';
import type { ReadConfig } from '../config/config.ts';
import { configOrExit, openRuntime, type Runtime } from './runtime.ts';

/** Below this the disk is told, in bytes. */
const LITTLE_DISK = 1_000_000_000;
/** Clocks further apart than this are told, in milliseconds: platforms refuse signatures, leases run short. */
const CLOCK_APART = 5_000;
const QUEUE_TIMEOUT = 5_000;

/** `sang doctor`: everything an operator can get wrong, and what to do about it. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description(
      'khám: cấu hình, cơ sở dữ liệu, hàng đợi, luật, mã truy cập, đồng hồ, đĩa / what is wrong and what to do',
    )
    .option('--json', 'in JSON / print JSON')
    .action(async (options: { json?: boolean }) => {
      const checks = await examine();
      const failed = checks.some((check) => !check.ok && check.level === 'error');
      process.exitCode = failed ? 1 : 0;
      if (options.json === true) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else process.stdout.write(checks.map((check) => line(check, language())).join(''));
    });
}

function language(): 'vi' | 'en' {
  return process.env['SANG_LANG'] === 'en' ? 'en' : 'vi';
}

function line(check: Check, lang: 'vi' | 'en'): string {
  const mark = check.ok ? 'ok  ' : check.level === 'error' ? 'LỖI ' : '!   ';
  return `${lang === 'en' && mark === 'LỖI ' ? 'FAIL' : mark} ${check.id.padEnd(22)} ${check[lang]}\n`;
}

async function examine(): Promise<Check[]> {
  const config = configOrExit(process.env);
  const before = [...configuration(config), folder(config), disk(config), rules(config)];
  if (before.some((check) => !check.ok && check.level === 'error' && check.id === 'folder')) return before;
  let runtime: Runtime;
  try {
    runtime = await openRuntime({ roles: ['doctor'], logLevel: 'silent' });
  } catch (error) {
    return [...before, unreachable(error)];
  }
  try {
    return [...before, ...(await service(runtime)), ...(await sources(runtime))];
  } finally {
    await runtime.close(0);
  }
}

function configuration({ warnings }: ReadConfig): Check[] {
  const good: Check = {
    id: 'config',
    ok: true,
    level: 'info',
    vi: 'Cấu hình đọc được',
    en: 'Configuration is sound',
  };
  return [
    good,
    ...warnings.map(
      (warning): Check => ({ id: 'config', ok: false, level: 'warn', vi: warning, en: warning }),
    ),
  ];
}

function folder({ environment }: ReadConfig): Check {
  const data = path.resolve(environment.SANG_DATA);
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK);
    return {
      id: 'folder',
      ok: true,
      level: 'info',
      vi: `Ghi được vào ${data}`,
      en: `${data} can be written`,
    };
  } catch {
    return {
      id: 'folder',
      ok: false,
      level: 'error',
      vi: `Không ghi được vào ${data}: cấp quyền cho tài khoản chạy dịch vụ, hoặc đổi SANG_DATA`,
      en: `${data} cannot be written: give the service's account the right, or change SANG_DATA`,
    };
  }
}

function disk({ environment }: ReadConfig): Check {
  const data = existsSync(environment.SANG_DATA) ? environment.SANG_DATA : '.';
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const gigabytes = (free / 1e9).toFixed(1);
  const ok = free >= LITTLE_DISK;
  return {
    id: 'disk',
    ok,
    level: 'warn',
    vi: `Đĩa còn ${gigabytes} GB${ok ? '' : ': hãy dọn bớt, cơ sở dữ liệu đầy sẽ dừng'}`,
    en: `${gigabytes} GB of disk left${ok ? '' : ': make room, a full database stops'}`,
  };
}

function rules({ environment }: ReadConfig): Check {
  const directory = environment.SANG_RULES ?? shippedRules();
  const { rulebook, faults } = readRulebook(directory, { now: new Date() });
  if (rulebook !== undefined) {
    const count = rulebook.rules.length;
    return {
      id: 'rules',
      ok: true,
      level: 'info',
      vi: `${count} luật dùng được`,
      en: `${count} rules are sound`,
    };
  }
  const first = faults[0];
  const told = (lang: 'vi' | 'en'): string => (first === undefined ? directory : renderFault(first, lang));
  return {
    id: 'rules',
    ok: false,
    level: 'error',
    vi: `Bộ luật có ${faults.length} lỗi, đầu tiên: ${told('vi')}. Chạy: sang rules check`,
    en: `The rules have ${faults.length} faults, the first: ${told('en')}. Run: sang rules check`,
  };
}

function unreachable(error: unknown): Check {
  // A host with several addresses fails once for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : 'unknown';
  const said = error instanceof Error && error.name === 'NewerSchema' ? error.message : code;
  return {
    id: 'database',
    ok: false,
    level: 'error',
    vi: `Không mở được cơ sở dữ liệu (${said}): xem lại DATABASE_URL, mật khẩu và tường lửa`,
    en: `The database cannot be opened (${said}): check DATABASE_URL, the password and the firewall`,
  };
}

async function service({ service: { pool, queues, digests }, embedded }: Runtime): Promise<Check[]> {
  const pending = await pendingMigrations(pool);
  const apart = Math.abs((await digests.now()).getTime() - Date.now());
  const queue = await queues.ready(QUEUE_TIMEOUT).then(
    () => true,
    () => false,
  );
  return [
    {
      id: 'database',
      ok: pending === 0,
      level: 'error',
      vi:
        pending === 0
          ? `Cơ sở dữ liệu trả lời${embedded ? ' (nhúng trong SANG_DATA)' : ''}`
          : 'Chạy: sang migrate',
      en:
        pending === 0
          ? `The database answers${embedded ? ' (embedded in SANG_DATA)' : ''}`
          : 'Run: sang migrate',
    },
    {
      id: 'queues',
      ok: queue,
      level: 'error',
      vi: queue ? `Hàng đợi trả lời (${queues.backend})` : 'Hàng đợi không trả lời: xem lại REDIS_URL',
      en: queue ? `The queues answer (${queues.backend})` : 'The queues do not answer: check REDIS_URL',
    },
    {
      id: 'clock',
      ok: apart < CLOCK_APART,
      level: 'warn',
      vi: `Đồng hồ lệch ${apart} ms so với cơ sở dữ liệu${apart < CLOCK_APART ? '' : ': bật đồng bộ giờ (NTP)'}`,
      en: `The clock is ${apart} ms from the database's${apart < CLOCK_APART ? '' : ': turn time synchronisation on (NTP)'}`,
    },
  ];
}

/** Each source's token, permissions and state, asked at the platform. */
async function sources({ service: running }: Runtime): Promise<Check[]> {
  const views = await running.sources.list();
  if (views.length === 0) {
    return [
      {
        id: 'sources',
        ok: false,
        level: 'warn',
        vi: 'Chưa có trang nào: sang source add facebook PAGE_ID --token-stdin',
        en: 'No page yet: sang source add facebook PAGE_ID --token-stdin',
      },
    ];
  }
  const checks: Check[] = [];
  for (const source of views) {
    const platform = running.platforms.get(source.platform);
    const id = `source ${source.id}`;
    if (platform === undefined) {
      checks.push({
        id,
        ok: false,
        level: 'error',
        vi: `${source.name}: thiếu cấu hình cho ${source.platform} (xem README)`,
        en: `${source.name}: ${source.platform} is not configured (see the README)`,
      });
      continue;
    }
    const context: PlatformContext = {
      access: source,
      budget: running.budget(source, 'human'),
      now: () => new Date(),
    };
    const found = await platform.check(context).catch((error: unknown): Check[] => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return [
        {
          id,
          ok: false,
          level: 'error',
          vi: `nền tảng không trả lời được (${code})`,
          en: `the platform could not answer (${code})`,
        },
      ];
    });
    checks.push(
      ...found.map((check) => ({
        ...check,
        id: `${id} ${check.id}`,
        vi: `${source.name}: ${check.vi}`,
        en: `${source.name}: ${check.en}`,
      })),
    );
  }
  return checks;
}
