import type { Report } from '../../domain/report/report.ts';
import type { ReportStore, ReportWindow } from '../../pipeline/ports/reports.ts';
import { report } from '../../pipeline/report.ts';
import { remember } from './remember.ts';

/** A report, and when it was counted. */
export interface Counted {
  readonly report: Report;
  readonly at: Date;
}

/** Gives the report of a window. */
export type Counting = (window: ReportWindow) => Promise<Counted>;

/** How long a count stands, in milliseconds: to count a busy month takes seconds, and it says the same a little later. */
const FRESH = 10 * 60_000;

/** Counts a report once for all who ask within ten minutes; `now` is a clock in milliseconds since 1970. */
export function recentReports(store: ReportStore, now: () => number = Date.now): Counting {
  const count = async (window: ReportWindow): Promise<Counted> => {
    const at = new Date(now());
    return { report: await report(store, window), at };
  };
  return remember(count, FRESH, { keyOf: (window) => JSON.stringify(window), now });
}
