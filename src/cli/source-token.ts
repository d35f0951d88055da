import { text } from 'node:stream/consumers';
import { PlatformFailure } from '../domain/failure.ts';
import { adoptToken } from '../pipeline/adopt-token.ts';
import { refuse as refuseTo } from './command.ts';
import { words } from './language.ts';
import type { Runtime } from './runtime.ts';
import { noSource } from './source-words.ts';

const refuse = (why: string): void => refuseTo('source', why);

/** Reads a token from standard input and stores it, if asked. Never from an argument: those stand in the shell's history and in the process list. */
export async function saveToken(
  service: Runtime['service'],
  id: number,
  options: { tokenStdin?: boolean },
): Promise<void> {
  if (options.tokenStdin !== true) return;
  const [accessToken = '', refreshToken] = (await text(process.stdin)).trim().split(/\s+/u);
  if (accessToken === '')
    return refuse(words('không có mã truy cập trên đầu vào', 'no token on standard input'));
  const source = await service.sources.get(id);
  if (source === undefined) return refuse(noSource(id));
  const pasted = { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
  const budget = () => service.budget(source, 'human');
  try {
    for (const wrong of await adoptToken({ ...service, budget }, source, pasted)) {
      process.stderr.write(
        `${wrong.level === 'error' ? words('lỗi', 'error') : words('lưu ý', 'note')}: ${wrong[service.lang]}\n`,
      );
      if (wrong.level === 'error') process.exitCode = 1;
    }
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    refuse(
      words(
        `chưa hỏi được nền tảng (${error.code}); mã chưa được lưu, hãy thử lại sau`,
        `the platform cannot be asked now (${error.code}); the token was not stored, try again later`,
      ),
    );
  }
}
