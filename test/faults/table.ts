import type { RunResult } from './seeded-run.ts';

/** How often each kind of run happened and ended right, as a table for people. */
export function tableOf(backend: string, results: readonly RunResult[], kills: number): string {
  const counts = new Map<string, { runs: number; wrong: number }>();
  const count = (key: string, wrong: boolean): void => {
    const entry = counts.get(key) ?? { runs: 0, wrong: 0 };
    counts.set(key, { runs: entry.runs + 1, wrong: entry.wrong + (wrong ? 1 : 0) });
  };
  for (const { scenario, trouble, deaths, wrong } of results) {
    const bad = wrong.length > 0;
    count(`case: ${scenario}`, bad);
    count(`platform: ${trouble}`, bad);
    if (deaths.length === 0) count('process: lived', bad);
    for (const point of new Set(deaths)) count(`process died: ${point}`, bad);
  }
  const lines = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { runs, wrong }]) => `${key.padEnd(36)}${String(runs).padStart(6)}${String(wrong).padStart(8)}`,
    );
  return [
    `queues on ${backend}: ${results.length} seeded runs, ${kills} kills`,
    `${''.padEnd(36)}${'runs'.padStart(6)}${'wrong'.padStart(8)}`,
    ...lines,
    '',
  ].join('\n');
}
