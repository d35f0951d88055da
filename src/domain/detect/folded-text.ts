import { EXACT_LETTERS, HASH_PRIME, HASH_SEED } from '../text/key.ts';
import { KIND, UNITS } from '../text/letters.ts';
import type { Phrases } from './matcher-phrases.ts';
import { unitAt } from '../text/unit-at.ts';

const LETTER = KIND.letter << 10;
const KIND_BITS = 15 << 10;
const SPACE_ENTRY = UNITS[0x20]!;
/** Plane 1 up to its letters in disguise holds emoji only: 😀 is d83d de00. */
const EMOJI_PLANES = [0xd83d, 0xd83e];
const LOW_SURROGATE = 0xdc00;

let words = new Int32Array(256);

/**
 * False when no phrase stands in a folded text whatever its marks: its words are read off and followed through the
 * trie without their marks, and nothing else is written down. True where one may, or where there is more to look at
 * than words, spaces and emoji.
 */
export function mayHoldPhrase(text: string, phrases: Phrases): boolean {
  const { length } = text;
  const { starts } = phrases;
  let size = 0;
  let first = -1;
  let before = 0;
  if (length >= 2 * words.length) words = new Int32Array(length);
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
      if (i > from || phrases.hasSigns || !isEmoji(text, i)) return true;
      i++;
      continue;
    }
    if (i === from) {
      i++;
      continue;
    }
    if (i - from > EXACT_LETTERS) word = longWord(text, from, i);
    words[size++] = word;
    if (first < 0 && (starts.mayBeWhole(word) || starts.mayGoOn(before, word))) first = Math.max(0, size - 2);
    before = word;
    i++;
  }
  return first >= 0 && mayEnd(phrases, first, size);
}

/** A phrase, marks aside, begins at one of words [first, size). */
function mayEnd(phrases: Phrases, first: number, size: number): boolean {
  const { starts, trie } = phrases;
  for (let at = first; at < size; at++) {
    const word = words[at]!;
    if (!starts.mayBeWhole(word) && (at + 1 === size || !starts.mayGoOn(word, words[at + 1]!))) continue;
    let node = 0;
    for (let next = at; next < size; next++) {
      node = trie.child(node, words[next]!);
      if (node === 0) break;
      if (phrases.first[node] !== 0) return true;
    }
  }
  return false;
}

function isEmoji(text: string, at: number): boolean {
  const unit = unitAt(text, at);
  const kind = (UNITS[unit]! >>> 10) & 15;
  if (kind !== KIND.surrogate) return kind === KIND.emoji || kind === KIND.extend;
  if (EMOJI_PLANES.includes(unit)) return true;
  return unit >= LOW_SURROGATE && at > 0 && EMOJI_PLANES.includes(unitAt(text, at - 1));
}

/** The key (key.ts) of a word whose letters are too many to be held in it. */
function longWord(text: string, from: number, to: number): number {
  let hash = HASH_SEED;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (UNITS[unitAt(text, i)]! & 31), HASH_PRIME);
  return hash | 0x80000000;
}
