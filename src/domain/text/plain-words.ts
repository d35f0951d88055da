import { type FoldedBuffer, TOKEN } from './folded.ts';
import { EXACT_LETTERS, MARK_BITS } from './key.ts';
import { GAP, KIND, TONE, UNITS } from './letters.ts';
import { INFO, infoOf, SURPRISE_SHIFT } from './lexicon.ts';
import { stepBit } from './steps.ts';
import { unitAt } from './unit-at.ts';

const SPACE = 0x20;
const SPACE_ENTRY = UNITS[SPACE]!;
const KIND_BITS = 15 << 10;
const LETTER = KIND.letter << 10;
const STEP_SHIFT = 14;
const LOOK_ALIKE = stepBit('look-alike') << STEP_SHIFT;

/**
 * Reads the plain words that stand at `from` with single spaces between: short, of precomposed Latin letters, which
 * most of a comment is. A loop of its own, because the general one (fold.ts) has too much to keep in mind to be fast.
 * Goes on from the buffer's `size` and `from[size]`; `gapBits` is what stands before the first word, and the gap
 * reached is left in `buffer.gapReached`. Returns where it stopped: at a word that is not plain, or at what follows
 * the last one.
 */
export function readPlainWords(
  buffer: FoldedBuffer,
  at: number,
  gapBits: number,
  sentenceNo: number,
): number {
  const { text, start, end, key, marks, steps, kind, gap, sentence, quote, info, repeats, from } = buffer;
  const { length } = text;
  let { size } = buffer;
  let count = from[size]!;
  let marked = 0;
  let surprise = 0;
  let syllables = 0;
  let odd = 0;
  let before = gapBits;
  let i = at;
  const first = size;
  let next = UNITS[unitAt(text, i)]!;
  for (;;) {
    let j = i;
    let seen = 0;
    let bare = 0;
    let tones = 0;
    let vowels = 0;
    let twice = 0;
    let shift = 3;
    do {
      seen |= next;
      twice |= ((bare ^ next) & 31) - 1;
      bare = (bare << 5) | (next & 31);
      tones = (tones << 3) | ((next >>> 7) & 7);
      vowels |= ((next >>> 5) & 3) << shift;
      shift += 2;
      j++;
      next = j < length ? UNITS[unitAt(text, j)]! : SPACE_ENTRY;
    } while ((next & KIND_BITS) === LETTER && j - i < EXACT_LETTERS);
    if ((seen & LOOK_ALIKE) !== 0 || (next !== SPACE_ENTRY && goesOn(next))) break;
    const typed = tones === 0 ? vowels : vowels | toneOf(tones, j - i);
    const known = infoOf(bare);
    start[size] = i;
    end[size] = j;
    key[size] = bare;
    marks[size] = typed;
    steps[size] = seen >>> STEP_SHIFT;
    kind[size] = TOKEN.word;
    gap[size] = before;
    sentence[size] = sentenceNo;
    quote[size] = 0;
    info[size] = known | INFO.unspelt;
    repeats[size] = twice >>> 31;
    from[size] = count;
    if ((known & INFO.syllable) !== 0) {
      syllables++;
      // As isOdd in lexicon.ts says.
      if ((typed & MARK_BITS) !== 0) {
        marked++;
        odd |= known & INFO.markedTeencode;
      } else {
        surprise += known >>> SURPRISE_SHIFT;
        odd |= known & INFO.bareTeencode;
      }
    } else {
      odd = 1;
      if ((known & INFO.english) !== 0) buffer.english++;
    }
    if (j - i === 1) odd = 1;
    count += j - i;
    size++;
    i = j;
    before = 0;
    if (next !== SPACE_ENTRY || j + 1 >= length) break;
    i = j + 1;
    before = GAP.space;
    next = UNITS[unitAt(text, i)]!;
    if ((next & KIND_BITS) !== LETTER) break;
  }
  from[size] = count;
  if (size > first) {
    buffer.kinds |= 1 << TOKEN.word;
    buffer.gaps |= size > first + 1 ? gapBits | GAP.space : gapBits;
  }
  buffer.size = size;
  buffer.marked += marked;
  buffer.unmarked += syllables - marked;
  buffer.surprise += surprise;
  buffer.strange += size - first - syllables;
  if (odd !== 0) buffer.odd = true;
  buffer.gapReached = before;
  return i;
}

/** What follows the letters belongs to the same word, or may do so. */
function goesOn(entry: number): boolean {
  const kind = (entry >>> 10) & 15;
  return kind < KIND.space || kind === KIND.surrogate;
}

/** Tone and its place (key.ts) of a word whose letters' tones are given in three bits each, the last letter lowest. */
function toneOf(tones: number, letters: number): number {
  // A division by three, exact for six letters.
  const fromEnd = ((31 - Math.clz32(tones)) * 11) >>> 5;
  const first = tones >>> (3 * fromEnd);
  let rest = tones ^ (first << (3 * fromEnd));
  while (rest !== 0) {
    if ((rest & 7) !== 0 && (rest & 7) !== first) return ((letters - fromEnd) << 27) | TONE.mixed;
    rest >>>= 3;
  }
  return ((letters - fromEnd) << 27) | first;
}
