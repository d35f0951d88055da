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
    const found = await platform.check(context).catch((error: unknown): Check[] => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return [
        {
          id,
          ok: false,
          level: 'error',
          vi: `nền tảng không trả lời (${code})`,
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
