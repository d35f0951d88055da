import { compose } from '../text/composed.ts';
import type { Span } from '../verdict.ts';

/** `sum`: an amount of money or a percentage ("500k", "2tr5", "năm trăm ngàn", "20%"). `rate`: a sum per time ("300k/ngày"). */
export const MONEY_KINDS = ['sum', 'rate'] as const;
export type MoneyKind = (typeof MONEY_KINDS)[number];

/** Only so much of a text is looked at, in UTF-16 units: what stands behind it is no offer anybody reads. */
const READS = 20_000;
const MOST = 100;

const DIGITS = '(?<![\\d.,])\\d[\\d.,]*';
const UNITS =
  'k|ka|tr|trđ|triệu|củ|chai|lít|nghìn|ngàn|đ|đô|do|usd|usdt|\\$|vnd|vnđ|%|phần|tỷ|tỉ|chỉ|đồng|eth|btc|xị|xèng';
const COUNTED = 'trăm|chục|mươi|lăm|rưỡi|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|vài|mấy';
const LARGE = 'trăm|chục|nghìn|ngàn|triệu|củ|đô|tỷ|phần trăm';
const TIMES = 'ngày|tuần|tháng|phiên|lệnh|giờ|đêm|ca';

const END = '(?![\\p{L}\\p{M}])';
const START = '(?<![\\p{L}\\p{M}])';
const AMOUNT = `${DIGITS}\\s?(?:${loose(UNITS)})\\d{0,2}`;
const SUM = `${AMOUNT}${END}|(?<![\\d.,])\\d{2,3}(?:[.,]000)+(?!\\d)|${START}(?:${loose(COUNTED)}) (?:${loose(LARGE)})${END}`;
const RATE =
  `${AMOUNT}\\s?(?:/|${loose('một|mỗi|trên')}|1)?\\s?(?:${loose(TIMES)})${END}|` +
  `${START}(?:${loose('một|mỗi|hàng')}|1) ?(?:${loose(TIMES)})(?: [^\\s\\d]{1,20}){0,5} ${AMOUNT}${END}`;

const EXPRESSIONS: Readonly<Record<MoneyKind, RegExp>> = {
  sum: new RegExp(SUM, 'giu'),
  rate: new RegExp(RATE, 'giu'),
};

/**
 * Where a text names money of a kind, as [start, end) in UTF-16 units of the text as typed. Marks may be missing;
 * whether letters are composed makes no difference. A price, a share and a wage are all sums.
 */
export function findMoney(text: string, kind: MoneyKind): readonly Span[] {
  const found: Span[] = [];
  const composed = compose(text);
  for (const { index, 0: match } of composed.text.slice(0, READS).matchAll(EXPRESSIONS[kind])) {
    found.push(composed.typed(index, index + match.length));
    if (found.length === MOST) break;
  }
  return found;
}

/** An expression for words whose marks may be left out, in part or whole; another mark makes another word. */
function loose(words: string): string {
  return words.replace(/[\p{L}]/gu, (letter) => {
    const [base = letter, ...marks] = letter.normalize('NFD');
    if (marks.length === 0 && letter !== 'đ') return letter;
    if (letter === 'đ') return '[đd]';
    const shapes = new Set([base, letter, ...marks.map((mark) => (base + mark).normalize('NFC'))]);
    return `[${[...shapes].join('')}]`;
  });
}
