import english from './data/english.json' with { type: 'json' };
import { bareShares } from './frequency.ts';
import { MARK_BITS, wordOf } from './key.ts';
import { BARE_SYLLABLES } from './syllable.ts';
import { symbolsOf } from './symbols.ts';
import { TEENCODE } from './teencode.ts';

/** What is known of a bare word, as bits of one number. */
export const INFO = {
  /** The letters of a possible Vietnamese syllable. */
  syllable: 1,
  /** ... which occurs in real comments. */
  attested: 2,
  /** An everyday English word that is no Vietnamese syllable. */
  english: 4,
  /** Has teencode readings. */
  teencode: 8,
  /** Of a token: its letters are not written out yet, see `spellOut` in folded.ts. */
  unspelt: 16,
  /** Has teencode readings when typed without marks, and with some. */
  bareTeencode: 32,
  markedTeencode: 64,
} as const;

/**
 * Above these bits: how surprising it is that an accented writer typed this syllable without any mark, in units of
 * 1/32 nat: 0 for `em`, high for `khong`.
 */
export const SURPRISE_SHIFT = 8;
export const SURPRISE_UNIT = 32;
const GREATEST_SURPRISE = 4;
const UNKNOWN_SURPRISE = 0.5;

const SLOTS = 1 << 14;
/** Key and info by turns, so that both share a cache line. */
const slots = new Int32Array(SLOTS * 2);

const slotOf = (key: number) => (Math.imul(key ^ (key >>> 15), 0x9e3779b1) >>> 18) & (SLOTS - 1);

/** INFO bits and surprise of a bare word; 0 when nothing is known of it. */
export function infoOf(key: number): number {
  let slot = slotOf(key);
  for (;;) {
    const info = slots[2 * slot + 1]!;
    if (info === 0 || slots[2 * slot] === key) return info;
    slot = (slot + 1) & (SLOTS - 1);
  }
}

/**
 * True for a word that may be read in another way than as it stands: it is no Vietnamese syllable, or one that is also
 * an abbreviation, which it then is only with exactly the marks typed.
 */
export function isOdd(info: number, marks: number): boolean {
  if ((info & INFO.syllable) === 0) return true;
  return (info & ((marks & MARK_BITS) === 0 ? INFO.bareTeencode : INFO.markedTeencode)) !== 0;
}

function note(key: number, bits: number): void {
  let slot = slotOf(key);
  while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== key) slot = (slot + 1) & (SLOTS - 1);
  slots[2 * slot] = key;
  slots[2 * slot + 1]! |= bits;
}

/** Laughter and the like has no marks to leave out. */
const INTERJECTIONS = ['ha', 'he', 'hi', 'ho', 'hu', 'a', 'o', 'u'];

const surprises = new Map<number, number>();
for (const { key, unmarked, total } of bareShares()) {
  const surprise = Math.min(GREATEST_SURPRISE, -Math.log((unmarked + 0.5) / (total + 1)));
  surprises.set(key, Math.round(surprise * SURPRISE_UNIT));
}
for (const word of INTERJECTIONS) {
  const symbols = symbolsOf(word);
  surprises.set(wordOf(symbols, 0, symbols.length).key, 0);
}
for (const key of BARE_SYLLABLES) {
  const surprise = surprises.get(key);
  const attested = surprise === undefined ? 0 : INFO.attested;
  note(key, INFO.syllable | attested | ((surprise ?? UNKNOWN_SURPRISE * SURPRISE_UNIT) << SURPRISE_SHIFT));
}
for (const [key, readings] of TEENCODE) {
  for (const { written } of readings) {
    note(key, INFO.teencode | (written === 0 ? INFO.bareTeencode : INFO.markedTeencode));
  }
}
for (const word of english.words) {
  const symbols = symbolsOf(word);
  const { key } = wordOf(symbols, 0, symbols.length);
  if ((infoOf(key) & INFO.syllable) === 0) note(key, INFO.english);
}
