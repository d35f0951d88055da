import { franc } from 'franc';
import type { Accents, Language } from '../verdict.ts';
import { type FoldedBuffer, TOKEN } from './folded.ts';
import { MARK_BITS, TONE_BITS, VOWEL_MARK_BITS } from './key.ts';
import { MARK, TONE } from './letters.ts';
import { INFO } from './lexicon.ts';
import { scriptLanguage } from './scripts.ts';
import { isLoan, LANGUAGES, languagesOf } from './word-languages.ts';

/** Below this share of marked syllables a text counts as partly, not fully, accented; full text has 0.6 to 0.9. */
const FULLY_MARKED = 0.4;
/** A text with so many accented syllables is Vietnamese without a closer look, if they are a third of its words. */
const PLAINLY_MARKED = 3;

/** What a word says for Vietnamese: accents only Vietnamese has, accents, syllables that occur, and others. */
const OWN_MARK = 3;
const MARKED = 1.5;
const ATTESTED = 1;
const POSSIBLE = 0.4;
const ABBREVIATION = 0.8;
/** What an everyday word says for its language, and the same where it is a Vietnamese syllable too. */
const EVERYDAY = 1.6;
const SHARED = 1.1;
/** ... and where Vietnamese writers use it as their own. */
const LOAN = 0.6;
/** What a word that is no syllable says against Vietnamese. */
const STRANGE = 0.9;
/** An unknown word may be anything: a text of them alone is of no language we can name. */
const LEAST_SCORE = 1;
/** Votes a word from which a list is believed whatever franc says: connected text has a quarter of everyday words. */
const LISTED = 0.4;

/** The language of a text shows in so many tokens. */
const READS = 500;

/**
 * Shorter texts are not shown to franc: it names the right one of these languages for a third of comments below
 * this length, and for nearly all of them above it.
 */
const LEAST_FOR_FRANC = 40;
const FRANC_CODES: Readonly<Record<string, string>> = {
  vie: 'vi',
  eng: 'en',
  fra: 'fr',
  spa: 'es',
  deu: 'de',
  ind: 'id',
  tgl: 'tl',
  por: 'pt',
  ita: 'it',
  nld: 'nl',
};

/**
 * The language of a folded text and how far its writer types accents. Vietnamese is recognised by its syllable
 * grammar, with or without accents; other languages by their script or by everyday words, on longer texts without
 * such words by franc. A text without words, or in no language we can name, is `und`.
 */
export function languageOf(folded: FoldedBuffer): Language {
  const accents = accentsOf(folded);
  const { marked, unmarked, strange, foreign } = folded;
  const words = marked + unmarked + strange + foreign;
  if (words === 0) return { code: 'und', accents: 'none' };
  if (foreign > 0) {
    const code = scriptLanguage(folded.text);
    if (code !== undefined) return { code, accents: 'none' };
  }
  if (marked > 0 && strange === 0) return { code: 'vi', accents };
  if (marked >= PLAINLY_MARKED && marked * 3 >= words) return { code: 'vi', accents };
  return { code: latinLanguage(folded), accents };
}

const scores = new Float64Array(LANGUAGES.length);

/** Each word votes for the languages it may be of. */
function latinLanguage(folded: FoldedBuffer): string {
  const { kind, key, marks, info } = folded;
  const size = Math.min(folded.size, READS);
  let vietnamese = 0;
  let unknown = 0;
  scores.fill(0);
  for (let token = 0; token < size; token++) {
    if (kind[token] !== TOKEN.word) continue;
    const known = info[token]!;
    const typed = marks[token]! & MARK_BITS;
    const syllable = (known & INFO.syllable) !== 0;
    const others = hasOwnMark(typed) ? 0 : languagesOf(key[token]!);
    if (syllable) {
      if (typed !== 0) vietnamese += hasOwnMark(typed) ? OWN_MARK : MARKED;
      else vietnamese += (known & INFO.attested) !== 0 ? ATTESTED : POSSIBLE;
    } else if ((known & INFO.teencode) !== 0) vietnamese += ABBREVIATION;
    else if (others === 0) unknown++;
    else vietnamese += isLoan(key[token]!) ? LOAN : -STRANGE;
    const vote = isLoan(key[token]!) ? LOAN : syllable || (known & INFO.teencode) !== 0 ? SHARED : EVERYDAY;
    for (let rest = others; rest !== 0; rest &= rest - 1) scores[31 - Math.clz32(rest & -rest)]! += vote;
  }
  let best = 0;
  for (let index = 1; index < scores.length; index++) if (scores[index]! > scores[best]!) best = index;
  const other = scores[best]!;
  if (vietnamese > 0 && vietnamese - unknown * STRANGE > other) return 'vi';
  const listed = LANGUAGES[best] ?? 'und';
  const second = franced(folded.text);
  // Franc may name what no list knows, but Vietnamese only where the syllables allow it.
  if (second !== undefined && (second === 'vi' ? vietnamese > other : other < size * LISTED)) return second;
  if (vietnamese > other && vietnamese >= unknown * STRANGE * 0.5) return 'vi';
  return other >= LEAST_SCORE ? listed : 'und';
}

function franced(text: string): string | undefined {
  if (text.length < LEAST_FOR_FRANC) return undefined;
  return FRANC_CODES[franc(text, { only: Object.keys(FRANC_CODES) })];
}

/** Hook, tilde, dot below, ă, ơ, ư or đ, which hardly any other language writes. */
function hasOwnMark(marks: number): boolean {
  const tone = marks & TONE_BITS;
  if (tone === TONE.hook || tone === TONE.tilde || tone === TONE.dot) return true;
  for (let rest = (marks & VOWEL_MARK_BITS) >>> 3; rest !== 0; rest >>>= 2) {
    if ((rest & 3) >= MARK.breve) return true;
  }
  return false;
}

function accentsOf(folded: FoldedBuffer): Accents {
  if (folded.marked === 0) return 'none';
  return folded.marked / (folded.marked + folded.unmarked) >= FULLY_MARKED ? 'full' : 'partial';
}
