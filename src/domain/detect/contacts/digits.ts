import digitWords from './data/digit-words.json' with { type: 'json' };
import { unitAt } from '../../text/unit-at.ts';

/** Digits written without a gap, however disguised. */
export interface DigitGroup {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** What stood between this group and the one before it in the run, blanks collapsed; '' for the first. */
  readonly separator: string;
  /** Letters touch the group on this side: `150k`, `DH0912`. */
  readonly gluedBefore: boolean;
  readonly gluedAfter: boolean;
  /** A plus sign stands before it. */
  readonly plus: boolean;
  /** Written as the name of a digit. */
  readonly word: boolean;
}

/** Groups that a reader may take for one number. */
export type DigitRun = readonly DigitGroup[];

const MAX_SEPARATOR = 5;
const WORD_VALUES: ReadonlyMap<string, string> = new Map(
  Object.entries(digitWords).flatMap(([digit, words]) => words.map((word) => [word, digit] as const)),
);
const LONGEST_WORD = Math.max(...[...WORD_VALUES.keys()].map((word) => word.length));

/** 1 digit, 2 letter that may stand for a digit, 3 may separate digits, 4 line break, 0 anything else. */
const ASCII_CLASS = new Uint8Array(128);
for (const char of '0123456789') ASCII_CLASS[char.charCodeAt(0)] = 1;
for (const char of 'oOlI|') ASCII_CLASS[char.charCodeAt(0)] = 2;
for (const char of ' .-_(),/*~\t`^;') ASCII_CLASS[char.charCodeAt(0)] = 3;

/** O, o, l, I and |: written for 0 and 1. */
export const isLikeDigit = (code: number) => code < 128 && ASCII_CLASS[code] === 2;

/** Digits outside ASCII by code point of their zero (or one, where the block has no zero beside it). */
const FOREIGN_DIGITS: readonly (readonly [first: number, last: number, value: number])[] = [
  [0xff10, 0xff19, 0], // full width
  [0x2070, 0x2070, 0],
  [0x2074, 0x2079, 4], // superscript
  [0x2080, 0x2089, 0], // subscript
  [0x2460, 0x2468, 1], // circled
  [0x2474, 0x247c, 1], // in parentheses
  [0x2488, 0x2490, 1], // with a full stop
  [0x24ea, 0x24ea, 0],
  [0x24f5, 0x24fd, 1], // double circled
  [0x24ff, 0x24ff, 0],
  [0x2776, 0x277e, 1], // dingbats
  [0x2780, 0x2788, 1],
  [0x278a, 0x2792, 1],
  [0x0660, 0x0669, 0],
  [0x06f0, 0x06f9, 0],
  [0x1fbf0, 0x1fbf9, 0],
];

/** The value of the digit at code point `code`, or -1. */
export function digitValue(code: number): number {
  if (code < 128) return code >= 48 && code <= 57 ? code - 48 : -1;
  if (code === 0xb2 || code === 0xb3) return code - 0xb0;
  if (code === 0xb9) return 1;
  if (code < 0x2070 && !(code >= 0x660 && code <= 0x6f9)) return -1;
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10; // mathematical
  for (const [first, last, value] of FOREIGN_DIGITS) {
    if (code >= first && code <= last) return code - first + value;
  }
  return -1;
}

const isLetter = (char: string) => /[\p{L}\p{M}]/u.test(char) && !isKeycapPart(char.charCodeAt(0));

/** True when the unit before `at` belongs to a letter. */
function letterBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const code = unitAt(text, at - 1);
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return isLetter(text.charAt(at - 1));
}

function letterAt(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const code = unitAt(text, at);
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return isLetter(text.charAt(at));
}

/** Length of the digit at `at` including what makes it an emoji keycap; 0 when there is none. */
function digitLength(text: string, at: number): number {
  const code = text.codePointAt(at);
  if (code === undefined || digitValue(code) < 0) return 0;
  let length = code > 0xffff ? 2 : 1;
  while (isKeycapPart(unitAt(text, at + length))) length++;
  return length;
}

const isKeycapPart = (code: number) => code === 0xfe0f || code === 0x20e3;
const isInvisible = (code: number) =>
  code === 0xad ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2060 && code <= 0x2064) ||
  code === 0xfeff;

const asDigit = (char: string) => (char === 'o' || char === 'O' ? '0' : '1');

/** Gathers groups into runs while walking the text once. */
class RunBuilder {
  readonly runs: DigitGroup[][] = [];
  private groups: DigitGroup[] = [];

  add(text: string, digits: string, start: number, end: number, word = false): void {
    const last = this.groups.at(-1);
    const between = last === undefined ? '' : text.slice(last.end, start);
    if (last !== undefined && !joins(between)) this.close();
    const head = text.slice(Math.max(0, start - 3), start);
    this.groups.push({
      digits,
      start,
      end,
      separator: this.groups.length === 0 ? '' : between.replace(/\s+/gu, ' '),
      gluedBefore: !word && letterBefore(text, start),
      gluedAfter: !word && letterAt(text, end),
      plus: /[+＋]\s?\(?$/u.test(head),
      word,
    });
  }

  close(): void {
    if (this.groups.length > 0) this.runs.push(this.groups);
    this.groups = [];
  }
}

/** True when what stands between two groups leaves them one number for a reader. */
function joins(between: string): boolean {
  if (between.length > MAX_SEPARATOR) return false;
  for (let at = 0; at < between.length; at++) {
    const code = unitAt(between, at);
    if (code < 128 ? ASCII_CLASS[code] !== 3 : isLetter(between.charAt(at))) return false;
  }
  return true;
}

/**
 * The runs of digits of a text in order: plain digits, full-width and other Unicode digits, emoji keycaps, O for 0
 * and l, I or | for 1 beside digits, and with `spelled` also digits written as words ("không chín ba"), glued or not.
 * Linear in the text's length.
 */
export function digitRuns(text: string, spelled: boolean): DigitRun[] {
  const builder = new RunBuilder();
  let at = 0;
  while (at < text.length) {
    const code = unitAt(text, at);
    const kind = code < 128 ? ASCII_CLASS[code] : digitLength(text, at) > 0 ? 1 : 0;
    if (kind === 1 || (kind === 2 && !letterBefore(text, at))) {
      const stretch = readStretch(text, at);
      if (stretch.digits !== '') {
        builder.add(text, stretch.digits, at, stretch.end);
        at = stretch.end;
        continue;
      }
    }
    if (spelled && letterAt(text, at) && !letterBefore(text, at)) at = readWords(text, at, builder);
    else at++;
  }
  builder.close();
  return builder.runs;
}

/** Digits and look-alike letters from `from` on; a stretch of letters alone counts only as a lone `o` or `O`. */
function readStretch(text: string, from: number): { digits: string; end: number } {
  let digits = '';
  let end = from;
  let real = 0;
  let endOfReal = from;
  let digitsOfReal = 0;
  while (end < text.length) {
    const length = digitLength(text, end);
    if (length > 0) {
      digits += digitValue(text.codePointAt(end)!);
      end += length;
      real++;
      endOfReal = end;
      digitsOfReal = digits.length;
    } else if (ASCII_CLASS[unitAt(text, end)] === 2) {
      digits += asDigit(text.charAt(end));
      end++;
    } else if (isInvisible(unitAt(text, end)) && digitLength(text, end + 1) > 0) end++;
    else break;
  }
  if (real === 0) {
    const lone = end === from + 1 && /[oO]/u.test(text.charAt(from)) && !letterAt(text, end);
    return lone ? { digits, end } : { digits: '', end };
  }
  // "8lo": the letters belong to a word that follows
  if (letterAt(text, end)) return { digits: digits.slice(0, digitsOfReal), end: endOfReal };
  return { digits, end };
}

/** Reads one word; when all of it is names of digits, adds a group for each. Returns the word's end. */
function readWords(text: string, from: number, builder: RunBuilder): number {
  let end = from;
  while (letterAt(text, end)) end++;
  if (end - from > 12 * LONGEST_WORD) return end;
  const found: [digit: string, start: number, end: number][] = [];
  let at = from;
  while (at < end) {
    let size = Math.min(LONGEST_WORD + 3, end - at);
    let digit: string | undefined;
    for (; size > 0; size--) {
      digit = WORD_VALUES.get(
        text
          .slice(at, at + size)
          .normalize('NFC')
          .toLowerCase(),
      );
      if (digit !== undefined) break;
    }
    if (digit === undefined) return end;
    found.push([digit, at, at + size]);
    at += size;
  }
  for (const [digit, start, stop] of found) builder.add(text, digit, start, stop, true);
  return end;
}
