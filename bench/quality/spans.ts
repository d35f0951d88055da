import type { Span } from '../../src/domain/verdict.ts';

/** How much two sets of characters agree, as counts of characters. */
export interface Overlap {
  readonly both: number;
  readonly onlyFound: number;
  readonly onlyLabelled: number;
}

/** For each UTF-16 offset of the text (its end included) the number of code points before it. */
function codePointsBefore(text: string): Uint32Array {
  const before = new Uint32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const point of text) {
    for (let unit = 0; unit < point.length; unit += 1) before[at + unit] = count;
    at += point.length;
    count += 1;
  }
  before[at] = count;
  return before;
}

/**
 * Compares spans found (UTF-16 offsets, as everywhere in Sàng) with labelled ones (code points, as in the data
 * sets) character by character.
 */
export function overlap(text: string, found: readonly Span[], labelled: readonly Span[]): Overlap {
  const before = codePointsBefore(text);
  const length = before[text.length]!;
  const ours = new Uint8Array(length);
  const theirs = new Uint8Array(length);
  for (const [start, end] of found) ours.fill(1, before[start], before[end]);
  for (const [start, end] of labelled) theirs.fill(1, start, end);
  let both = 0;
  let onlyFound = 0;
  let onlyLabelled = 0;
  for (let i = 0; i < length; i += 1) {
    if (ours[i] === 1 && theirs[i] === 1) both += 1;
    else if (ours[i] === 1) onlyFound += 1;
    else if (theirs[i] === 1) onlyLabelled += 1;
  }
  return { both, onlyFound, onlyLabelled };
}

/** F1 of one overlap; two empty sets agree fully. */
export function f1({ both, onlyFound, onlyLabelled }: Overlap): number {
  const all = 2 * both + onlyFound + onlyLabelled;
  return all === 0 ? 1 : (2 * both) / all;
}
