import { PROTECTED_GROUPS, type ProtectedGroup } from '../categories.ts';
import type { Folded } from '../text/fold.ts';
import { GAP } from '../text/letters.ts';
import type { Aim, Target } from './aim.ts';
import { CueList, type Hit } from './cue-list.ts';
import groups from './data/groups.json' with { type: 'json' };
import institutions from './data/institutions.json' with { type: 'json' };
import words from './data/target.json' with { type: 'json' };

export type Tag =
  | Exclude<keyof typeof words, 'deixis' | 'seat' | 'own' | 'is'>
  | ProtectedGroup
  | 'institution';

const { deixis, seat, own, is, ...cueWords } = words;
const CUES = new CueList<Tag>({
  ...groups,
  ...cueWords,
  institution: Object.values(institutions).flat(),
});
/** Between people and the office they sit in: "mấy ông bên sở …". */
const SEAT = new CueList({ seat });
const COMPARISON = new CueList({ comparison: ['như', 'thua', 'bằng', 'hơn', 'giống', 'là'] });
/** "… nhà em", "… tụi mình": said fondly of one's own. */
const OWN = new CueList({ own });
/** "em là đứa …": what the writer calls himself. */
const IS = new CueList({ is });
const DEIXIS = new CueList({ deixis });
export const GROUP_TAGS: ReadonlySet<string> = new Set(PROTECTED_GROUPS);

const COMMA_PENALTY = 3;
/** A word of address after the hit is likelier its object or the next clause. */
const AFTER_PENALTY = 1;
/** "bạn", "ông" … are also ordinary words: they count only this close. */
const POLITE_BEFORE = 4;
const POLITE_AFTER = 3;
const SELF_REACH = 5;
const THING_REACH = 6;
const THING_AFTER = 2;
const OWN_REACH = 5;

/** Words that say whom a hit may be aimed at, `distance` tokens from it, commas and order counting as more. */
export interface Candidate {
  readonly aim: Aim & { readonly evidence: readonly [number, number] };
  readonly tag: Tag | 'mention';
  readonly distance: number;
}

/** All that tokens [from, to) say of whom the hit at tokens [first, last] is aimed at. */
export function candidates(
  folded: Folded,
  from: number,
  to: number,
  first: number,
  last: number,
): Candidate[] {
  const found: Candidate[] = [];
  const add = (tag: Candidate['tag'], target: Target, start: number, end: number, group?: ProtectedGroup) => {
    const evidence = [start, end] as const;
    const aim = group === undefined ? { target, evidence } : { target, group, evidence };
    found.push({ tag, aim, distance: distanceTo(folded, start, end, first, last) });
  };
  const cues = CUES.within(folded, from, to).filter((cue) => counts(folded, cue, first, last));
  for (let at = 0; at < cues.length; at++) {
    const cue = cues[at]!;
    const next = cues[at + 1];
    const joined =
      next !== undefined && next.first === cue.last + 1 && !breaks(folded, next.first) ? next : undefined;
    if (cue.tag === 'singular' || cue.tag === 'generic' || cue.tag === 'kind' || cue.tag === 'child') {
      if (joined !== undefined && governs(cue, joined, add)) at++;
      else if (standsForPeople(folded, cue, first, last)) {
        add(cue.tag, cue.tag === 'generic' ? 'group' : 'person', cue.first, Math.min(cue.last + 1, to - 1));
      }
    } else if (next !== undefined && seats(folded, cue, next)) {
      add('institution', 'institution', cue.first, next.last);
      at++;
    } else if (cue.tag === 'polite') {
      const near = cue.first > last ? cue.first - last <= POLITE_AFTER : first - cue.last <= POLITE_BEFORE;
      if (near && !overlaps(cue, first, last)) add(cue.tag, 'person', cue.first, cue.last);
    } else if (cue.tag === 'self') {
      if (cue.last < first && first - cue.last <= SELF_REACH) {
        const confessed = cue.last + 1 < first && IS.at(folded, cue.last + 1) !== undefined;
        add(confessed ? 'kin' : cue.tag, 'self', cue.first, confessed ? first : cue.last);
      }
    } else if (cue.tag !== 'skip') {
      add(cue.tag, targetOfTag(cue.tag), cue.first, cue.last, groupOf(cue.tag));
    }
  }
  for (const owned of OWN.within(folded, first, Math.min(last + OWN_REACH, to))) {
    if (!breaks(folded, owned.first)) add('kin', 'self', first, owned.last);
  }
  for (let token = from; token < to; token++) {
    if (folded.text.charAt(folded.start[token]! - 1) === '@') add('mention', 'person', token, token);
  }
  return found;
}

/** "mấy ông quan", "bà hiệu trưởng", "mấy người bên sở": people named by their office. */
function seats(folded: Folded, people: Hit<Tag>, office: Hit<Tag>): boolean {
  if (office.tag !== 'institution' || breaks(folded, office.first)) return false;
  if (people.tag !== 'plural' && people.tag !== 'third' && people.tag !== 'polite') return false;
  const next = people.last + 1;
  if (next === office.first) return true;
  return SEAT.at(folded, next)?.last === office.first - 1 && !breaks(folded, next);
}

/** Cues that say nothing here: things named far off, beasts the hit or a comparison is made of, idioms elsewhere. */
function counts(folded: Folded, cue: Hit<Tag>, first: number, last: number): boolean {
  const gap = cue.first > last ? cue.first - last + THING_AFTER : first - cue.last;
  if (cue.tag === 'thing' || cue.tag === 'situation') return gap <= THING_REACH;
  if (cue.tag === 'idiom') return overlaps(cue, first, last);
  if (cue.tag !== 'animal') return true;
  const owned = cue.last - cue.first > 1;
  if (owned) return true;
  return (
    !overlaps(cue, first, last) && (cue.first === 0 || COMPARISON.at(folded, cue.first - 1) === undefined)
  );
}

type Add = (tag: Tag, target: Target, start: number, end: number, group?: ProtectedGroup) => void;

/** A classifier with the noun it governs: "thằng công an" is an office, "bọn bắc kỳ" a group, "con chó" an animal. */
function governs(classifier: Hit<Tag>, noun: Hit<Tag>, add: Add): boolean {
  const group = groupOf(noun.tag);
  if (noun.tag === 'institution') add('institution', 'institution', classifier.first, noun.last);
  else if (group !== undefined) {
    add(
      noun.tag,
      classifier.tag === 'generic' || classifier.tag === 'kind' ? 'group' : 'person',
      classifier.first,
      noun.last,
      group,
    );
  } else if (noun.tag === 'kin' || noun.tag === 'self') add('kin', 'self', classifier.first, noun.last);
  else if (noun.tag === 'thing' || noun.tag === 'animal') {
    if (classifier.tag === 'singular' || classifier.tag === 'generic') return false;
    add('thing', 'thing', classifier.first, noun.last);
  } else if (noun.tag === 'second' || noun.tag === 'third')
    add(noun.tag, 'person', classifier.first, noun.last);
  else if (noun.tag === 'plural') add(noun.tag, 'group', classifier.first, noun.last);
  else return false;
  return true;
}

/** Whether a classifier without a known noun stands for people: "thằng X" does, "con" and "đồ" only beside the hit. */
function standsForPeople(folded: Folded, cue: Hit<Tag>, first: number, last: number): boolean {
  if (cue.tag === 'singular') return true;
  // "bon", "lu" are other words as well when typed without accents
  if (cue.tag === 'generic' && folded.marks[cue.first] !== 0) return true;
  const inside = cue.first >= first && cue.last < last;
  if (cue.tag === 'kind')
    return (
      overlaps(cue, first, last) || (cue.last < first && first - cue.last <= 2 && !breaks(folded, first))
    );
  const next = cue.last + 1;
  if (inside || next === first) return true;
  if (next >= folded.size || folded.sentence[next] !== folded.sentence[cue.last]) return false;
  if (
    DEIXIS.at(folded, next) !== undefined ||
    (next + 1 < folded.size && DEIXIS.at(folded, next + 1) !== undefined)
  )
    return true;
  const initial = folded.text.charAt(folded.start[next]!);
  return initial !== initial.toLowerCase() && folded.text !== folded.text.toUpperCase();
}

/** The word of the hit itself is not its target: "bẩn" is no "bạn". */
const overlaps = (cue: Hit<Tag>, first: number, last: number) => cue.last >= first && cue.first <= last;

function targetOfTag(tag: Tag): Target {
  if (GROUP_TAGS.has(tag) || tag === 'plural') return 'group';
  if (tag === 'institution') return 'institution';
  if (tag === 'kin') return 'self';
  if (tag === 'thing' || tag === 'animal') return 'thing';
  return tag === 'situation' || tag === 'idiom' ? 'situation' : 'person';
}

function groupOf(tag: Tag): ProtectedGroup | undefined {
  return PROTECTED_GROUPS.find((group) => group === tag);
}

function distanceTo(folded: Folded, start: number, end: number, first: number, last: number): number {
  if (end >= first && start <= last) return 0;
  const after = start > last;
  let distance = after ? start - last + AFTER_PENALTY : first - end;
  for (let token = after ? last + 1 : end + 1; token <= (after ? start : first); token++) {
    if (breaks(folded, token)) distance += COMMA_PENALTY;
  }
  return distance;
}

const breaks = (folded: Folded, token: number) => (folded.gap[token]! & (GAP.comma | GAP.sentence)) !== 0;
