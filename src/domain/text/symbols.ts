import { DIGIT } from './key.ts';
import { KIND, latin, UNITS } from './letters.ts';
import { unitAt } from './unit-at.ts';

/**
 * The letters and digits of a word in normal spelling as symbols (key.ts); anything else is left out.
 * For tables and keywords; comments are read by fold.ts.
 */
export function symbolsOf(text: string): number[] {
  const symbols: number[] = [];
  for (const char of text.normalize('NFC')) {
    const entry = char.length === 1 ? UNITS[unitAt(char, 0)]! : latin(char);
    if (((entry >>> 10) & 15) === KIND.letter) symbols.push(entry & 0x3ff);
    else if (char >= '0' && char <= '9') symbols.push(DIGIT | Number(char));
  }
  return symbols;
}

/** The symbols of each word of a phrase. */
export function tokensOf(phrase: string): number[][] {
  return phrase
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(symbolsOf)
    .filter((symbols) => symbols.length > 0);
}
