import type { Report } from '../../domain/report/report.ts';
import type { ReportStore, ReportWindow } from '../../pipeline/ports/reports.ts';
import { report } from '../../pipeline/report.ts';

/** A report, and when it was counted. */
export interface Counted {
  readonly report: Report;
  readonly at: Date;
}

/** Gives the report of a window. */
export type Counting = (window: ReportWindow) => Promise<Counted>;

/** How long a count stands, in milliseconds: to count a busy month takes seconds, and it says the same a little later. */
const FRESH = 10 * 60_000;
/** Counts remembered at once. */
const MOST = 100;

/** Counts a report once for all who ask within some minutes; who asks meanwhile waits for the same count. */
export function recentReports(store: ReportStore, now: () => number = Date.now): Counting {
  const counted = new Map<string, { readonly at: number; readonly result: Promise<Counted> }>();
  return (window) => {
    const key = JSON.stringify(window);
    const known = counted.get(key);
    if (known !== undefined && now() - known.at < FRESH) return known.result;
    const at = now();
    const result = report(store, window).then((made) => ({ report: made, at: new Date(at) }));
    counted.delete(key);
    counted.set(key, { at, result });
    // The oldest stands first.
    for (const old of counted.keys()) {
      if (counted.size <= MOST) break;
      counted.delete(old);
    }
    // A count that failed is made again by whoever asks next.
    result.catch(() => counted.get(key)?.result === result && counted.delete(key));
    return result;
  };
}
