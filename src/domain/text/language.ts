import type { Accents, Language } from '../verdict.ts';
import type { Folded } from './fold.ts';

/** Below this share of marked syllables a text counts as partly, not fully, accented; full text has 0.6 to 0.9. */
const FULLY_MARKED = 0.4;

/**
 * The language of a folded text and how far its writer types accents. Vietnamese is recognised by its syllable
 * grammar, with or without accents; a text without words is `und`.
 */
export function languageOf(folded: Folded): Language {
  const syllables = folded.marked + folded.unmarked;
  const words = syllables + folded.strange + folded.foreign;
  if (words === 0 || folded.foreign * 2 > words) return { code: 'und', accents: 'none' };
  const vietnamese = folded.marked > 0 || syllables * 2 >= words;
  return { code: vietnamese ? 'vi' : 'und', accents: accentsOf(folded) };
}

function accentsOf(folded: Folded): Accents {
  if (folded.marked === 0) return 'none';
  return folded.marked / (folded.marked + folded.unmarked) >= FULLY_MARKED ? 'full' : 'partial';
}
