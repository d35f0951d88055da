import { astral, cluster, LONE } from './astral.ts';
import { addMarks, DIGIT, EXACT_LETTERS, FOREIGN, HASH_PRIME, HASH_SEED, MARK_BITS } from './key.ts';
import { GAP, IDEOGRAPH, KIND, UNITS, withMark } from './letters.ts';
import { INFO, infoOf, SURPRISE_SHIFT } from './lexicon.ts';
import { spell } from './spell.ts';
import { stepBit } from './steps.ts';

/** What a token is made of. */
export const TOKEN = { word: 0, number: 1, mixed: 2, emoji: 3, foreign: 4 } as const;

const NFC = stepBit('nfc');
const ZERO_WIDTH = stepBit('zero-width');
const DECORATION = stepBit('decoration');
const STEP_SHIFT = 14;
const LOOK_ALIKE = stepBit('look-alike') << STEP_SHIFT;
/** Sorts of letter in a word: Latin ones, and others that look it. */
const PLAIN = 1 << KIND.letter;
const SHAPED = 1 << 4;
const SYMBOL = 0x7f;
const LETTER_BITS = 0x3ff;
const SLASH = 0x2f;
const AT = 0x40;
const SPACE = 0x20;

/**
 * A text as read: tokens (syllables, words, numbers, single emoji) in parallel arrays, each with its place
 * [start, end) in UTF-16 units of the original text. Only the first `size` entries of an array are meaningful.
 *
 * A Folded is a reusable buffer: `read` overwrites what it held, and arrays may be replaced as it grows, so keep
 * neither entries nor arrays across a `read`. Use `fold(text)` where a result must live on.
 */
export class Folded {
  text = '';
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
  /** Letters and digits of all tokens: bits 0-4 letter, 5-6 vowel mark, 7-9 tone; or DIGIT | value; or FOREIGN | unit. */
  symbols = new Int32Array(0);
  /** Place of each symbol in the text. */
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

  /** Reads a text into this buffer. Linear in its length; never throws on any string. */
  read(text: string): this {
    const length = text.length;
    if (length >= this.start.length) this.grow(length + 1);
    this.text = text;
    const { start, end, key, marks, steps, kind, gap, sentence, quote, info, repeats, from, symbols, at } =
      this;
    let size = 0;
    let count = 0;
    let open = false;
    let packed = 0;
    let hash = 0;
    let letters = 0;
    let kindBits = 0;
    let tokenMarks = 0;
    let tokenSteps = 0;
    let tokenEnd = 0;
    let last = -1;
    let repeat = 0;
    let invisible = 0;
    let gapBits = 0;
    let stopped = false;
    let sentences = 0;
    let ended = false;
    let quoteFrom = -1;
    let quoteMark = 0;
    let marked = 0;
    let unmarked = 0;
    let surprise = 0;
    let strange = 0;
    let english = 0;
    let foreign = 0;
    let seenKinds = 0;
    let seenGaps = 0;
    let slash = false;
    let mail = false;
    let dotted = false;

    for (let i = 0; i <= length; i++) {
      const unit = i < length ? text.charCodeAt(i) : SPACE;
      let entry = UNITS[unit]!;
      let width = 1;
      if (unit >= 0xd800 && unit < 0xe000) {
        entry = astral(text, i);
        width = entry === LONE ? 1 : 2;
      }
      const unitKind = (entry >>> 10) & 15;

      if (unitKind <= KIND.foreign) {
        if (!open) {
          open = true;
          packed = letters = kindBits = tokenMarks = tokenSteps = repeat = invisible = 0;
          hash = HASH_SEED;
          last = -1;
          start[size] = i;
          from[size] = count;
          if (ended) {
            sentences++;
            gapBits |= GAP.sentence;
            ended = false;
          }
          stopped = false;
          gap[size] = gapBits;
          seenGaps |= gapBits;
          if ((gapBits & (GAP.dot | GAP.space)) === GAP.dot) dotted = true;
          gapBits = 0;
        }
        let base: number;
        let symbol: number;
        if (unitKind === KIND.letter) {
          symbol = entry & LETTER_BITS;
          base = entry & 31;
          if (symbol !== base) tokenMarks = addMarks(tokenMarks, symbol, letters);
        } else if (unitKind === KIND.digit) {
          base = symbol = DIGIT | (entry & SYMBOL);
        } else {
          base = symbol = FOREIGN + small(text, i);
        }
        kindBits |= entry & LOOK_ALIKE ? SHAPED : 1 << unitKind;
        tokenSteps |= (entry >>> STEP_SHIFT) | invisible;
        invisible = 0;
        packed = (packed << 5) | (base & 31);
        hash = Math.imul(hash ^ base, HASH_PRIME);
        if (base === last) repeat = 1;
        last = base;
        symbols[count] = symbol;
        at[count] = i;
        count++;
        letters++;
        i += width - 1;
        tokenEnd = i + 1;
        continue;
      }

      if (open) {
        if (unitKind === KIND.tone || unitKind === KIND.vowelMark) {
          tokenEnd = i + 1;
          tokenSteps |= NFC;
          const old = symbols[count - 1]!;
          const mark = unitKind === KIND.tone ? (entry >>> 7) & 7 : entry & SYMBOL;
          const composed = compose(old, unitKind === KIND.tone, mark);
          if (composed === old) tokenSteps |= DECORATION;
          else {
            symbols[count - 1] = composed;
            tokenMarks = addMarks(tokenMarks, composed, letters - 1);
          }
          continue;
        }
        if (unitKind === KIND.extend) {
          i += width - 1;
          tokenEnd = i + 1;
          if (unit === 0x200c || unit === 0x200d) invisible = ZERO_WIDTH;
          else tokenSteps |= DECORATION;
          continue;
        }
        if (unitKind === KIND.invisible) {
          i += width - 1;
          invisible = ZERO_WIDTH;
          continue;
        }
        open = false;
        const exact = letters <= EXACT_LETTERS && (kindBits & ~SHAPED & ~PLAIN) === 0;
        const tokenKey = exact ? packed : hash | 0x80000000;
        const tokenKind = KIND_OF[kindBits]!;
        const known = tokenKind === TOKEN.word ? infoOf(tokenKey) : 0;
        key[size] = tokenKey;
        marks[size] = tokenMarks;
        end[size] = tokenEnd;
        steps[size] = tokenSteps;
        kind[size] = tokenKind;
        sentence[size] = sentences;
        quote[size] = 0;
        repeats[size] = repeat;
        info[size] = known;
        seenKinds |= 1 << tokenKind;
        if (known & INFO.syllable) {
          if ((tokenMarks & MARK_BITS) === 0) {
            unmarked++;
            surprise += known >>> SURPRISE_SHIFT;
          } else marked++;
        } else if (tokenKind === TOKEN.word && (kindBits & PLAIN) !== 0) {
          strange++;
          if (known & INFO.english) english++;
        } else if (tokenKind !== TOKEN.number) foreign++;
        size++;
      }

      switch (unitKind) {
        case KIND.space:
          if (stopped) ended = true;
          gapBits |= GAP.space;
          break;
        case KIND.newline:
          ended = true;
          gapBits |= GAP.space;
          break;
        case KIND.stop:
          stopped = true;
          gapBits |= entry & SYMBOL;
          break;
        case KIND.quote: {
          gapBits |= GAP.quote;
          const mark = quoteMarkOf(unit);
          if (quoteFrom >= 0 && mark === quoteMark) {
            quote.fill(1, quoteFrom, size);
            quoteFrom = -1;
          } else if (quoteFrom < 0 && (tokenEnd !== i || i === 0)) {
            quoteFrom = size;
            quoteMark = mark;
          }
          break;
        }
        case KIND.emoji: {
          const whole = cluster(text, i, width);
          const ideograph = (entry & SYMBOL) === IDEOGRAPH;
          if (ended) sentences++;
          start[size] = i;
          end[size] = whole.end;
          key[size] = whole.key;
          marks[size] = 0;
          steps[size] = 0;
          kind[size] = ideograph ? TOKEN.foreign : TOKEN.emoji;
          gap[size] = ended ? gapBits | GAP.sentence : gapBits;
          sentence[size] = sentences;
          quote[size] = 0;
          repeats[size] = 0;
          info[size] = 0;
          from[size] = count;
          symbols[count] = FOREIGN + text.codePointAt(i)!;
          at[count] = i;
          count++;
          size++;
          if (ideograph) foreign++;
          seenKinds |= ideograph ? 1 << TOKEN.foreign : 1 << TOKEN.emoji;
          ended = stopped = false;
          gapBits = ideograph ? 0 : GAP.emoji;
          i = whole.end - 1;
          tokenEnd = whole.end;
          break;
        }
        case KIND.comma:
          gapBits |= GAP.comma;
          break;
        case KIND.joiner:
          gapBits |= entry & SYMBOL;
          if (unit === AT) mail = true;
          else if (unit === SLASH) slash = true;
          break;
        default:
          break;
      }
    }
    from[size] = count;
    this.size = size;
    this.marked = marked;
    this.unmarked = unmarked;
    this.surprise = surprise;
    this.strange = strange;
    this.english = english;
    this.foreign = foreign;
    this.hasAt = mail;
    this.hasDot = dotted;
    this.hasUrlish = dotted || slash || mail;
    this.hasDigit = (seenKinds & ((1 << TOKEN.number) | (1 << TOKEN.mixed) | (1 << TOKEN.foreign))) !== 0;
    this.gaps = seenGaps | gapBits;
    this.kinds = seenKinds;
    return this;
  }

  /** Token `i` as read, with its accents: "hòa". For explaining, not for matching. */
  word(i: number): string {
    return spell(this.symbols, this.from[i]!, this.from[i + 1]!);
  }

  /** Token `i` without accents: "hoa". */
  bare(i: number): string {
    return spell(this.symbols, this.from[i]!, this.from[i + 1]!, false);
  }

  /** The whole text as read: its tokens with single spaces between. */
  toString(): string {
    const words: string[] = [];
    for (let i = 0; i < this.size; i++) words.push(this.word(i));
    return words.join(' ');
  }

  private grow(length: number): void {
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

/** Reads a text into a buffer of its own. */
export function fold(text: string): Folded {
  return new Folded().read(text);
}

/** TOKEN by the kinds of unit in a word (1 << KIND). */
const KIND_OF: readonly number[] = Array.from({ length: 32 }, (_, bits) => {
  if (bits & (1 << KIND.foreign)) return TOKEN.foreign;
  if (bits & (1 << KIND.digit)) return bits & (PLAIN | SHAPED) ? TOKEN.mixed : TOKEN.number;
  return TOKEN.word;
});

function compose(symbol: number, isTone: boolean, mark: number): number {
  if (symbol >= DIGIT) return symbol;
  if (isTone) return symbol >>> 7 === 0 ? symbol | (mark << 7) : symbol;
  return (symbol & ~0x7f) | withMark(symbol & SYMBOL, mark);
}

/** Code point of a foreign letter, small where the script has two cases, without its marks. */
function small(text: string, i: number): number {
  return String.fromCodePoint(text.codePointAt(i)!).toLowerCase().normalize('NFD').codePointAt(0)!;
}

/** Double and single quotation marks close only their own sort. */
function quoteMarkOf(unit: number): number {
  return '"“”„‟«»'.includes(String.fromCharCode(unit)) ? 2 : 1;
}
