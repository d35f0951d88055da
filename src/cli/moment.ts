import { InvalidArgumentError } from 'commander';

/** An ISO 8601 moment given on the command line; without a zone it is Vietnamese time. */
export function moment(text: string): Date {
  const read = readMoment(text);
  if (read === undefined) {
    throw new InvalidArgumentError('không phải thời điểm ISO 8601 / not an ISO 8601 moment');
  }
  return read;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span such as `24h`; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d+)([mhd])$/u.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** A moment given as a span back from `now` (`24h`) or as one `moment` reads; undefined for anything else. */
export function parseSince(text: string, now: Date): Date | undefined {
  const span = parseSpan(text);
  return span === undefined ? readMoment(text) : new Date(now.getTime() - span);
}

function readMoment(text: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/u.exec(
    text,
  );
  if (match === null) return undefined;
  const date = new Date(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? '+07:00'}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
