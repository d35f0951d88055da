import type { Folded } from '../../text/fold.ts';
import { CueList, wordFrom } from '../cue-list.ts';
import type { Found } from './contact.ts';
import data from './data/short-codes.json' with { type: 'json' };

const CALL = new CueList({ call: data.call });
const CODES: ReadonlyMap<number, string> = new Map(
  data.codes.map((code) => [wordFrom(code).key, code] as const),
);
const REACH = 3;

/** Numbers of police, fire, ambulance, child protection and the like, where the words are about calling them. */
export function shortCodesIn(folded: Folded): Found[] {
  const found: Found[] = [];
  for (let token = 1; token < folded.size; token++) {
    const value = CODES.get(folded.key[token]!);
    if (value === undefined) continue;
    const cue = CALL.within(folded, token - REACH, token).at(-1);
    if (cue === undefined || folded.sentence[cue.first] !== folded.sentence[token]) continue;
    found.push({
      kind: 'phone',
      span: [folded.start[token]!, folded.end[token]!],
      value,
      hotline: true,
    });
  }
  return found;
}
