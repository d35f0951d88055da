import { PlatformFailure } from '../../../domain/failure.ts';
import type { Told } from '../../../domain/lang.ts';
import type { Check } from '../../../pipeline/ports/platform.ts';
import { openAt, readBytes } from './follow.ts';
import { type FileFormat, readComments, RefusedInput } from './read.ts';

/** Failure codes of file sources, in words. */
const WORDS: Readonly<Record<string, Told>> = {
  'file.missing': {
    vi: 'Không thấy tệp: kiểm tra đường dẫn của nguồn này; khi tệp có, Sàng tự đọc tiếp.',
    en: 'There is no such file: check the path of this source; once it is there, reading goes on by itself.',
  },
  'file.denied': {
    vi: 'Không có quyền đọc tệp: cho phép người dùng chạy Sàng đọc tệp và thư mục.',
    en: 'The file may not be read: let the user that runs Sàng read the file and its folder.',
  },
  'file.no-file': {
    vi: 'Đường dẫn này không phải là một tệp.',
    en: 'This path is not a file.',
  },
  'file.header': {
    vi: 'Tệp không đọc được: phải là UTF-8, và dòng đầu của CSV phải có cột "text".',
    en: 'The file cannot be read: it must be UTF-8, and the first line of a CSV must name a column "text".',
  },
};

/** What a failure code of a file source means; `undefined` for an unknown one. */
export function explain(code: string): Told | undefined {
  return WORDS[code];
}

/** Opens the file and reads its first lines. */
export async function checkFile(filePath: string, format: FileFormat): Promise<Check[]> {
  try {
    for await (const { handle, size } of openAt(filePath, undefined)) {
      for await (const lines of readComments(readBytes(handle, 0, size), format)) {
        const broken = lines.filter((line) => 'error' in line).length;
        return [
          {
            id: 'file.readable',
            ok: broken < lines.length,
            level: broken === 0 ? 'info' : 'warn',
            vi: `Đọc được tệp ${format}: ${broken} trong ${lines.length} dòng đầu bị hỏng.`,
            en: `The ${format} file can be read: ${broken} of the first ${lines.length} lines are broken.`,
          },
        ];
      }
    }
    return [
      { id: 'file.readable', ok: true, level: 'info', vi: 'Tệp còn trống.', en: 'The file is still empty.' },
    ];
  } catch (error) {
    const code =
      error instanceof RefusedInput
        ? 'file.header'
        : error instanceof PlatformFailure
          ? error.code
          : undefined;
    const words = code === undefined ? undefined : explain(code);
    if (words === undefined) {
      throw error;
    }
    return [
      {
        id: 'file.readable',
        ok: false,
        level: 'error',
        vi: `${words.vi} (${code})`,
        en: `${words.en} (${code})`,
      },
    ];
  }
}
