const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span such as `24h`; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d+)([mhd])$/u.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** A moment given as a span back from `now` (`24h`) or as a date (ISO 8601); undefined for anything else. */
export function parseSince(text: string, now: Date): Date | undefined {
  const span = parseSpan(text);
  if (span !== undefined) return new Date(now.getTime() - span);
  if (!/^\d{4}-\d{2}-\d{2}/u.test(text)) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
