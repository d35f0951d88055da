import { namesInstitution } from '../domain/detect/institution.ts';
import { ParityCounter, type ParityGroup, parityOf } from '../domain/report/parity.ts';
import { composeReport, type Report } from '../domain/report/report.ts';
import type { ParityAlarms, ReportStore, ReportWindow } from './ports/reports.ts';

/**
 * The transparency report of a window. Texts are looked at one by one, only to tell whether they speak of an
 * institution, and leave nothing but counts.
 */
export async function report(store: ReportStore, window: ReportWindow): Promise<Report> {
  const parity = await compare(store, window);
  return composeReport({ ...(await store.read(window)), parity });
}

async function compare(store: Pick<ReportStore, 'harmCases'>, window: ReportWindow): Promise<ParityGroup[]> {
  const counter = new ParityCounter();
  for await (const cases of store.harmCases(window)) {
    for (const { source, rules, complains, text, hidden } of cases) {
      counter.add(source, rules, complains || namesInstitution(text), hidden);
    }
  }
  return counter.result();
}

/** The alarm looks back over so many days, once in so many hours, and rings for one group once in so many days. */
const PARITY_DAYS = 30;
const PARITY_HOURS = 23;
const PARITY_AGAIN_DAYS = 7;
const DAY = 86_400_000;

/**
 * Looks whether comments that criticise are hidden more often than others, and rings where they are: the next digest
 * of the page's people says so, whether anybody opens a report or not. Resolves to how many groups rang.
 */
export async function watchParity(
  store: Pick<ReportStore, 'harmCases' | 'now'>,
  alarms: ParityAlarms,
): Promise<number> {
  if (!(await alarms.claim(PARITY_HOURS))) return 0;
  try {
    const to = await store.now();
    const window = { from: new Date(to.getTime() - PARITY_DAYS * DAY), to, timeZone: 'UTC' };
    const groups = (await compare(store, window)).filter((group) => parityOf(group).alarm);
    return groups.length === 0 ? 0 : await alarms.ring(groups, PARITY_AGAIN_DAYS);
  } catch (error) {
    // Not looked at is not the same as nothing found: the next one tries again.
    await alarms.release();
    throw error;
  }
}
