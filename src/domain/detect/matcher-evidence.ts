import type { Folded } from '../text/fold.ts';
import { type Count, CORPUS_TOKENS, countPair, countSyllable } from '../text/frequency.ts';
import { MARK_BITS } from '../text/key.ts';
import { INFO, SURPRISE_SHIFT, SURPRISE_UNIT } from '../text/lexicon.ts';
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
/** The table's sets are collected for insults, which are some seven times rarer in ordinary page comments. */
const SHARE_OF_KEYWORD = 0.15;
/** Assumed count of a keyword the table does not know: single syllables must earn belief, phrases have it. */
const UNSEEN_SYLLABLE = 0.3;
const UNSEEN_PHRASE = 3;
/** Pairs seen less often than this tell nothing. */
const LEAST_PAIR = 4;
/** How much rarer innocent words are among disguised ones. */
const INNOCENTLY_DISGUISED = 0.05;
const GREATEST_LEAN = 20;

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
 * `disguised`, an innocent homograph is much less likely.
 */
export function weigh(folded: Folded, path: Path, slipped: boolean, disguised: boolean, into: Worth): void {
  const bare = chanceOfBareWriter(folded, path.firstToken, path.lastToken);
  const accented = 1 - bare;
  let keyword: number;
  let others: number;
  let asTyped: number;
  if (path.depth === 1) {
    countSyllable(path.keys[0]!, path.typed[0]!, path.meant[0]!, syllable);
    const lean = leanOfNeighbours(folded, path, syllable);
    keyword = Math.max(syllable.meant * SHARE_OF_KEYWORD, UNSEEN_SYLLABLE) * lean;
    others = syllable.all - syllable.meant + 0.5;
    asTyped = syllable.typed + 0.05;
  } else {
    let meant = Number.POSITIVE_INFINITY;
    let innocent = Number.POSITIVE_INFINITY;
    let typed = Number.POSITIVE_INFINITY;
    let chance = CORPUS_TOKENS;
    let typedChance = CORPUS_TOKENS;
    for (let at = 0; at < path.depth; at++) {
      countSyllable(path.keys[at]!, path.typed[at]!, path.meant[at]!, syllable);
      chance *= (syllable.all - syllable.meant * (1 - SHARE_OF_KEYWORD) + 0.1) / CORPUS_TOKENS;
      typedChance *= (syllable.typed + 0.1) / CORPUS_TOKENS;
      if (at === 0) continue;
      countPair(
        path.keys[at - 1]!,
        path.typed[at - 1]!,
        path.meant[at - 1]!,
        path.keys[at]!,
        path.typed[at]!,
        path.meant[at]!,
        pair,
      );
      meant = Math.min(meant, pair.meant);
      innocent = Math.min(innocent, pair.all - pair.meant);
      typed = Math.min(typed, pair.typed);
    }
    keyword = Math.max(meant * SHARE_OF_KEYWORD, UNSEEN_PHRASE);
    others = innocent + chance + 0.01;
    asTyped = typed + typedChance + 0.001;
  }
  if (disguised) {
    others *= INNOCENTLY_DISGUISED;
    asTyped *= INNOCENTLY_DISGUISED;
  }
  const slip = slipped ? SLIP : 1;
  const for_ = keyword * (bare + accented * slip);
  const against = bare * others + (slipped ? accented * asTyped : 0);
  into.confidence = for_ / (for_ + against);
  into.reasons =
    (others > keyword ? COMMON : 0) | (bare > 0.5 ? WRITER_BARE : bare < 0.02 ? WRITER_ACCENTED : 0);
}

/** The chance that the writer leaves accents out, from all tokens but those of the match. */
export function chanceOfBareWriter(folded: Folded, firstToken: number, lastToken: number): number {
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
function leanOfNeighbours(folded: Folded, path: Path, alone: Count): number {
  const key = path.keys[0]!;
  const typed = path.typed[0]!;
  const meant = path.meant[0]!;
  const usual = (alone.meant + 1) / (alone.all - alone.meant + 1);
  let lean = 1;
  const before = path.firstToken - 1;
  if (before >= 0) {
    countPair(folded.key[before]!, folded.marks[before]!, -1, key, typed, meant, pair);
    if (pair.all >= LEAST_PAIR) lean *= (pair.meant + 1) / (pair.all - pair.meant + 1) / usual;
  }
  const after = path.lastToken + 1;
  if (after < folded.size) {
    countPair(key, typed, meant, folded.key[after]!, folded.marks[after]!, -1, pair);
    if (pair.all >= LEAST_PAIR) lean *= (pair.meant + 1) / (pair.all - pair.meant + 1) / usual;
  }
  return Math.min(GREATEST_LEAN, Math.max(1 / GREATEST_LEAN, lean));
}
