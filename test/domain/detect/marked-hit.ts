import { type Folded, fold } from '../../../src/domain/text/fold.ts';

/** A text folded, and the tokens of the hit that stands between « and » in it. */
export function markedHit(marked: string): { folded: Folded; first: number; last: number } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const folded = fold(marked.replace(/[«»]/gu, ''));
  let first = 0;
  while (folded.end[first]! <= start) first++;
  let last = first;
  while (last + 1 < folded.size && folded.start[last + 1]! < end) last++;
  return { folded, first, last };
}
