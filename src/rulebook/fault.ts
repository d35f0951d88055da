import type { Lang, Told } from '../domain/lang.ts';
import { MESSAGES, type FaultCode } from './messages.ts';
import { nearest } from '../domain/text/nearest.ts';
import { inEnglish } from './vietnamese-words.ts';

/** Something wrong in a rule file, said so that a page administrator can mend it. */
export interface Fault {
  readonly file: string;
  /** 1-based; 0 where a fault belongs to no place in a file. */
  readonly line: number;
  /** 1-based, in UTF-16 units of the line. */
  readonly column: number;
  readonly code: FaultCode;
  /** The offending value as it was written. */
  readonly value?: string;
  /** The rule it was found in, where known. */
  readonly rule?: string;
  readonly vi: string;
  readonly en: string;
  readonly hint?: Told;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface FaultDetails {
  readonly value?: string | undefined;
  readonly rule?: string | undefined;
  /** Fills the `{name}` slots of the message. */
  readonly slots?: Readonly<Record<string, string | number>>;
  /** What the value might have been meant to be: the nearest of these becomes the hint. */
  readonly candidates?: readonly string[];
}

/** Builds a fault from its code; the texts come from the message table. */
export function fault(code: FaultCode, place: Place, details: FaultDetails = {}): Fault {
  const message = MESSAGES[code];
  const slots = { value: details.value ?? '', ...details.slots };
  const { value: typed = '', candidates } = details;
  const meant = candidates && (inEnglish(typed, candidates) ?? nearest(typed, candidates));
  const hint = meant
    ? { vi: `ý bạn là “${meant}”?`, en: `did you mean “${meant}”?` }
    : 'hint' in message
      ? { vi: fill(message.hint.vi, slots), en: fill(message.hint.en, slots) }
      : undefined;
  return {
    file: place.file,
    line: place.line,
    column: place.column,
    code,
    ...(details.value === undefined ? {} : { value: details.value }),
    ...(details.rule === undefined ? {} : { rule: details.rule }),
    vi: fill(message.vi, slots),
    en: fill(message.en, slots),
    ...(hint ? { hint } : {}),
  };
}

function fill(template: string, slots: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in slots ? String(slots[name]) : whole,
  );
}

/** One fault as lines for a terminal: `file:line:column: message`, then the hint indented. */
export function renderFault(found: Fault, language: Lang): string {
  const where = found.line > 0 ? `${found.file}:${found.line}:${found.column}` : found.file;
  const rule = found.rule ? ` [${found.rule}]` : '';
  const hint = found.hint ? `\n    → ${found.hint[language]}` : '';
  return `${where}: ${found[language]}${rule} (${found.code})${hint}`;
}

/** Faults in reading order, by file, then place; what many rules share, a pack or a named condition, is told once. */
export function inReadingOrder(faults: readonly Fault[]): Fault[] {
  const once = new Map<string, Fault>();
  for (const found of faults) {
    const key = `${found.file}:${found.line}:${found.column} ${found.en}`;
    if (!once.has(key)) once.set(key, found);
  }
  return [...once.values()].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
