import { DIGIT, FOREIGN } from './key.ts';
import { TONE } from './letters.ts';

const MARKS = ['', '\u0302', '\u0306', '\u031b'];
const TONES: Readonly<Record<number, string>> = {
  [TONE.grave]: '\u0300',
  [TONE.acute]: '\u0301',
  [TONE.hook]: '\u0309',
  [TONE.tilde]: '\u0303',
  [TONE.dot]: '\u0323',
};

/** Symbols [from, to) as readable text (NFC, small letters), with or without their accents. */
export function spell(symbols: ArrayLike<number>, from: number, to: number, accents = true): string {
  let text = '';
  for (let at = from; at < to; at++) {
    const symbol = symbols[at]!;
    if (symbol >= FOREIGN) text += String.fromCodePoint(symbol - FOREIGN);
    else if (symbol >= DIGIT) text += String(symbol - DIGIT);
    else {
      const letter = symbol & 31;
      const mark = (symbol >>> 5) & 3;
      if (letter === 4 && mark !== 0) text += accents ? 'đ' : 'd';
      else {
        text += String.fromCharCode(96 + letter);
        if (accents) text += (MARKS[mark] ?? '') + (TONES[(symbol >>> 7) & 7] ?? '');
      }
    }
  }
  return text.normalize('NFC');
}

/** The word of a key and its marks (key.ts), NFC; empty for the key of a longer word, which is only a hash. */
export function spellKey(key: number, marks: number): string {
  const symbols: number[] = [];
  for (let rest = key; rest > 0; rest >>>= 5) symbols.unshift(rest & 31);
  for (let index = 0; index < symbols.length; index++)
    symbols[index]! |= ((marks >>> (3 + 2 * index)) & 3) << 5;
  const place = marks >>> 27;
  if (place > 0 && place <= symbols.length) symbols[place - 1]! |= (marks & 7) << 7;
  return spell(symbols, 0, symbols.length);
}
