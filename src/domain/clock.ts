/** A time of day on somebody's clock, `HH:MM`. */
export type TimeOfDay = string;

const DAY = 86_400_000;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;

export function isTimeOfDay(text: string): text is TimeOfDay {
  return TIME.test(text);
}

export function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Quiet hours as entered; undefined when they cannot be read, or would be no time at all. */
export function readQuiet(from: string, to: string, zone: string): Quiet | undefined {
  return isTimeOfDay(from) && isTimeOfDay(to) && from !== to && isZone(zone) ? { from, to, zone } : undefined;
}

/**
 * The latest moment up to `now` at which one of the times of day struck on the zone's clock, on one of the weekdays
 * (1 = Monday … 7 = Sunday). A time the clock skipped strikes right after the gap; a time it showed twice strikes the
 * first time only.
 */
export function latestStrike(
  times: readonly TimeOfDay[],
  days: readonly number[],
  zone: string,
  now: Date,
): Date | undefined {
  const local = wallClock(now, zone);
  let latest: Date | undefined;
  // A week back and a day ahead of the local date: every wanted weekday is among them.
  for (let back = 0; back <= 7; back += 1) {
    const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) - back * DAY;
    if (!days.includes(new Date(midnight).getUTCDay() || 7)) continue;
    for (const time of times) {
      const at = moment(midnight + minutesOf(time) * 60_000, zone);
      if (at <= now && (latest === undefined || at > latest)) latest = at;
    }
    if (latest !== undefined) return latest;
  }
  return latest;
}

/** Hours in which a recipient wants silence; `from` after `to` reaches over midnight. */
export interface Quiet {
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
  readonly zone: string;
}

/** When the silence that holds at `now` ends; undefined when none holds. `from` = `to` is no silence at all. */
export function quietUntil(quiet: Quiet, now: Date): Date | undefined {
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const local = wallClock(now, quiet.zone);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const holds = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!holds) return undefined;
  const today = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  const end = moment((minute < to ? today : today + DAY) + to * 60_000, quiet.zone);
  // In the hour a clock shows twice the first reading of `to` may be over already.
  return end > now ? end : new Date(now.getTime() + 60_000);
}

/** First moment of a month (`2026-11`) and of the next one on a zone's clock; undefined for anything else. */
export function monthWindow(month: string, zone: string): { from: Date; to: Date } | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/u.exec(month);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const index = Number(match[2]) - 1;
  return { from: moment(Date.UTC(year, index, 1), zone), to: moment(Date.UTC(year, index + 1, 1), zone) };
}

/** The month a moment lies in, on a zone's clock: `2026-11`. */
export function monthOf(at: Date, zone: string): string {
  return wallClock(at, zone).toISOString().slice(0, 7);
}

function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** What the zone's clock shows at a moment, written as if it were UTC. */
function wallClock(at: Date, zone: string): Date {
  return new Date(at.getTime() + offsetOf(at.getTime(), zone));
}

/** The moment at which the zone's clock shows `wall` (written as if it were UTC). */
function moment(wall: number, zone: string): Date {
  const before = wall - offsetOf(wall - DAY, zone);
  const after = wall - offsetOf(wall + DAY, zone);
  const holds = (at: number): boolean => at + offsetOf(at, zone) === wall;
  return new Date(holds(before) || !holds(after) ? before : after);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds the zone's clock is ahead of UTC. */
function offsetOf(at: number, zone: string): number {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    FORMATS.set(zone, format);
  }
  const shown: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
