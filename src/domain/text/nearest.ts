// Natural's one function for this, from its own file: the package's index reads .env and prints.
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';

/**
 * The candidate a misspelt word was probably meant to be: fewest edits (insert, delete, change, swap of
 * neighbours), at most a third of its length; undefined when none is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  const typed = word.toLowerCase().slice(0, 64);
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const edits = DamerauLevenshteinDistance(typed, candidate.toLowerCase().slice(0, 64), {
      restricted: true,
    });
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}
