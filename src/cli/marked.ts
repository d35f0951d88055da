import { cutAt } from '../domain/digest/passages.ts';
import type { Finding } from '../domain/verdict.ts';

/** A text with what was found in it marked for a terminal: inverse video where there is one, else «…». */
export function marked(text: string, findings: readonly Finding[], colour: boolean): string {
  const [open, close] = colour ? ['\u001B[7m', '\u001B[27m'] : ['«', '»'];
  return cutAt(
    text,
    findings.flatMap(({ spans }) => spans),
  )
    .map((part) => (part.marked ? `${open}${printable(part.text)}${close}` : printable(part.text)))
    .join('');
}

/** Comments come from strangers: nothing in them may steer the terminal. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\u00B7')
    .replaceAll('\n', '⏎');
}
