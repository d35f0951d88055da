import { findContacts } from '../detect/contacts/find.ts';
import type { ContactKind } from '../detect/contacts/contact.ts';
import { fold } from '../text/fold.ts';
import type { Span } from '../verdict.ts';
import type { DigestItem } from './digest.ts';

/** A piece of a comment's text; `marked` where a rule matched. */
export interface Passage {
  readonly text: string;
  readonly marked: boolean;
}

/** A run of seven or more digits, also written apart: a number that may belong to someone. */
const NUMBER = /\d(?:[\s.\-–_]?\d){6,}/gu;
/** An amount of money is nobody's number. */
const AMOUNT = /^[1-9]\d{0,2}(?:[.\s]\d{3})+$/u;
/** Characters of a number that stay in an example: what kind it is. */
const LEAD = 2;
const CURRENCY = /^\s?(?:đ|đồng|vnd|vnđ|usd|k)(?![\p{L}\p{N}])/iu;

/** What leads to a person, in every disguise the detectors know. */
const PERSONAL: ReadonlySet<ContactKind> = new Set([
  'phone',
  'email',
  'bank-account',
  'national-id',
  'plate',
]);

/** Cuts a text at its findings' spans, with personal data masked. Masking keeps lengths, so spans stay true. */
export function passages(item: Pick<DigestItem, 'text' | 'findings'>): Passage[] {
  return cutAt(
    maskPersonal(item),
    item.findings.flatMap((finding) => finding.spans),
  );
}

/** A text in pieces, those inside a span marked. */
export function cutAt(text: string, spans: readonly Span[]): Passage[] {
  const cut: Passage[] = [];
  let at = 0;
  for (const [start, end] of mergeSpans(spans, text.length)) {
    if (start > at) cut.push({ text: text.slice(at, start), marked: false });
    cut.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}

/**
 * The text with personal data masked, of the same length in UTF-16 units: of telephone, account and identity numbers,
 * addresses of mail and everything a `personal-data` finding covers only the first two and the last two characters
 * stay (09••••••12).
 */
export function maskPersonal(item: Pick<DigestItem, 'text' | 'findings'>): string {
  return maskNumbers(
    item.text,
    item.findings.flatMap(({ category, spans }) => (category === 'personal-data' ? spans : [])),
  );
}

/** The same for a text that is shown without its findings: `personal` = what those of personal data cover, if it has any. */
export function maskNumbers(text: string, personal: readonly Span[] = []): string {
  const numbers = numbersIn(text);
  return maskSpans(text, [...numbers, ...without(mergeSpans(personal, text.length), numbers)]);
}

/**
 * A text for a rule file: numbers and addresses that lead to a person keep their shape, so that detectors still see
 * them, and name nobody (0912 345 678 → 0900 000 000). What else names somebody is for whoever pastes it to take out.
 */
export function asExample(text: string): string {
  let shown = '';
  let at = 0;
  for (const [start, end] of numbersIn(text)) {
    const rest = text
      .slice(start + LEAD, end)
      .replaceAll(/\p{N}/gu, '0')
      .replaceAll(/\p{L}/gu, 'x');
    shown += text.slice(at, start + LEAD) + rest;
    at = end;
  }
  return shown + text.slice(at);
}

/** Where a text holds what leads to a person, merged and in order. */
function numbersIn(text: string): Span[] {
  const contacts = findContacts(fold(text));
  const hotlines = contacts.filter((contact) => contact.hotline === true).map((contact) => contact.span);
  const spans = contacts
    .filter((contact) => PERSONAL.has(contact.kind) && contact.hotline !== true)
    .map((contact) => contact.span);
  for (const { 0: run, index } of text.matchAll(NUMBER)) {
    const end = index + run.length;
    if (hotlines.some(([from, to]) => from <= index && end <= to)) continue;
    if (!AMOUNT.test(run) || !CURRENCY.test(text.slice(end, end + 8))) spans.push([index, end]);
  }
  return mergeSpans(spans, text.length);
}

/** What is left of spans when others are taken out; both merged and in order. */
function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
  return spans.flatMap(([start, end]) => {
    const left: Span[] = [];
    let at = start;
    for (const [from, to] of taken) {
      if (to <= at || from >= end) continue;
      if (from > at) left.push([at, from]);
      at = to;
    }
    if (at < end) left.push([at, end]);
    return left;
  });
}

/** Masks spans that do not overlap, each by itself. */
function maskSpans(text: string, spans: readonly Span[]): string {
  let masked = '';
  let at = 0;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    masked += text.slice(at, start) + maskRun(text.slice(start, end));
    at = end;
  }
  return masked + text.slice(at);
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
