import type { Folded } from '../text/fold.ts';
import type { Aim } from './aim.ts';
import { type Candidate, candidates, GROUP_TAGS, type Tag } from './target-cues.ts';

const NO: Aim = { target: 'none' };

/** Tokens on either side of a hit that are looked at: more is another thought. */
const REACH = 14;

/**
 * Who the words at tokens [first, last] (inclusive) are aimed at, told from the words of address, classifiers and
 * nouns of the same sentence, else of the one before. Names alone are no evidence: they may be an official's.
 */
export function targetOf(folded: Folded, first: number, last: number): Aim {
  const sentence = folded.sentence[first];
  let from = first;
  while (from > 0 && first - from < REACH && folded.sentence[from - 1] === sentence) from--;
  let to = last + 1;
  while (to < folded.size && to - last <= REACH && folded.sentence[to] === folded.sentence[last]) to++;
  const found = candidates(folded, from, to, first, last);
  const here = choose(found);
  const weak = here === undefined || here.tag === 'implied' || here.tag === 'situation';
  if (!weak && !isBare(here) && here.tag !== 'plural') return here.aim;
  const before = from === 0 || first - from >= REACH ? undefined : earlier(folded, from, first, last);
  if (!weak)
    return !isAddressed(found) && before !== undefined && meant(here, before) ? before.aim : here.aim;
  return before?.aim ?? here?.aim ?? NO;
}

/** "đồ …", "quân …", "lũ …" say what somebody is, not who: that was said before. */
const isBare = ({ tag }: Candidate) => tag === 'kind' || tag === 'generic';

/** "đồ …" is what the office of the sentence before is; "tụi nó" are the people named there. */
const meant = ({ tag }: Candidate, before: Candidate) =>
  before.tag === 'institution' ? tag !== 'plural' : tag === 'plural' && GROUP_TAGS.has(before.tag);

const isAddressed = (found: readonly Candidate[]) => found.some(({ tag }) => tag === 'second');

/** The person or office the sentence before is about. */
function earlier(folded: Folded, end: number, first: number, last: number): Candidate | undefined {
  let from = end;
  const sentence = folded.sentence[end - 1];
  while (from > 0 && end - from < REACH && folded.sentence[from - 1] === sentence) from--;
  const strong = candidates(folded, from, end, first, last).filter(
    ({ tag }) => isAddress(tag) || tag === 'institution' || GROUP_TAGS.has(tag),
  );
  return choose(strong);
}

/** The nearest wins; words for people outrank things, "mày" outranks "tao", and "nó" means what was named before it. */
function choose(found: readonly Candidate[]): Candidate | undefined {
  const addressed = isAddressed(found);
  const people = found.some(({ tag }) => isAddress(tag) && tag !== 'polite');
  let best: Candidate | undefined;
  for (const candidate of found) {
    if (addressed && candidate.tag === 'self') continue;
    if (people && (candidate.tag === 'thing' || candidate.tag === 'situation' || candidate.tag === 'animal'))
      continue;
    if (best === undefined || weight(candidate) < weight(best)) best = candidate;
  }
  if (best === undefined) return undefined;
  const named = antecedent(best, found);
  return named ?? best;
}

/**
 * What "nó" or "tụi nó" stands for when an office, a thing or an animal was named before it, and whom "đồ …", "lũ …",
 * "thằng nào cũng …" call names.
 */
function antecedent(pronoun: Candidate, found: readonly Candidate[]): Candidate | undefined {
  const [start, end] = pronoun.aim.evidence;
  if (isBare(pronoun) || pronoun.tag === 'singular') {
    if (isAddressed(found)) return undefined;
    const named = (wanted: Tag) =>
      found.findLast(({ tag, aim }) => tag === wanted && aim.evidence[1] < start);
    return named('institution') ?? named('thing');
  }
  if (pronoun.tag !== 'third' && pronoun.tag !== 'plural') return undefined;
  if (pronoun.tag === 'third' && start !== end) return undefined;
  return found.findLast(
    ({ tag, aim }) =>
      (tag === 'institution' ||
        (pronoun.tag === 'plural' && GROUP_TAGS.has(tag)) ||
        (pronoun.tag === 'third' && (tag === 'thing' || tag === 'animal'))) &&
      aim.evidence[1] < start,
  );
}

/** Weak evidence counts only where nothing else is said. */
function weight({ tag, distance }: Candidate): number {
  if (tag === 'idiom') return -1;
  if (tag === 'implied') return distance + 100;
  if (tag === 'situation') return distance + 200;
  if (tag === 'mention') return distance + 50;
  if (tag === 'second') return distance - 0.5;
  if (tag === 'kin') return distance - 0.25;
  return distance;
}

const isAddress = (tag: Candidate['tag']) =>
  tag === 'second' ||
  tag === 'plural' ||
  tag === 'third' ||
  tag === 'singular' ||
  tag === 'generic' ||
  tag === 'kind' ||
  tag === 'child' ||
  tag === 'polite';
