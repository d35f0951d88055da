import { codeWords } from '../../adapters/console/codes.ts';
import { failureCode } from '../../domain/failure.ts';
import type { Check, PlatformContext } from '../../pipeline/ports/platform.ts';
import type { Runtime } from '../runtime.ts';

/** Each source's token, permissions and state, asked at the platform. */
export async function sourceChecks({ service: running }: Runtime): Promise<Check[]> {
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
    // Read by itself first: a token that does not open is no fault of the platform's.
    const found = await running.tokens
      .read(source.id)
      .then(() => platform.check(context))
      .catch((error: unknown): Check[] => {
        const { vi, en } = codeWords(failureCode(error), platform);
        return [{ id: 'token', ok: false, level: 'error', vi, en }];
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
