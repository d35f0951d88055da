import { Refusal } from '../../../domain/failure.ts';

/** The embedded server cannot run here; the message says what is wrong, where, and what to do. */
export class EmbeddedFault extends Refusal {
  constructor(what: string, remedy: string, cause?: unknown) {
    super(`embedded PostgreSQL: ${what}; ${remedy}`, cause);
  }
}

/** The system's or driver's code of an error; no `instanceof`, errors of node:fs may come from another realm. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const OTHER_FOLDER = 'choose another folder with SANG_DATA, or set DATABASE_URL to use your own server';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write',
  EPERM: 'no permission to write',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file of that name is in the way',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the path is too long',
};

/** Runs file work in the data folder and turns what the system refuses into a fault that names the folder. */
export function inFolder<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = REASONS[codeOf(error) ?? ''];
    if (reason === undefined) throw error;
    throw new EmbeddedFault(`cannot use the data folder ${folder}: ${reason}`, OTHER_FOLDER, error);
  }
}

/** Reads what initdb or postgres printed before it gave up. */
export function serverFault(data: string, output: string, cause?: unknown): EmbeddedFault {
  const tail = output.trim().split('\n').slice(-6).join('\n');
  if (/No space left on device/.test(output))
    return new EmbeddedFault(`the disk that holds ${data} is full`, `free space or ${OTHER_FOLDER}`, cause);
  if (/Read-only file system|Permission denied/.test(output))
    return new EmbeddedFault(`cannot write ${data}:\n${tail}`, OTHER_FOLDER, cause);
  if (
    /error while loading shared libraries|not found \(required by|No such file or directory.*ld-/.test(output)
  )
    return new EmbeddedFault(
      `the binaries need a system library that is missing:\n${tail}`,
      'use a glibc system (Debian, Ubuntu, Fedora …) or set DATABASE_URL',
      cause,
    );
  return new EmbeddedFault(
    `the server did not start in ${data}:\n${tail || '(it printed nothing)'}`,
    OTHER_FOLDER,
    cause,
  );
}
