import { seeded } from '../../src/simulators/facebook/random.ts';

/** More with SANG_FUZZ_RUNS: a night's run takes thousands. */
export const RUNS = Number(process.env['SANG_FUZZ_RUNS'] ?? 40);

/** The one seed asked for with SANG_FUZZ_SEED, to look at what a run has found. */
const ONLY = process.env['SANG_FUZZ_SEED'];
/** Whether every seed is run; of one alone nothing can be said on the whole. */
export const ALL_SEEDS = ONLY === undefined;

export const seedsOf = (count: number): number[] =>
  ONLY === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(ONLY)];

/** Does the same with each of `count` seeds; a failure names its seed. */
export async function eachSeed(
  count: number,
  work: (random: () => number, seed: number) => Promise<void> | void,
): Promise<void> {
  for (const seed of seedsOf(count)) {
    try {
      await work(seeded(seed), seed);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Error(`SANG_FUZZ_SEED=${seed} shows it: ${said}`, { cause: error });
    }
  }
}
