import { isTimeOfDay, isZone, latestStrike, type TimeOfDay } from '../clock.ts';

/** When and of what somebody wants digests. No settings at all = none. */
export interface DigestSettings {
  /** Times of day on the reader's clock; empty = only urgent ones. */
  readonly times: readonly TimeOfDay[];
  /** Weekdays, 1 = Monday … 7 = Sunday. */
  readonly days: readonly number[];
  readonly zone: string;
  /** Urgent cases at once, whatever the time. */
  readonly urgent: boolean;
  /** Only these of the reader's pages; absent = all of them. */
  readonly sources?: readonly number[];
}

export const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** Before the morning's work and before the evening's. */
export const DEFAULT_TIMES: readonly TimeOfDay[] = ['07:30', '16:30'];

/** More digests a day than this would be read by nobody. */
const MOST_TIMES = 8;

/** What a person entered, in words or as stored. */
export interface SettingsDraft {
  readonly times?: unknown;
  readonly days?: unknown;
  readonly zone?: unknown;
  readonly urgent?: unknown;
  readonly sources?: unknown;
}

export type SettingsFault = 'times' | 'days' | 'zone' | 'sources';

/**
 * Reads settings, times and days also as one text with commas (`07:30, 16:00`). A fault names what cannot be used;
 * nothing is guessed.
 */
export function readSettings(draft: SettingsDraft, zone: string): DigestSettings | SettingsFault {
  const times = [...new Set(list(draft.times ?? DEFAULT_TIMES).map(pad))].toSorted();
  if (times.length > MOST_TIMES || !times.every(isTimeOfDay)) return 'times';
  const days = [...new Set(list(draft.days ?? EVERY_DAY).map(Number))].toSorted((a, b) => a - b);
  if (days.length === 0 || !days.every((day) => EVERY_DAY.includes(day))) return 'days';
  const wanted = draft.zone === undefined || draft.zone === '' ? zone : draft.zone;
  if (typeof wanted !== 'string' || !isZone(wanted)) return 'zone';
  const base = { times, days, zone: wanted, urgent: draft.urgent !== false };
  if (draft.sources === undefined) return base;
  const sources = list(draft.sources).map(Number);
  return sources.every((source) => Number.isSafeInteger(source) && source > 0)
    ? { ...base, sources: [...new Set(sources)] }
    : 'sources';
}

/** The moment the latest regular digest belongs to; undefined when none was due in the last week. */
export function latestDue(settings: DigestSettings, now: Date): Date | undefined {
  return settings.times.length === 0
    ? undefined
    : latestStrike(settings.times, settings.days, settings.zone, now);
}

function list(value: unknown): string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',');
  return entries.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
}

/** `7:30` and `7h30` are what people write. */
function pad(time: string): string {
  const match = /^(\d{1,2})\s*[:hH.]\s*(\d{2})?$/u.exec(time);
  return match === null ? time : `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}`;
}
