import type { Folded } from '../text/fold.ts';
import { type Count, CORPUS_TOKENS, countPair, countSyllable } from '../text/frequency.ts';
import { MARK_BITS } from '../text/key.ts';
import { INFO, infoOf, SURPRISE_SHIFT, SURPRISE_UNIT } from '../text/lexicon.ts';
import { reasonBit } from './hits.ts';

/**
 * What an unaccented match is worth. Two kinds of writer could have typed it: one who leaves accents out, for whom the
 * letters stand for every word spelt with them, and one who types accents, for whom the letters mean what they say
 * unless a mark slipped. Which of the two is writing is told by the rest of the comment; what the letters usually
 * mean, by the frequency table. The confidence is the share of the keyword among all explanations.
 */

/** Share of comments typed without accents (6.5% of all), as log-odds. */
const PRIOR = Math.log(0.07 / 0.93);
/** Log-odds one accented syllable takes away from a writer without accents. */
const MARK_COST = 3.5;
/** How often an accented writer drops marks from a word. */
const SLIP = 0.02;
/** ... from a word alone of which he types some: dịt is not địt. */
const SLIP_IN_WORD = 0.005;
/**
 * The sets behind the table were collected for insults, which are some seven times rarer in ordinary page comments;
 * whole phrases less so.
 */
const SHARE_OF_KEYWORD = 0.15;
const SHARE_OF_PHRASE = 0.2;
/** Assumed count of a keyword the table does not know: single syllables must earn belief, phrases have it. */
const UNSEEN_SYLLABLE = 0.3;
const UNSEEN_PHRASE = 1;
/** Assumed count of letters meaning just what they say. */
const UNSEEN_AS_TYPED = 0.3;
const UNSEEN_PHRASE_AS_TYPED = 0.02;
/** Pairs seen less often than this tell nothing. */
const LEAST_PAIR = 4;
/** Pairs not in the table are rarer than that, even if their words are common. */
const MOST_BY_CHANCE = 3;
const MOST_TYPED_BY_CHANCE = 1;
/** The chance that accents were left out of letters that cannot carry any. */
const BARE_IN_STYLE = 0.95;
/** How much rarer innocent words are among disguised ones. */
const INNOCENTLY_DISGUISED = 0.05;
const GREATEST_LEAN = 4;
const LEAST_LEAN = 0.05;

const COMMON = reasonBit('common-bare');
const WRITER_BARE = reasonBit('writer-bare');
const WRITER_ACCENTED = reasonBit('writer-accented');

/** A match as a row of words, the first `depth` entries counting. */
export interface Path {
  depth: number;
  readonly keys: number[];
  readonly typed: number[];
  readonly meant: number[];
  firstToken: number;
  lastToken: number;
}

export interface Worth {
  confidence: number;
  reasons: number;
}

const syllable: Count = { meant: 0, typed: 0, all: 0 };
const pair: Count = { meant: 0, typed: 0, all: 0 };

/**
 * Weighs a match of which some or all accents are missing (`slipped`), or that has none to miss. Where the word was
 * `disguised`, an innocent homograph is much less likely; `digits` for letters cannot carry accents, so that none
 * slipped; letters in a `style` that has no accents (ＶＡＹ) say nothing about the writer's. Below `floor` nothing is
 * reported, so what the neighbours say is asked only where it can lift the match above that or sink it below.
 */
export function weigh(
  folded: Folded,
  path: Path,
  slipped: boolean,
  disguised: boolean,
  digits: boolean,
  styled: boolean,
  floor: number,
  into: Worth,
): void {
  const bare = styled ? BARE_IN_STYLE : chanceOfBareWriter(folded, path.firstToken, path.lastToken);
  const accented = 1 - bare;
  if (syllablesOf(path) === 1) countWord(path);
  else countPhrase(path);
  const hidden = disguised ? INNOCENTLY_DISGUISED : 1;
  const usual = counts.meant * (bare + accented * (slipped && !digits ? slipOf(path) : 1));
  const others = hidden * (bare * (counts.all - counts.meant) + (slipped ? accented * counts.typed : 0));
  const passes = (meant: number): boolean => meant >= floor * (meant + others);
  const open = passes(usual * GREATEST_LEAN) && !passes(usual * LEAST_LEAN);
  const meant = open ? usual * leanOfNeighbours(folded, path) : usual;
  into.confidence = meant / (meant + others);
  into.reasons =
    (counts.all > 2 * counts.meant ? COMMON : 0) |
    (bare > 0.5 ? WRITER_BARE : bare < 0.02 ? WRITER_ACCENTED : 0);
}

function slipOf(path: Path): number {
  return path.depth === 1 && (path.typed[0]! & MARK_BITS) !== 0 ? SLIP_IN_WORD : SLIP;
}

const isSyllable = (key: number) => (infoOf(key) & INFO.syllable) !== 0;

function syllablesOf(path: Path): number {
  let count = 0;
  for (let at = 0; at < path.depth; at++) if (isSyllable(path.keys[at]!)) count++;
  return count;
}

/** Expected counts for the match: of the keyword, of the letters meaning what they say, and of all readings. */
const counts: Count = { meant: 0, typed: 0, all: 0 };

/** Of a match with one Vietnamese syllable. */
function countWord(path: Path): void {
  let at = 0;
  while (!isSyllable(path.keys[at]!)) at++;
  countSyllable(path.keys[at]!, path.typed[at]!, path.meant[at]!, syllable);
  counts.meant = Math.max(
    syllable.meant * SHARE_OF_KEYWORD,
    path.depth > 1 ? UNSEEN_PHRASE : UNSEEN_SYLLABLE,
  );
  counts.all = counts.meant + syllable.all - syllable.meant + 0.5;
  counts.typed = syllable.typed + UNSEEN_AS_TYPED;
}

/** Of a match of several: its rarest pair of neighbours decides, and chance meetings of its words are added. */
function countPhrase(path: Path): void {
  let meant = Number.POSITIVE_INFINITY;
  let others = Number.POSITIVE_INFINITY;
  let typed = Number.POSITIVE_INFINITY;
  let chance = CORPUS_TOKENS;
  let typedChance = CORPUS_TOKENS;
  for (let at = 0; at < path.depth; at++) {
    const key = path.keys[at]!;
    if (isSyllable(key)) {
      countSyllable(key, path.typed[at]!, path.meant[at]!, syllable);
      chance *= (syllable.all - syllable.meant * (1 - SHARE_OF_KEYWORD) + 0.1) / CORPUS_TOKENS;
      typedChance *= (syllable.typed + 0.1) / CORPUS_TOKENS;
    }
    if (at === 0 || !isSyllable(key) || !isSyllable(path.keys[at - 1]!)) continue;
    const before = at - 1;
    countPair(
      path.keys[before]!,
      path.typed[before]!,
      path.meant[before]!,
      key,
      path.typed[at]!,
      path.meant[at]!,
      pair,
    );
    meant = Math.min(meant, pair.meant);
    others = Math.min(others, pair.all - pair.meant);
    typed = Math.min(typed, pair.typed);
  }
  const seen = Number.isFinite(meant);
  counts.meant = Math.max(seen ? meant * SHARE_OF_PHRASE : 0, UNSEEN_PHRASE);
  counts.all = counts.meant + (seen ? others : 0) + Math.min(chance, MOST_BY_CHANCE) + 0.01;
  counts.typed = (seen ? typed : 0) + Math.min(typedChance, MOST_TYPED_BY_CHANCE) + UNSEEN_PHRASE_AS_TYPED;
}

/** The chance that the writer leaves accents out, from all tokens but those of the match. */
function chanceOfBareWriter(folded: Folded, firstToken: number, lastToken: number): number {
  let surprise = folded.surprise;
  let { marked } = folded;
  for (let token = firstToken; token <= lastToken; token++) {
    const info = folded.info[token]!;
    if ((info & INFO.syllable) === 0) continue;
    if ((folded.marks[token]! & MARK_BITS) === 0) surprise -= info >>> SURPRISE_SHIFT;
    else marked--;
  }
  return 1 / (1 + Math.exp(MARK_COST * marked - surprise / SURPRISE_UNIT - PRIOR));
}

/** How much more (or less) the words beside the match go with the keyword than with its homographs. */
function leanOfNeighbours(folded: Folded, path: Path): number {
  let lean = 1;
  const last = path.depth - 1;
  const before = path.firstToken - 1;
  // What ends a sentence goes with nothing that begins the next.
  if (before >= 0 && folded.sentence[before] === folded.sentence[path.firstToken]) {
    countPair(
      folded.key[before]!,
      folded.marks[before]!,
      -1,
      path.keys[0]!,
      path.typed[0]!,
      path.meant[0]!,
      pair,
    );
    lean *= leanOf(path, 0);
  }
  const after = path.lastToken + 1;
  if (after < folded.size && folded.sentence[after] === folded.sentence[path.lastToken]) {
    countPair(
      path.keys[last]!,
      path.typed[last]!,
      path.meant[last]!,
      folded.key[after]!,
      folded.marks[after]!,
      -1,
      pair,
    );
    lean *= leanOf(path, last);
  }
  return Math.min(GREATEST_LEAN, Math.max(LEAST_LEAN, lean));
}

/** The keyword's odds in `pair` against its odds alone. */
function leanOf(path: Path, at: number): number {
  if (pair.all < LEAST_PAIR) return 1;
  countSyllable(path.keys[at]!, path.typed[at]!, path.meant[at]!, syllable);
  const usual = (syllable.meant + 1) / (syllable.all - syllable.meant + 1);
  return (pair.meant + 1) / (pair.all - pair.meant + 1) / usual;
}
