import { FoldedBuffer, LETTER_BITS, TOKEN } from './folded.ts';
import { astral, cluster, LONE } from './astral.ts';
import { addMarks, DIGIT, EXACT_LETTERS, FOREIGN, HASH_PRIME, HASH_SEED, MARK_BITS } from './key.ts';
import { GAP, IDEOGRAPH, KIND, UNITS, withMark } from './letters.ts';
import { INFO, infoOf, isOdd, SURPRISE_SHIFT } from './lexicon.ts';
import { readPlainWords } from './plain-words.ts';
import { stepBit } from './steps.ts';
import { unitAt } from './unit-at.ts';

export { TOKEN } from './folded.ts';

const NFC = stepBit('nfc');
const ZERO_WIDTH = stepBit('zero-width');
const DECORATION = stepBit('decoration');
const STEP_SHIFT = 14;
const LOOK_ALIKE = stepBit('look-alike') << STEP_SHIFT;
/** Sorts of letter in a word: Latin ones, and others that look it. */
const PLAIN = 1 << KIND.letter;
const SHAPED = 1 << 4;
const SYMBOL = 0x7f;
const SLASH = 0x2f;
const AT = 0x40;
const SPACE = 0x20;

/** A text as read, see folded.ts; `read` fills it. */
export class Folded extends FoldedBuffer {
  /** Reads a text into this buffer. Linear in its length; never throws on any string. */
  read(text: string): this {
    const length = text.length;
    if (length >= this.start.length) this.grow(length + 1);
    this.text = text;
    this.reading++;
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
    let seenKinds = 0;
    let seenGaps = 0;
    /** A word found to be no plain one. */
    let notPlain = -1;
    this.size = from[0] = 0;
    this.marked = this.unmarked = this.surprise = this.strange = this.english = this.foreign = 0;
    this.kinds = this.gaps = 0;
    this.odd = false;
    let slash = false;
    let mail = false;
    let dotted = false;

    for (let i = 0; i <= length; i++) {
      const unit = i < length ? unitAt(text, i) : SPACE;
      let entry = UNITS[unit]!;
      let width = 1;
      if (unit >= 0xd800 && unit < 0xe000) {
        entry = astral(text, i);
        width = entry === LONE ? 1 : 2;
      }
      const unitKind = (entry >>> 10) & 15;

      if (unitKind <= KIND.foreign) {
        if (!open) {
          if (ended) {
            sentences++;
            gapBits |= GAP.sentence;
            ended = false;
          }
          stopped = false;
          if ((gapBits & (GAP.dot | GAP.space)) === GAP.dot) dotted = true;
          if (unitKind === KIND.letter && i !== notPlain) {
            this.size = size;
            from[size] = count;
            notPlain = readPlainWords(this, i, gapBits, sentences);
            gapBits = this.gapReached;
            if (this.size > size) {
              size = this.size;
              count = from[size]!;
              tokenEnd = end[size - 1]!;
            }
            i = notPlain - 1;
            continue;
          }
          open = true;
          packed = letters = kindBits = tokenMarks = tokenSteps = repeat = invisible = 0;
          hash = HASH_SEED;
          last = -1;
          start[size] = i;
          from[size] = count;
          gap[size] = gapBits;
          seenGaps |= gapBits;
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
            this.unmarked++;
            this.surprise += known >>> SURPRISE_SHIFT;
          } else this.marked++;
        } else if (tokenKind === TOKEN.word && (kindBits & PLAIN) !== 0) {
          this.strange++;
          if (known & INFO.english) this.english++;
        } else if (tokenKind !== TOKEN.number) this.foreign++;
        if (letters === 1 || isOdd(known, tokenMarks)) this.odd = true;
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
          if (ideograph) this.foreign++;
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
    this.hasAt = mail;
    this.hasDot = dotted;
    this.hasUrlish = dotted || slash || mail;
    this.gaps |= seenGaps | gapBits;
    this.kinds |= seenKinds;
    this.hasDigit = (this.kinds & ((1 << TOKEN.number) | (1 << TOKEN.mixed) | (1 << TOKEN.foreign))) !== 0;
    return this;
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
