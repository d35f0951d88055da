import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * As whom the server runs. PostgreSQL refuses root, so root lends it a system account, or runs it as itself in a
 * user namespace where it appears as somebody else.
 */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
  /** Command that has to stand before every server program. */
  readonly through: readonly string[];
}

export const OURSELVES: Account = { through: [] };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The account `postgres` where the system has one, else `nobody`. */
export function serviceAccount(): Account {
  const users = new Map<string, Account>();
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && uid !== undefined)
      users.set(name, { uid: Number(uid), gid: Number(gid), through: [] });
  }
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65_534, gid: 65_534, through: [] };
}

/** The account that owns a data folder: root's own are served in a namespace. */
export function ownerOf(folder: string): Account {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? namespaceAccount() : { uid, gid, through: [] };
}

/**
 * Root in a user namespace, seen by the server as the service account; root's files then appear to belong to it. The
 * name must exist because initdb looks it up.
 */
export function namespaceAccount(): Account {
  const { uid = 65_534, gid = 65_534 } = serviceAccount();
  return { through: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'] };
}

/** Whether this system lets root run a program in a user namespace (many containers do not). */
export function namespaceWorks(): boolean {
  const [command = '', ...rest] = namespaceAccount().through;
  return spawnSync(command, [...rest, 'true'], { stdio: 'ignore' }).status === 0;
}

/** Whether an account may walk down to a folder; parts that do not exist yet do not count. */
export function canEnter(account: Account, folder: string): boolean {
  if (account.uid === undefined) return true;
  const parts = path.resolve(folder).split(path.sep);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const at = statSync(parts.slice(0, depth).join(path.sep) || path.sep, { throwIfNoEntry: false });
    if (at === undefined) return true;
    const bit = at.uid === account.uid ? 0o100 : at.gid === account.gid ? 0o010 : 0o001;
    if ((at.mode & bit) === 0) return false;
  }
  return true;
}
