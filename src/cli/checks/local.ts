import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ReadConfig } from '../../config/config.ts';
import type { Lang } from '../../domain/lang.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import { renderFault } from '../../rulebook/fault.ts';
import { shippedRules } from '../../rulebook/files.ts';
import { readRulebook } from '../../rulebook/load.ts';
import { digestFolder } from '../runtime.ts';

/** Below this the disk is told, in bytes. */
const LITTLE_DISK = 1_000_000_000;

/** What can be seen without any server: configuration, data folder, disk, rule files. */
export function localChecks(config: ReadConfig): Check[] {
  return [...configuration(config), folder(config), digests(config), disk(config), rules(config)];
}

function configuration({ warnings }: ReadConfig): Check[] {
  const good: Check = {
    id: 'config',
    ok: true,
    level: 'info',
    vi: 'Cấu hình đọc được',
    en: 'Configuration is sound',
  };
  return [good, ...warnings.map(({ vi, en }): Check => ({ id: 'config', ok: false, level: 'warn', vi, en }))];
}

function folder({ environment }: ReadConfig): Check {
  const data = path.resolve(environment.SANG_DATA);
  if (writable(data)) {
    return {
      id: 'folder',
      ok: true,
      level: 'info',
      vi: `Ghi được vào ${data}`,
      en: `${data} can be written`,
    };
  }
  return {
    id: 'folder',
    ok: false,
    level: 'error',
    vi: `Không ghi được vào ${data}: cấp quyền cho tài khoản chạy dịch vụ, hoặc đổi SANG_DATA`,
    en: `${data} cannot be written: give the service's account the right, or change SANG_DATA`,
  };
}

function digests({ environment }: ReadConfig): Check {
  const at = digestFolder(environment);
  const ok = writable(at);
  return {
    id: 'digest folder',
    ok,
    level: 'warn',
    vi: ok
      ? `Bản tin ghi vào ${at}`
      : `Không ghi được bản tin vào ${at}: cấp quyền cho tài khoản chạy dịch vụ, hoặc đổi SANG_DIGEST_DIR`,
    en: ok
      ? `Digests go to ${at}`
      : `Digests cannot be written to ${at}: give the service's account the right, or change SANG_DIGEST_DIR`,
  };
}

/** Whether files can be written there, once the folder is made; makes none. */
function writable(folder: string): boolean {
  try {
    let at = folder;
    while (!existsSync(at)) at = path.dirname(at);
    accessSync(at, constants.W_OK | constants.X_OK);
    return statSync(at).isDirectory();
  } catch {
    return false;
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
    vi: `Đĩa còn ${gigabytes} GB${ok ? '' : ': hãy dọn bớt, đầy đĩa thì cơ sở dữ liệu sẽ dừng'}`,
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
  const told = (lang: Lang): string => (first === undefined ? directory : renderFault(first, lang));
  return {
    id: 'rules',
    ok: false,
    level: 'error',
    vi: `Bộ luật có ${faults.length} lỗi, đầu tiên: ${told('vi')}. Chạy: sang rules check`,
    en: `The rules have ${faults.length} faults, the first: ${told('en')}. Run: sang rules check`,
  };
}
