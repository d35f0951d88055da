import confusables from './data/confusables.json' with { type: 'json' };
import lookAlikes from './data/look-alike.json' with { type: 'json' };
import { stepBit } from './steps.ts';

/**
 * What one UTF-16 unit is to the folder, packed into 32 bits so that folding is one table look-up a unit:
 * bits 0-6 symbol (letter 1-26 in bits 0-4, vowel mark in bits 5-6; or a digit's value; or a gap class),
 * bits 7-9 tone, bits 10-13 kind, bits 14-31 steps.
 */
export const KIND = {
  symbol: 0,
  letter: 1,
  digit: 2,
  foreign: 3,
  tone: 4,
  vowelMark: 5,
  extend: 6,
  invisible: 7,
  space: 8,
  newline: 9,
  stop: 10,
  comma: 11,
  quote: 12,
  joiner: 13,
  emoji: 14,
  surrogate: 15,
} as const;

/** Vowel marks of a letter, two bits: â ê ô, ă, ơ ư and đ. */
export const MARK = { none: 0, circumflex: 1, breve: 2, horn: 3 } as const;

/** Tones of a syllable, three bits; `mixed` is a word that carries two different ones. */
export const TONE = { none: 0, grave: 1, acute: 2, hook: 3, tilde: 4, dot: 5, mixed: 7 } as const;

/** What stood between two tokens, as a bit set. */
export const GAP = {
  space: 1,
  /** , ; : ( ) and the like */
  comma: 2,
  /** A sentence ended here: . ! ? … before white space or the end, or a new line. */
  sentence: 4,
  dot: 8,
  /** * # % and other characters that mask a letter */
  mask: 16,
  /** @ $ ! | + inside a word: may stand for a letter */
  leet: 32,
  /** - _ / ~ and other joining punctuation */
  dash: 64,
  quote: 128,
  emoji: 256,
} as const;

const GRAVE = 0x300;
const ACUTE = 0x301;
const CIRCUMFLEX = 0x302;
const TILDE = 0x303;
const BREVE = 0x306;
const HOOK = 0x309;
const HORN = 0x31b;
const DOT_BELOW = 0x323;

const TONES: Readonly<Record<number, number>> = {
  [GRAVE]: TONE.grave,
  0x340: TONE.grave,
  [ACUTE]: TONE.acute,
  0x341: TONE.acute,
  [HOOK]: TONE.hook,
  [TILDE]: TONE.tilde,
  [DOT_BELOW]: TONE.dot,
};
const VOWEL_MARKS: Readonly<Record<number, number>> = {
  [CIRCUMFLEX]: MARK.circumflex,
  [BREVE]: MARK.breve,
  [HORN]: MARK.horn,
};

const A = 1;
const D = 4;
const E = 5;
const O = 15;
const U = 21;

/** The letter with the mark, or the letter alone where Vietnamese has no such letter (ğ is g). */
export function withMark(letter: number, mark: number): number {
  const base = letter & 31;
  const fits =
    (mark === MARK.circumflex && (base === A || base === E || base === O)) ||
    (mark === MARK.breve && base === A) ||
    (mark === MARK.horn && (base === O || base === U || base === D));
  return fits ? base | (mark << 5) : letter;
}

export const pack = (kind: number, symbol: number, tone: number, steps: number) =>
  (symbol | (tone << 7) | (kind << 10) | (steps << 14)) >>> 0;

const CASE = stepBit('case');
const WIDTH = stepBit('width');
const DECORATION = stepBit('decoration');
const LOOK_ALIKE = stepBit('look-alike');

/** Latin letters by what is drawn like them; our own list goes before Unicode's. */
const LOOK_ALIKES: ReadonlyMap<number, string> = new Map(
  [confusables.letters, lookAlikes.letters].flatMap((lists) =>
    Object.entries(lists).flatMap(([letter, shapes]) =>
      Array.from(shapes, (shape) => [shape.codePointAt(0)!, letter] as const),
    ),
  ),
);

/**
 * The entry of a letter that is Latin by its decomposition or by its shape; 0 when it is neither, or more than one
 * letter (ﬁ, ㎏).
 */
export function latin(char: string): number {
  const shape = shapeOf(char.codePointAt(0)!);
  const canonical = (shape ?? char).normalize('NFD');
  const decomposed = canonical.normalize('NFKD');
  const first = decomposed.codePointAt(0)!;
  const base = shapeOf(first)?.codePointAt(0) ?? first;
  const small = base >= 65 && base <= 90 ? base + 32 : base === 0x110 ? 0x111 : base;
  let symbol = small === 0x111 ? D | (MARK.horn << 5) : small - 96;
  if (symbol < 1 || (symbol > 26 && small !== 0x111)) return 0;
  let steps = decomposed === canonical ? 0 : WIDTH;
  if (small !== base) steps |= CASE;
  if (shape !== undefined || base !== first) steps |= LOOK_ALIKE;
  let tone = 0;
  for (const mark of decomposed.slice(1)) {
    const code = mark.charCodeAt(0);
    const marked = withMark(symbol, VOWEL_MARKS[code] ?? 0);
    if (TONES[code] !== undefined) tone ||= TONES[code];
    else if (marked !== symbol) symbol = marked;
    else if (/\p{M}/u.test(mark)) steps |= DECORATION;
    else return 0;
  }
  return pack(KIND.letter, symbol, tone, steps);
}

/** The Latin letter a foreign one is drawn like, as a capital or as a small letter. */
function shapeOf(code: number): string | undefined {
  return LOOK_ALIKES.get(code) ?? LOOK_ALIKES.get(String.fromCodePoint(code).toLowerCase().codePointAt(0)!);
}

const JOINERS: Readonly<Record<string, number>> = {
  '*#%^&°•●×✱∗※█■▪': GAP.mask,
  '@$!|+€£¡': GAP.leet,
  '.·‧∙․。｡': GAP.dot,
};
const STOPS = '.!?…。！？';
const COMMAS = ',;:()[]{}<>，；：（）、';
const QUOTES = '"“”„‟«»‹›‘‛\'`´';

function classify(code: number): number {
  const char = String.fromCharCode(code);
  if (code >= 0xd800 && code <= 0xdfff) return pack(KIND.surrogate, 0, 0, 0);
  if (TONES[code] !== undefined) return pack(KIND.tone, 0, TONES[code], 0);
  if (VOWEL_MARKS[code] !== undefined) return pack(KIND.vowelMark, VOWEL_MARKS[code], 0, 0);
  if (code === 0x200c || code === 0x200d || /[\p{Mn}\p{Me}\p{Mc}]/u.test(char))
    return pack(KIND.extend, 0, 0, 0);
  if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029)
    return pack(KIND.newline, GAP.sentence, 0, 0);
  if (/\s/u.test(char)) return pack(code === 0xfeff ? KIND.invisible : KIND.space, GAP.space, 0, 0);
  if (/[\p{Cf}\p{Cc}\u3164\u115f\u1160\uffa0]/u.test(char)) return pack(KIND.invisible, 0, 0, 0);
  if (IDEOGRAPHIC.test(char) && /\p{L}/u.test(char)) return pack(KIND.emoji, IDEOGRAPH, 0, 0);
  if (/\p{L}/u.test(char)) return latin(char) || pack(KIND.foreign, 0, 0, 0);
  if (/\p{N}/u.test(char)) {
    const digit = char.normalize('NFKD'); // １ and ① are 1
    if (/^[0-9]$/.test(digit)) return pack(KIND.digit, Number(digit), 0, code < 128 ? 0 : WIDTH);
    return latin(char) || pack(KIND.foreign, 0, 0, 0);
  }
  if (STOPS.includes(char)) return pack(KIND.stop, char === '!' ? GAP.leet : GAP.dot, 0, 0);
  if (COMMAS.includes(char)) return pack(KIND.comma, GAP.comma, 0, 0);
  if (QUOTES.includes(char)) return pack(KIND.quote, 0, 0, 0);
  for (const [chars, gap] of Object.entries(JOINERS)) {
    if (chars.includes(char)) return pack(KIND.joiner, gap, 0, 0);
  }
  const enclosed = latin(char); // Ⓐ, ⓐ
  if (enclosed !== 0) return enclosed;
  if (/\p{So}|\p{Extended_Pictographic}/u.test(char)) return pack(KIND.emoji, 0, 0, 0);
  return pack(KIND.joiner, GAP.dash, 0, 0);
}

/** A letter of a script written without spaces is a token of its own. */
export const IDEOGRAPH = 1;
const IDEOGRAPHIC =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Hangul}]/u;

/** One entry for each UTF-16 unit; see the packing above. */
export const UNITS: Uint32Array = (() => {
  const table = new Uint32Array(0x10000);
  for (let code = 0; code < 0x10000; code++) {
    // CJK, Yi, Hangul and private use: no need to ask one by one.
    const bulk =
      (code >= 0x3400 && code < 0xa490) ||
      (code >= 0xac00 && code < 0xd800) ||
      (code >= 0xe000 && code < 0xfb00);
    table[code] = bulk ? pack(KIND.emoji, IDEOGRAPH, 0, 0) : classify(code);
  }
  return table;
})();
