import type { Span } from '../domain/verdict.ts';

/** A text with spans marked for a terminal: inverse video where there is one, else «…». */
export function marked(text: string, spans: readonly Span[], colour: boolean): string {
  const [open, close] = colour ? ['\u001B[7m', '\u001B[27m'] : ['«', '»'];
  let shown = '';
  let at = 0;
  for (const [start, end] of spans) {
    if (start < at) continue;
    shown += printable(text.slice(at, start)) + open + printable(text.slice(start, end)) + close;
    at = end;
  }
  return shown + printable(text.slice(at));
}

/** Comments come from strangers: nothing in them may steer the terminal. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\u00B7')
    .replaceAll('\n', '⏎');
}
