import { DIGIT } from './key.ts';
import { MARK, TONE, withMark } from './letters.ts';
import { baseOf, codeOf, type Found, isVowel, isWord } from './word.ts';

const A = codeOf('a');
const D = codeOf('d');
const E = codeOf('e');
const O = codeOf('o');
const U = codeOf('u');
const W = codeOf('w');

const scratch: number[] = [];

/** The tone each letter key sets, by letter. */
const TELEX_TONES = new Uint8Array(32);
for (const [key, tone] of [
  ['f', TONE.grave],
  ['s', TONE.acute],
  ['r', TONE.hook],
  ['x', TONE.tilde],
  ['j', TONE.dot],
] as const) {
  TELEX_TONES[codeOf(key)] = tone;
}
const VNI_TONES = [0, TONE.acute, TONE.grave, TONE.hook, TONE.tilde, TONE.dot];

/** What Telex or VNI keys would have made of the letters: ddaor, luwaf, lo62n, d9i5t. Only if a syllable results. */
export function typeAccents(symbols: ArrayLike<number>, from: number, to: number, found: Found): void {
  if (to - from > 10 || to - from < 2) return;
  scratch.length = 0;
  let tone = 0;
  let keys = 0;
  let sawVowel = false;
  for (let at = from; at < to; at++) {
    const symbol = symbols[at]!;
    const letter = baseOf(symbol);
    const last = scratch.length - 1;
    if (symbol >= DIGIT) {
      const digit = symbol - DIGIT;
      if (digit >= 1 && digit <= 5 && sawVowel && tone === 0) tone = VNI_TONES[digit]!;
      else if (
        !press(digit === 9 ? D : 0, digit === 6 ? MARK.circumflex : digit === 7 ? MARK.horn : MARK.breve)
      )
        return;
      keys++;
    } else if (sawVowel && tone === 0 && symbol < TELEX_TONES.length && TELEX_TONES[symbol] !== 0) {
      tone = TELEX_TONES[symbol]!;
      keys++;
    } else if (letter === D && symbol === D && last === 0 && scratch[0] === D) {
      scratch[0] = withMark(D, MARK.horn);
      keys++;
    } else if ((letter === A || letter === E || letter === O) && symbol === letter && doubles(letter)) {
      keys++;
    } else if (symbol === W && sawVowel) {
      if (!press(0, MARK.horn) && !press(0, MARK.breve)) return;
      keys++;
    } else {
      scratch.push(symbol);
      sawVowel ||= isVowel(symbol);
    }
  }
  if (keys === 0) return;
  if (tone !== 0) {
    const vowel = scratch.findIndex(isVowel);
    if (vowel < 0 || scratch.some((symbol) => symbol >>> 7 !== 0)) return;
    scratch[vowel]! |= tone << 7;
  }
  if (isWord(scratch, scratch.length)) found(scratch, scratch.length);
}

/** aa, ee, oo, or the second one at the end of the word (lono). */
function doubles(letter: number): boolean {
  const at = scratch.lastIndexOf(letter);
  if (at < 0 || scratch.slice(at + 1).some(isVowel)) return false;
  scratch[at] = withMark(letter, MARK.circumflex);
  return true;
}

/** Puts a mark on the last letter that takes it (both of uo), or đ for d at the start; false when none does. */
function press(only: number, mark: number): boolean {
  if (only === D) {
    if (scratch[0] !== D) return false;
    scratch[0] = withMark(D, MARK.horn);
    return true;
  }
  for (let at = scratch.length - 1; at >= 0; at--) {
    const symbol = scratch[at]!;
    if (!isVowel(symbol)) continue;
    const marked = withMark(symbol, mark);
    if (marked === symbol || (symbol & 0x60) !== 0) continue;
    scratch[at] = marked;
    if (mark === MARK.horn && baseOf(symbol) === O && at > 0 && scratch[at - 1] === U) {
      scratch[at - 1] = withMark(U, mark);
    }
    return true;
  }
  return false;
}
