import type { Span } from '../verdict.ts';

/** A text with its letters composed (NFC), as expressions are written for, and the way back to the text as typed. */
export interface Composed {
  readonly text: string;
  /** The place in the text as typed, in UTF-16 units, of [start, end) in the composed one; letters are never cut. */
  readonly typed: (start: number, end: number) => Span;
}

/** A character with the marks that follow it. */
const LETTERS = /\P{M}\p{M}*|\p{M}+/gsu;

/** Composes a text letter by letter. */
export function compose(typed: string): Composed {
  if (typed.normalize('NFC') === typed) return { text: typed, typed: (start, end) => [start, end] };
  let text = '';
  const places: number[] = [];
  for (const { 0: letter, index } of typed.matchAll(LETTERS)) {
    const composed = letter.normalize('NFC');
    const same = composed.length === letter.length;
    for (let unit = 0; unit < composed.length; unit++) places.push(same ? index + unit : index);
    text += composed;
  }
  places.push(typed.length);
  return {
    text,
    typed: (start, end) => {
      let last = end;
      while (last < text.length && places[last] === places[last - 1]) last++;
      return [places[start]!, places[last]!];
    },
  };
}
