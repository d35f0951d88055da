import type { Span } from '../verdict.ts';
import type { DigestItem } from './digest.ts';

/** A piece of a comment's text; `marked` where a rule matched. */
export interface Passage {
  readonly text: string;
  readonly marked: boolean;
}

/** A run of seven or more digits, also written apart: a number that may belong to someone. */
const NUMBER = /\d(?:[\s.\-–_]?\d){6,}/gu;

/**
 * Cuts a text at its findings' spans, with personal data masked: of numbers and of everything a `personal-data`
 * finding covers only the first two and the last two characters stay (09••••••12). Masking keeps lengths, so
 * spans stay true.
 */
export function passages(
  item: Pick<DigestItem, 'text' | 'findings'> & { readonly mask?: boolean },
): Passage[] {
  const text = item.mask === false ? item.text : maskPersonal(item);
  const merged = mergeSpans(
    item.findings.flatMap((finding) => finding.spans),
    text.length,
  );
  const cut: Passage[] = [];
  let at = 0;
  for (const [start, end] of merged) {
    if (start > at) cut.push({ text: text.slice(at, start), marked: false });
    cut.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}

/** The text with personal data masked, of the same length in UTF-16 units. */
export function maskPersonal(item: Pick<DigestItem, 'text' | 'findings'>): string {
  const personal = item.findings
    .filter((finding) => finding.category === 'personal-data')
    .flatMap((finding) => finding.spans);
  let text = maskNumbers(item.text);
  for (const [start, end] of mergeSpans(personal, text.length)) {
    text = text.slice(0, start) + maskRun(text.slice(start, end)) + text.slice(end);
  }
  return text;
}

/** Masks every long number of a text that has no findings of its own (post, parent comment). */
export function maskNumbers(text: string): string {
  return text.replaceAll(NUMBER, maskRun);
}

function maskRun(run: string): string {
  const characters = Array.from(run);
  const visible = characters.flatMap((character, index) => (/[\p{L}\p{N}]/u.test(character) ? [index] : []));
  const keep = new Set(visible.length > 6 ? [...visible.slice(0, 2), ...visible.slice(-2)] : []);
  const hide = new Set(visible.filter((index) => !keep.has(index)));
  return characters
    .map((character, index) => (hide.has(index) ? '•'.repeat(character.length) : character))
    .join('');
}

/** Sorts and joins overlapping spans and keeps them inside the text. */
export function mergeSpans(spans: readonly Span[], length: number): Span[] {
  const sorted = spans
    .map(([start, end]): Span => [Math.max(0, start), Math.min(length, end)])
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
