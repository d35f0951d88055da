import { EXACT_LETTERS, HASH_PRIME, HASH_SEED } from '../../src/domain/text/key.ts';
import { KIND, UNITS } from '../../src/domain/text/letters.ts';
import { unitAt } from '../../src/domain/text/unit-at.ts';

const LETTER = KIND.letter << 10;
const KIND_BITS = 15 << 10;
const SPACE_ENTRY = UNITS[0x20]!;
/** Plane 1 up to its letters in disguise holds emoji only: 😀 is d83d de00. */
const EMOJI_PLANES = [0xd83d, 0xd83e];
const LOW_SURROGATE = 0xdc00;

/**
 * The words of a folded text as keys, like those folding gives (src/domain/text/key.ts). Gives their number, or -1
 * for a text that has more than words, spaces and emoji.
 */
export function wordsOf(text: string, into: Int32Array): number {
  const { length } = text;
  let size = 0;
  for (let i = 0; i < length; ) {
    let entry = UNITS[unitAt(text, i)]!;
    const from = i;
    let word = 0;
    while ((entry & KIND_BITS) === LETTER) {
      word = (word << 5) | (entry & 31);
      i++;
      entry = i < length ? UNITS[unitAt(text, i)]! : SPACE_ENTRY;
    }
    if (entry !== SPACE_ENTRY) {
      if (i > from || !isEmoji(text, i)) return -1;
      i++;
      continue;
    }
    if (i > from) into[size++] = i - from > EXACT_LETTERS ? longWord(text, from, i) : word;
    i++;
  }
  return size;
}

function isEmoji(text: string, at: number): boolean {
  const unit = unitAt(text, at);
  const kind = (UNITS[unit]! >>> 10) & 15;
  if (kind !== KIND.surrogate) return kind === KIND.emoji || kind === KIND.extend;
  if (EMOJI_PLANES.includes(unit)) return true;
  return unit >= LOW_SURROGATE && at > 0 && EMOJI_PLANES.includes(unitAt(text, at - 1));
}

/** The key of a word whose letters are too many to be held in it. */
function longWord(text: string, from: number, to: number): number {
  let hash = HASH_SEED;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (UNITS[unitAt(text, i)]! & 31), HASH_PRIME);
  return hash | 0x80000000;
}
