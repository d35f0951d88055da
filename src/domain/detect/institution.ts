import { fold } from '../text/fold.ts';
import { CueList } from './cue-list.ts';
import institutions from './data/institutions.json' with { type: 'json' };

const NAMED = new CueList({
  institution: [...institutions.offices, ...institutions.holders, ...institutions.business],
});

/**
 * Whether a text speaks of an office, an office-holder or a company. Used to watch ourselves: comments that may
 * criticise one must not be hidden more often than others. Never a reason for a finding.
 */
export function namesInstitution(text: string): boolean {
  const folded = fold(text);
  return NAMED.within(folded, 0, folded.size).length > 0;
}
