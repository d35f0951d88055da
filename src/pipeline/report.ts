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
  const to = await store.now();
  const window = { from: new Date(to.getTime() - PARITY_DAYS * DAY), to, timeZone: 'UTC' };
  const groups = (await compare(store, window)).filter((group) => parityOf(group).alarm);
  return groups.length === 0 ? 0 : alarms.ring(groups, PARITY_AGAIN_DAYS);
}

/** First moment of a month (`2026-11`) and of the next one on a zone's clock; undefined for anything else. */
export function monthWindow(month: string, timeZone: string): { from: Date; to: Date } | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/u.exec(month);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const index = Number(match[2]) - 1;
  return { from: midnight(year, index, timeZone), to: midnight(year, index + 1, timeZone) };
}

/** The month a moment lies in, on a zone's clock. */
export function monthOf(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    timeZone,
  }).formatToParts(moment);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}

/** The first of a month at 00:00 on the zone's clock. */
function midnight(year: number, month: number, timeZone: string): Date {
  const wall = Date.UTC(year, month, 1);
  // The offset at the guess may differ from that at the answer by one change of clocks: look twice.
  let moment = wall;
  for (let look = 0; look < 2; look += 1) moment = wall - offset(moment, timeZone);
  return new Date(moment);
}

function offset(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((entry) => entry.type === type)?.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    moment
  );
}
