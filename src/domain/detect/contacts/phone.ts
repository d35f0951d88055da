import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Folded } from '../../text/fold.ts';
import type { Found } from './contact.ts';
import { type LabelTag, labelAfter, labelBefore } from './labels.ts';
import type { DigitGroup, DigitRun } from './digits.ts';

/**
 * Ways people break ten or eleven digits into groups. A break-up not listed is still a number when nothing else of
 * the same style stands beside it.
 */
const SHAPES: ReadonlySet<string> = new Set(
  '4-3-3 3-3-4 3-4-3 4-2-2-2 4-6 3-7 5-5 4-4-2 4-2-4 3-2-2-3 3-3-2-2 3-2-3-2 6-4 7-3 2-4-4 2-3-3-2 2-3-5 2-2-3-3 4-3-4 3-4-4 3-8 4-7 2-3-3-3 2-9 2-3-2-2-2 2-2-3-4 2-3-6 4-4 4-2-2 4-5 3-3-3 2-4-3-3 1-3-3-3 2-2-4-4 2-2-8 2-2-2-2-2'.split(
    ' ',
  ),
);
const CURRENCY =
  /^(?:đ(?!\p{L})|₫|vnđ|vnd|\$|%|k(?!\p{L})|tr(?!\p{L})|\s?(?:đồng|vnđ|vnd|usd|triệu|tỷ|tỉ)(?!\p{L}))/iu;
const MAX_DIGITS = 15;
/** Digits that may dial something, written without and with a plus sign. */
const NATIONAL = /^(?:0[235789]\d{8,9}|0084\d{9,10}|84\d{9,10}|1[89]00(?:\d{4}|\d{6})|[35789]\d{8})$/u;
const INTERNATIONAL = /^\d{8,15}$/u;
const YEAR = /^(?:1[89]|20)\d\d$/u;

interface Candidate {
  readonly found: Found;
  /** Index after its last group. */
  readonly next: number;
}

/** The phone numbers in a run of digits, left to right, never overlapping. */
export function phonesIn(folded: Folded, run: DigitRun): Found[] {
  const phones: Found[] = [];
  let previousEnds = 0;
  for (let from = 0; from < run.length; ) {
    const candidate = phoneFrom(folded, run, from, previousEnds);
    if (candidate === undefined) from++;
    else {
      phones.push(candidate.found);
      from = candidate.next;
      previousEnds = from;
    }
  }
  return phones;
}

/** The longest phone number that starts with group `from`. Cheap questions come first: long lists of digits are common. */
function phoneFrom(folded: Folded, run: DigitRun, from: number, previousEnds: number): Candidate | undefined {
  const first = run[from]!;
  const shape = first.plus ? INTERNATIONAL : NATIONAL;
  let digits = '';
  let best: Candidate | undefined;
  for (let to = from; to < run.length; to++) {
    digits += run[to]!.digits;
    if (digits.length > MAX_DIGITS) break;
    if (!shape.test(digits) || !standsAlone(run, from, to, previousEnds)) continue;
    const groups = run.slice(from, to + 1);
    if (!plausible(folded, groups)) continue;
    const end = run[to]!.end;
    const label = labelBefore(folded, first.start) ?? labelAfter(folded, end);
    if (!first.plus && label === 'code') continue;
    const read = dial(digits, groups, label);
    if (read === undefined) continue;
    best = {
      found: { kind: 'phone', span: [spanStart(folded.text, first, end), end], ...read },
      next: to + 1,
    };
  }
  return best;
}

/** The number these digits dial, or undefined. */
function dial(
  digits: string,
  groups: readonly DigitGroup[],
  label: LabelTag | undefined,
): { value: string; hotline?: true } | undefined {
  const first = groups[0]!;
  if (first.plus) return international(`+${digits}`);
  if (digits.startsWith('00')) return international(`+${digits.slice(2)}`);
  if (groups.length === 2 && first.digits.length === 1) return undefined; // 0,912345678
  if (digits.startsWith('0')) return international(`+84${digits.slice(1)}`);
  if (digits.startsWith('1')) {
    if (groups.length === 2 && YEAR.test(groups[1]!.digits) && label !== 'phone') return undefined;
    return groups.length === 1 || first.digits.length === 4 ? { value: digits, hotline: true } : undefined;
  }
  if (digits.startsWith('84')) {
    const grouped = groups.length > 1 && groups.slice(1).every((group) => /^[.,]$/u.test(group.separator));
    return grouped && label !== 'phone' ? undefined : international(`+${digits}`);
  }
  // the zero was left out: only where the words around say it is a phone number
  return label === 'phone' ? international(`+84${digits}`) : undefined;
}

function international(text: string): { value: string; hotline?: true } | undefined {
  const parsed = parsePhoneNumberFromString(text);
  if (parsed === undefined || !parsed.isValid()) return undefined;
  const type = parsed.getType();
  const office =
    type === 'FIXED_LINE' || type === 'TOLL_FREE' || type === 'PREMIUM_RATE' || type === 'SHARED_COST';
  return office ? { value: parsed.number, hotline: true } : { value: parsed.number };
}

/** True when the groups are not part of a longer list or number. */
function standsAlone(run: DigitRun, from: number, to: number, previousEnds: number): boolean {
  const groups = run.slice(from, to + 1);
  const before = run[from - 1];
  const after = run[to + 1];
  const first = groups[0]!;
  const inner = new Set(groups.slice(1).map((group) => group.separator.trim() || ' '));
  const joint = (separator: string) => separator.trim() || ' ';
  if (groups.length === 1) return tight(first.separator, before) && tight(after?.separator, after);
  const small = groups.every((group) => group.digits.length <= 2);
  // 0*9*8*2 – 1*1*5 – 0*0*7: no list is written so
  if (to - from > 8 && inner.has('*') && inner.size === 2) return before === undefined && after === undefined;
  if (small && inner.size > 1 && !groups.some((group) => group.word)) return false;
  const shape = groups.map((group) => group.digits.length).join('-');
  const likeBefore = before !== undefined && from !== previousEnds && inner.has(joint(first.separator));
  const likeAfter = after !== undefined && inner.has(joint(after.separator));
  if (!likeBefore && !likeAfter) return inner.size <= 2;
  // "0912 345 678 2 cái" is a number and a count; "03 25 67 89 10 44" is a list
  if (small || !SHAPES.has(shape)) return false;
  if (
    likeBefore &&
    (joint(first.separator) !== ' ' || (before.digits.length > 3 && !YEAR.test(before.digits)))
  )
    return false;
  if (!likeAfter) return true;
  return joint(after.separator) === ' ' ? after.digits.length <= 3 || isStart(after) : isStart(after);
}

/** A single group joined to its neighbour by one dot, dash or slash belongs to a code: `2024-0912345678`. */
function tight(separator: string | undefined, neighbour: DigitGroup | undefined): boolean {
  if (neighbour === undefined || separator === undefined || separator === '') return true;
  return !/^[-._]$/u.test(separator) || neighbour.digits.length >= 9;
}

const isStart = (group: DigitGroup) => group.plus || /^(?:0[235789]|84|1[89]00)/u.test(group.digits);

/** What touches the digits allows a phone number: no price, date, order code or list. */
function plausible(folded: Folded, groups: readonly DigitGroup[]): boolean {
  const first = groups[0]!;
  const last = groups.at(-1)!;
  if (groups.some((group, index) => index > 0 && group.gluedBefore)) return false;
  if (groups.slice(0, -1).some((group) => group.gluedAfter)) return false;
  const tail = folded.text.slice(last.end, last.end + 12);
  if (CURRENCY.test(tail) || /^(?:[A-Z]{1,3}(?!\p{L})|\p{L}+\d)/u.test(tail)) return false;
  if (isDate(groups)) return false;
  // "HD-0912345678" is a code, "ZALO-0912345678" is not
  const head = folded.text.slice(Math.max(0, first.start - 9), first.start);
  return (
    (!first.gluedBefore && !/[A-Z]{2,8}[-_#]$/u.test(head)) || labelBefore(folded, first.start) === 'phone'
  );
}

/** `09/12/2024 10:30`: day, month and year joined alike, whatever follows. */
function isDate(groups: readonly DigitGroup[]): boolean {
  const [day, month, year, next] = groups;
  if (day === undefined || month === undefined || year === undefined) return false;
  if (!/^[-/.]$/u.test(month.separator) || month.separator !== year.separator) return false;
  if (next !== undefined && next.separator === year.separator) return false;
  return (
    Number(day.digits) <= 31 &&
    day.digits.length <= 2 &&
    Number(month.digits) <= 12 &&
    month.digits.length <= 2 &&
    YEAR.test(year.digits)
  );
}

/** A plus sign belongs to the number; a parenthesis does when it closes inside it. */
function spanStart(text: string, first: DigitGroup, end: number): number {
  let start = first.start;
  if (first.plus) {
    const head = text.slice(Math.max(0, start - 3), start);
    start += Math.max(head.lastIndexOf('+'), head.lastIndexOf('＋')) - head.length;
  }
  const closes = text.slice(start, end).includes(')');
  return closes && text.charAt(start - 1) === '(' ? start - 1 : start;
}
