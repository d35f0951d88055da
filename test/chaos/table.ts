import type { ChaosResult } from './run.ts';

/** What a run was asked for and did not get to, as on a machine that is too slow for its time; empty = all of it. */
export function shortfall({ struck, kills }: Pick<ChaosResult, 'struck' | 'kills'>, asked: number): string[] {
  return [
    ...(struck < asked ? [`${struck} faults struck, ${asked} were asked for: give it more minutes`] : []),
    ...(kills * 10 < asked ? [`${kills} of them were kill -9, a tenth of ${asked} is the least`] : []),
  ];
}

/** A run as a table, and below it what was found wrong. */
export function table(result: ChaosResult): string {
  const { lines, findings } = result;
  const rows = [...lines].toSorted(([a], [b]) => a.localeCompare(b));
  return [
    `${'fault'.padEnd(32)} ${'struck'.padStart(6)}  longest round`,
    ...rows.map(
      ([name, { struck, longest }]) =>
        `${name.padEnd(32)} ${String(struck).padStart(6)}  ${(longest / 1000).toFixed(1).padStart(6)} s`,
    ),
    `${'all'.padEnd(32)} ${String(result.struck).padStart(6)}  of them kill -9: ${result.kills}`,
    '',
    `rounds ${result.rounds}, simulated hours ${result.simulatedHours.toFixed(1)}, comments and edits ${result.written}`,
    `decisions of people ${result.decided}, automatic hides ${result.hides}, given to people unjudged ${result.unjudged}`,
    `hides that ended by themselves ${result.expired}, longest one outlived its expiry: ${(result.latest / 1000).toFixed(1)} s`,
    `lost ${findings.lost.length}, doubled ${findings.doubled.length}, broken ${findings.broken.length}`,
    ...Object.entries(findings).flatMap(([kind, found]: [string, string[]]) =>
      found.slice(0, 20).map((each) => `  ${kind}: ${each}`),
    ),
  ].join('\n');
}
