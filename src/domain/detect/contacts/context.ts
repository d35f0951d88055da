import type { Folded } from '../../text/fold.ts';
import type { Hit, CueList } from '../cue-list.ts';
import { unitAt } from '../../text/unit-at.ts';

/** Index of the first token that ends after `offset` (UTF-16): the token there or the next one. */
export function tokenFrom(folded: Folded, offset: number): number {
  let low = 0;
  let high = folded.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (folded.end[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Letters that touch the place before `offset` ("sdt" in "sdt0912"), small and composed; at most eight. */
export function lettersBefore(text: string, offset: number): string {
  let from = offset;
  while (from > 0 && offset - from < 8 && /[\p{L}\p{M}]/u.test(text.charAt(from - 1))) from--;
  return text.slice(from, offset).normalize('NFC').toLowerCase();
}

/**
 * The phrases before a place, within `reach` tokens, not looking past a number of `barrier` characters or more
 * (labels belong to the number they stand next to). The nearest is the last.
 */
export function phrasesBefore<Tag extends string>(
  cues: CueList<Tag>,
  folded: Folded,
  offset: number,
  reach: number,
  barrier = 6,
): Hit<Tag>[] {
  const stop = tokenFrom(folded, offset);
  let from = Math.max(0, stop - reach);
  for (let token = from; token < stop; token++) {
    if (isLongNumber(folded, token, barrier)) from = token + 1;
  }
  return cues.within(folded, from, stop);
}

/** The first phrase after a place, within `reach` tokens, not looking past another number. */
export function nearestAfter<Tag extends string>(
  cues: CueList<Tag>,
  folded: Folded,
  offset: number,
  reach: number,
  barrier = 6,
): Hit<Tag> | undefined {
  const from = tokenFrom(folded, offset);
  let stop = Math.min(folded.size, from + reach);
  for (let token = from; token < stop; token++) {
    if (isLongNumber(folded, token, barrier)) stop = token;
  }
  return cues.within(folded, from, stop)[0];
}

function isLongNumber(folded: Folded, token: number, barrier: number): boolean {
  const start = folded.start[token]!;
  const end = folded.end[token]!;
  if (end - start < barrier) return false;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const code = unitAt(folded.text, at);
    if (code >= 48 && code <= 57) digits++;
  }
  return digits >= barrier;
}
