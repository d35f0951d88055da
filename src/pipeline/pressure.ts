/** How far behind the service is, as a poll sees it. */
export interface Pressure {
  /** Revisions that wait for a verdict; counted up to `COUNTED`. */
  readonly owed: number;
  /** How long the database took to say so, in milliseconds. */
  readonly latency: number;
}

/** No more than this is counted: it is far behind in any case. */
export const COUNTED = 50_000;

/** Waiting revisions and database latency from which on polls are slowed, more and more. */
const LEVELS = [
  { owed: 2_000, latency: 250 },
  { owed: 10_000, latency: 1_000 },
  { owed: COUNTED, latency: 4_000 },
] as const;

/**
 * By how much the pause of a source is stretched. A source whose last poll brought nothing waits longer from the
 * first level on, a busy one a level later: comments that are there now matter more than those that may come. People's
 * actions and polls a webhook asked for are not slowed at all.
 */
export function slowdown({ owed, latency }: Pressure, brought: number): number {
  const level = LEVELS.filter((limit) => owed >= limit.owed || latency >= limit.latency).length;
  return 2 ** (brought > 0 ? Math.max(0, level - 1) : level);
}
