import type { WaveContext } from '../comment.ts';
import { SEVERITIES } from '../categories.ts';
import type { Finding } from '../verdict.ts';

/** So many near-identical comments on a page, or so many by one author, make a scam or spam finding graver. */
const WAVE = { similar: 5, byAuthor: 3 } as const;

/**
 * Raises scam and spam findings by one severity where the comment is one of a wave. Repetition adds no finding:
 * many people saying the same is how people speak up.
 */
export function raisedByWave(
  findings: readonly Finding[],
  wave: WaveContext | undefined,
): readonly Finding[] {
  // Looked at only where it matters: whoever screens tells by it whether the count is worth looking up.
  if (!wave || !findings.some(raisable)) return findings;
  if (wave.similar < WAVE.similar && wave.byAuthor < WAVE.byAuthor) return findings;
  return findings.map((finding) => {
    if (!raisable(finding)) return finding;
    const graver = SEVERITIES[SEVERITIES.indexOf(finding.severity) + 1];
    return graver === undefined ? finding : { ...finding, severity: graver };
  });
}

const raisable = ({ category }: Finding): boolean => category === 'scam' || category === 'spam';
