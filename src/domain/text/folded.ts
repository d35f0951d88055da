import { UNITS } from './letters.ts';
import { INFO } from './lexicon.ts';
import { spell } from './spell.ts';
import { unitAt } from './unit-at.ts';

/** What a token is made of. */
export const TOKEN = { word: 0, number: 1, mixed: 2, emoji: 3, foreign: 4 } as const;

/** The symbol of a letter in its entry of UNITS. */
export const LETTER_BITS = 0x3ff;

/**
 * A text as read: tokens (syllables, words, numbers, single emoji) in parallel arrays, each with its place
 * [start, end) in UTF-16 units of the original text. Only the first `size` entries of an array are meaningful.
 *
 * A Folded is a reusable buffer: `read` overwrites what it held, and arrays may be replaced as it grows, so keep
 * neither entries nor arrays across a `read`. Use `fold(text)` where a result must live on.
 */
export class FoldedBuffer {
  text = '';
  /** Counts the texts read into this buffer, for those who remember something of the last one. */
  reading = 0;
  /** Number of tokens. */
  size = 0;
  start = new Int32Array(0);
  end = new Int32Array(0);
  /** Bare letters as a number, see key.ts. */
  key = new Int32Array(0);
  /** Vowel marks and tone as typed, see key.ts. */
  marks = new Int32Array(0);
  /** Step bits (steps.ts) needed to read the token itself. */
  steps = new Int32Array(0);
  /** A value of TOKEN. */
  kind = new Uint8Array(0);
  /** GAP bits of what stands before the token; 0 only where it follows its neighbour directly. */
  gap = new Uint16Array(0);
  /** Number of the sentence, from 0. */
  sentence = new Int32Array(0);
  /** 1 inside quotation marks that are closed again, else 0. */
  quote = new Uint8Array(0);
  /** What is known of the bare word: INFO bits and surprise, see lexicon.ts; 0 for numbers and emoji. */
  info = new Int32Array(0);
  /** 1 where a letter stands twice or more in a row. */
  repeats = new Uint8Array(0);
  /** First symbol of the token; that of token i + 1 ends it. */
  from = new Int32Array(1);
  /**
   * Letters and digits of all tokens: bits 0-4 letter, 5-6 vowel mark, 7-9 tone; or DIGIT | value; or FOREIGN | unit.
   * Most tokens are never looked at letter by letter, so call `spellOut` before reading those of one.
   */
  symbols = new Int32Array(0);
  /** Place of each symbol in the text; `spellOut` as above. */
  at = new Int32Array(0);

  /** Vietnamese syllables typed with and without any accent. */
  marked = 0;
  unmarked = 0;
  /** How surprising the unmarked ones would be from a writer who types accents, in units of lexicon.ts. */
  surprise = 0;
  /** Words that are no possible Vietnamese syllable, and those of them that are everyday English. */
  strange = 0;
  english = 0;
  /** Tokens of other scripts. */
  foreign = 0;
  /** Cheap flags for detectors that look at the text itself. */
  hasDigit = false;
  hasAt = false;
  /** A dot between two tokens with no white space: a domain, a price, an abbreviation. */
  hasDot = false;
  /** A dot as above, a slash, or an @. */
  hasUrlish = false;
  /** GAP bits seen anywhere, and TOKEN kinds seen (1 << kind). */
  gaps = 0;
  kinds = 0;
  /** Some token may have other readings: it is no plain Vietnamese syllable, or a single letter. */
  odd = false;
  /** What stands before the next token, as far as it was read; used while reading. */
  gapReached = 0;

  /** Token `i` as read, with its accents: "hòa". For explaining, not for matching. */
  word(i: number): string {
    if (this.kind[i] === TOKEN.emoji) return this.text.slice(this.start[i], this.end[i]);
    this.spellOut(i);
    return spell(this.symbols, this.from[i]!, this.from[i + 1]!);
  }

  /** Token `i` without accents: "hoa". */
  bare(i: number): string {
    this.spellOut(i);
    return spell(this.symbols, this.from[i]!, this.from[i + 1]!, false);
  }

  /** The whole text as read: its tokens with single spaces between. */
  toString(): string {
    const words: string[] = [];
    for (let i = 0; i < this.size; i++) words.push(this.word(i));
    return words.join(' ');
  }

  /** Fills in `symbols` and `at` for tokens [first, last]. */
  spellOut(first: number, last = first): void {
    const { text, start, from, symbols, at, info } = this;
    for (let token = first; token <= last; token++) {
      if ((info[token]! & INFO.unspelt) === 0) continue;
      info[token]! &= ~INFO.unspelt;
      const shift = start[token]! - from[token]!;
      for (let index = from[token]!; index < from[token + 1]!; index++) {
        symbols[index] = UNITS[unitAt(text, index + shift)]! & LETTER_BITS;
        at[index] = index + shift;
      }
    }
  }

  protected grow(length: number): void {
    const room = Math.max(512, 2 ** Math.ceil(Math.log2(length + 1)));
    for (const name of [
      'start',
      'end',
      'key',
      'marks',
      'steps',
      'sentence',
      'info',
      'from',
      'symbols',
      'at',
    ] as const) {
      this[name] = new Int32Array(room);
    }
    for (const name of ['kind', 'quote', 'repeats'] as const) this[name] = new Uint8Array(room);
    this.gap = new Uint16Array(room);
  }
}
