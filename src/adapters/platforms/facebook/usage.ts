import { z } from 'zod';
import type { Usage } from '../../../pipeline/ports/budget.ts';

type Headers = Readonly<Record<string, string>>;

/** Figures beyond all sense are taken as not told: one would fit no column, the other rest a page for years. */
const percent = z.number().min(0).max(100_000).catch(0);
const minutes = z
  .number()
  .min(0)
  .max(7 * 24 * 60)
  .catch(0);
const figures = z.object({
  call_count: percent,
  total_time: percent,
  total_cputime: percent,
  estimated_time_to_regain_access: minutes,
});
const businessUse = z.record(z.string(), z.array(figures));

/**
 * What the usage headers say, highest figure first. They appear only after some traffic: nothing is not "no limit".
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function usagesOf(headers: Headers, now: Date): Usage[] {
  const usages: Usage[] = [];
  const app = figures.safeParse(parse(headers['x-app-usage']));
  if (app.success) usages.push({ scope: 'app', percent: highest(app.data) });
  const page = figures.safeParse(parse(headers['x-page-usage']));
  const business = businessFigures(headers);
  const own = [...(page.success ? [page.data] : []), ...business];
  if (own.length > 0) {
    const regain = regainAt(headers, now);
    usages.push({
      scope: 'source',
      percent: Math.max(...own.map(highest)),
      ...(regain && { regainAt: regain }),
    });
  }
  return usages;
}

/** When calls are welcome again, where the headers tell. */
export function regainAt(headers: Headers, now: Date): Date | undefined {
  const longest = Math.max(
    0,
    ...businessFigures(headers).map((each) => each.estimated_time_to_regain_access),
  );
  return longest > 0 ? new Date(now.getTime() + longest * 60_000) : undefined;
}

function businessFigures(headers: Headers): z.infer<typeof figures>[] {
  const read = businessUse.safeParse(parse(headers['x-business-use-case-usage']));
  return read.success ? Object.values(read.data).flat() : [];
}

function highest(each: z.infer<typeof figures>): number {
  return Math.max(each.call_count, each.total_time, each.total_cputime);
}

function parse(header: string | undefined): unknown {
  if (header === undefined) return undefined;
  try {
    return JSON.parse(header);
  } catch {
    return undefined;
  }
}
