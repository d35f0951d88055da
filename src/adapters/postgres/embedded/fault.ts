import { Refusal } from '../../../domain/failure.ts';
import type { Told } from '../../../domain/lang.ts';

/** The embedded server cannot run here; the message says what is wrong, where, and what to do. */
export class EmbeddedFault extends Refusal {
  constructor(what: Told, remedy: Told, cause?: unknown) {
    super(
      {
        vi: `PostgreSQL nhúng: ${what.vi}; ${remedy.vi}`,
        en: `embedded PostgreSQL: ${what.en}; ${remedy.en}`,
      },
      cause,
    );
  }
}

/** The system's or driver's code of an error; no `instanceof`, errors of node:fs may come from another realm. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The way round any fault of the embedded server. */
export const OWN_SERVER: Told = {
  vi: 'đặt DATABASE_URL để dùng máy chủ của bạn',
  en: 'set DATABASE_URL to use your own server',
};
const OTHER_FOLDER: Told = {
  vi: `chọn thư mục khác bằng SANG_DATA, hoặc ${OWN_SERVER.vi}`,
  en: `choose another folder with SANG_DATA, or ${OWN_SERVER.en}`,
};

const NO_PERMISSION: Told = { vi: 'không có quyền ghi', en: 'no permission to write' };
const REASONS: Readonly<Record<string, Told>> = {
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: { vi: 'hệ thống tệp chỉ cho đọc', en: 'the file system is read-only' },
  ENOSPC: { vi: 'đĩa đã đầy', en: 'the disk is full' },
  EDQUOT: { vi: 'hạn mức đĩa đã hết', en: 'the disk quota is used up' },
  EEXIST: { vi: 'có tệp trùng tên ở đó', en: 'a file of that name is in the way' },
  ENOTDIR: {
    vi: 'một phần của đường dẫn là tệp, không phải thư mục',
    en: 'a part of the path is a file, not a folder',
  },
  ENAMETOOLONG: { vi: 'đường dẫn quá dài', en: 'the path is too long' },
};

/** Runs file work in the data folder and turns what the system refuses into a fault that names the folder. */
export function inFolder<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = REASONS[codeOf(error) ?? ''];
    if (reason === undefined) throw error;
    throw new EmbeddedFault(
      {
        vi: `không dùng được thư mục dữ liệu ${folder}: ${reason.vi}`,
        en: `cannot use the data folder ${folder}: ${reason.en}`,
      },
      OTHER_FOLDER,
      error,
    );
  }
}

/** Reads what initdb or postgres printed before it gave up. */
export function serverFault(data: string, output: string, cause?: unknown): EmbeddedFault {
  const tail = output.trim().split('\n').slice(-6).join('\n');
  if (/No space left on device/.test(output))
    return new EmbeddedFault(
      { vi: `đĩa chứa ${data} đã đầy`, en: `the disk that holds ${data} is full` },
      { vi: `dọn bớt đĩa, hoặc ${OTHER_FOLDER.vi}`, en: `free space or ${OTHER_FOLDER.en}` },
      cause,
    );
  if (/Read-only file system|Permission denied/.test(output))
    return new EmbeddedFault(
      { vi: `không ghi được vào ${data}:\n${tail}`, en: `cannot write ${data}:\n${tail}` },
      OTHER_FOLDER,
      cause,
    );
  if (
    /error while loading shared libraries|not found \(required by|No such file or directory.*ld-/.test(output)
  )
    return new EmbeddedFault(
      {
        vi: `chương trình cần một thư viện mà hệ thống không có:\n${tail}`,
        en: `the binaries need a system library that is missing:\n${tail}`,
      },
      {
        vi: 'dùng hệ thống có glibc (Debian, Ubuntu, Fedora …) hoặc đặt DATABASE_URL',
        en: 'use a glibc system (Debian, Ubuntu, Fedora …) or set DATABASE_URL',
      },
      cause,
    );
  return new EmbeddedFault(
    {
      vi: `máy chủ không khởi động được trong ${data}:\n${tail || '(máy chủ không in gì)'}`,
      en: `the server did not start in ${data}:\n${tail || '(it printed nothing)'}`,
    },
    OTHER_FOLDER,
    cause,
  );
}
