/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** More than this is a fault: the run says so and ends with exit code 1. */
  readonly most?: number;
  /** Less than this is one. */
  readonly least?: number;
}

/** A group of measurements; `npm run bench -- --only NAME` runs some of them. */
export interface Suite {
  readonly name: string;
  /** Prints a table through `say` and returns the figures. */
  run(say: (line: string) => void): Promise<readonly Figure[]>;
}

const ROUNDS = 5;
/** A round shorter than this says little, in milliseconds. */
const ROUND_MS = 300;
/** Texts before the first look at the time, and milliseconds between the others. */
const FIRST_BATCH = 16;
const LOOK_MS = 10;

/**
 * How many texts a second each contestant gets through: rounds in turn, so that a machine whose speed drifts is fair
 * to all; the median round counts. A contestant too slow for all texts is given as many as fit the time.
 */
export function rates(
  texts: readonly string[],
  contestants: Readonly<Record<string, (text: string) => unknown>>,
): Record<string, number> {
  const found: Record<string, number[]> = {};
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, screen] of Object.entries(contestants)) {
      const rate = once(texts, screen);
      // The first round warms up.
      if (round >= 0) (found[name] ??= []).push(rate);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, median(all)]));
}

/** Processor time, not the clock: what else runs on the machine then matters little. */
function once(texts: readonly string[], screen: (text: string) => unknown): number {
  const start = process.cpuUsage();
  let done = 0;
  let spent = 0;
  while (spent < ROUND_MS) {
    // Looking at the time costs as much as a few texts, so that it is done every few milliseconds only.
    const batch = spent === 0 ? FIRST_BATCH : Math.max(FIRST_BATCH, Math.ceil((done / spent) * LOOK_MS));
    for (let count = 0; count < batch; count += 1) screen(texts[(done + count) % texts.length] ?? '');
    done += batch;
    const { user, system } = process.cpuUsage(start);
    spent = (user + system) / 1000;
  }
  return (done / spent) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
