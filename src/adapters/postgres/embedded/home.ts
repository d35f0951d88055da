import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {
  type Account,
  canEnter,
  isRoot,
  namespaceAccount,
  namespaceWorks,
  OURSELVES,
  ownerOf,
  serviceAccount,
} from './account.ts';
import { codeOf, EmbeddedFault, inFolder } from './fault.ts';

/** Where one embedded server lives and as whom it runs. */
export interface Home {
  readonly account: Account;
  /** The cluster's data folder; exists only after `initialise`. */
  readonly data: string;
  /** Socket, owners' pipe and log: short enough for a socket address. */
  readonly run: string;
}

/** Linux allows 107 bytes in a socket's path, macOS 103. */
const LONGEST_SOCKET = 103;
const SOCKET = '.s.PGSQL.5432';
/** Names the folder that is used instead, where the server's account cannot enter the data folder. */
const ELSEWHERE = 'postgres.moved-to';
const SYSTEM_FOLDER = '/var/lib/sang';

/**
 * Prepares the folders of the server under the data folder (`SANG_DATA`).
 *
 * For root the server's account must be able to walk there. Where it cannot (a home with mode 0700), the server runs
 * in a user namespace; where the system has none, its folder is moved to /var/lib/sang and a note says so.
 */
export function prepareHome(dataDir: string): Home {
  const asked = path.resolve(dataDir);
  return inFolder(asked, () => {
    mkdirSync(asked, { recursive: true, mode: 0o700 });
    const base = realpathSync(asked);
    const moved = path.join(base, ELSEWHERE);
    const postgres = existsSync(moved) ? readFileSync(moved, 'utf8').trim() : path.join(base, 'postgres');
    const { account, folder } = choose(base, postgres);
    own(folder, account);
    return { account, data: path.join(folder, 'data'), run: runFolder(folder, account) };
  });
}

/** Whether a data folder holds a database already. */
export function hasDatabase(dataDir: string): boolean {
  return ['postgres', ELSEWHERE].some((name) => existsSync(path.join(path.resolve(dataDir), name)));
}

function choose(base: string, folder: string): { account: Account; folder: string } {
  if (!isRoot()) {
    const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
    if (owner !== undefined && owner !== process.getuid?.())
      throw new EmbeddedFault(
        {
          vi: `${folder} thuộc người dùng khác (uid ${owner})`,
          en: `${folder} belongs to another user (uid ${owner})`,
        },
        {
          vi: 'chạy bằng người dùng ấy, hoặc chọn thư mục khác bằng SANG_DATA',
          en: 'run as that user, or choose another folder with SANG_DATA',
        },
      );
    return { account: OURSELVES, folder };
  }
  // What exists is served by its owner, so that root and a service user can take turns.
  if (existsSync(folder)) return { account: ownerOf(folder), folder };
  const service = serviceAccount();
  if (canEnter(service, path.dirname(base))) {
    chmodSync(base, statSync(base).mode | 0o011);
    return { account: service, folder };
  }
  if (namespaceWorks()) return { account: namespaceAccount(), folder };
  const elsewhere = path.join(SYSTEM_FOLDER, short(base));
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o711 });
  writeFileSync(path.join(base, ELSEWHERE), `${elsewhere}\n`);
  return { account: service, folder: elsewhere };
}

function runFolder(folder: string, account: Account): string {
  const near = path.join(folder, 'run');
  // Not os.tmpdir(): every process must come to the same answer whatever its TMPDIR.
  const run =
    Buffer.byteLength(path.join(near, SOCKET)) <= LONGEST_SOCKET
      ? near
      : path.join('/tmp', `sang-${short(folder)}`);
  own(run, account);
  return run;
}

/** Makes a folder that the account alone can enter; refuses one that somebody else put there. */
function own(folder: string, account: Account): void {
  const uid = account.uid ?? process.getuid?.() ?? 0;
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 });
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (account.uid !== undefined) chownSync(folder, account.uid, account.gid ?? account.uid);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const found = lstatSync(folder);
    // Between mkdir and chown of a process that starts at the same moment it may still be root's.
    const ours = found.uid === uid || (isRoot() && found.uid === 0);
    if (!found.isDirectory() || !ours || (found.mode & 0o077) !== 0)
      throw new EmbeddedFault(
        { vi: `${folder} không phải thư mục của riêng Sàng`, en: `${folder} is not a folder of ours alone` },
        { vi: 'xoá thư mục ấy rồi chạy lại', en: 'remove it, then start again' },
        error,
      );
    if (found.uid !== uid) chownSync(folder, uid, account.gid ?? uid);
  }
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
