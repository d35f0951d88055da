import type { Folded } from '../../text/fold.ts';
import { CueList } from '../cue-list.ts';
import { lettersBefore, nearestAfter, phrasesBefore } from './context.ts';
import banks from './data/banks.json' with { type: 'json' };
import labels from './data/labels.json' with { type: 'json' };

/** What the words beside a number say it is. */
export type LabelTag = keyof typeof labels | 'bank-name' | 'bank-short';

const LABELS = new CueList<LabelTag>({ ...labels, 'bank-name': banks.names, 'bank-short': banks.short });
const REACH_BEFORE = 6;
const REACH_AFTER = 3;
const NAMED_REACH = 3;

/** What the words before `offset`, or letters glued to it, say of the number that starts there. */
export function labelBefore(folded: Folded, offset: number): LabelTag | undefined {
  const glued = LABELS.tagOf(lettersBefore(folded.text, offset));
  if (glued !== undefined) return glued;
  const hits = phrasesBefore(LABELS, folded, offset, REACH_BEFORE);
  const nearest = hits.at(-1);
  if (nearest?.tag !== 'number') return nearest?.tag;
  // "căn cước ông ấy số …": the word before "số" says which number; alone it is a number to dial
  const named = hits.at(-2);
  return named !== undefined && nearest.first - named.last <= NAMED_REACH ? named.tag : 'phone';
}

/** What the words after `offset` say of the number that ends there. */
export function labelAfter(folded: Folded, offset: number): LabelTag | undefined {
  return nearestAfter(LABELS, folded, offset, REACH_AFTER)?.tag;
}
