import { baseOf } from './word.ts';

/**
 * Runs of one letter made single: first all runs, then only those of three or more (facebookkk). Marks on any letter
 * of a run are kept. Calls with the places of the letters kept.
 */
export function collapse(
  symbols: ArrayLike<number>,
  from: number,
  to: number,
  longest: 1 | 2,
  out: number[],
  places: number[],
): number {
  let length = 0;
  for (let at = from; at < to; ) {
    let until = at + 1;
    let merged = symbols[at]!;
    while (until < to && baseOf(symbols[until]!) === baseOf(merged) && baseOf(merged) > 0) {
      merged |= symbols[until]! & ~31;
      until++;
    }
    const keep = until - at > longest ? 1 : until - at;
    for (let copy = 0; copy < keep; copy++) {
      out[length] = keep === 1 ? merged : symbols[at + copy]!;
      places[length] = at + copy;
      length++;
    }
    at = until;
  }
  return length;
}
