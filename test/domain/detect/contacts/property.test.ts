import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { findContacts } from '../../../../src/domain/detect/contacts/find.ts';
import { fold } from '../../../../src/domain/text/fold.ts';

const PREFIXES = [
  '32',
  '36',
  '39',
  '56',
  '58',
  '70',
  '76',
  '79',
  '81',
  '85',
  '88',
  '90',
  '91',
  '93',
  '96',
  '98',
];
const mobile = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([prefix, rest]) => `${prefix}${String(rest).padStart(7, '0')}`);

const NAMES = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const KEYCAP = '\ufe0f\u20e3';

/** Each writes the ten digits of a number another way. */
const DISGUISES: Readonly<Record<string, (digits: string) => string>> = {
  plain: (digits) => digits,
  spaced: (digits) => digits.replace(/^(.{4})(.{3})/u, '$1 $2 '),
  dotted: (digits) => digits.replace(/^(.{4})(.{3})/u, '$1.$2.'),
  dashed: (digits) => digits.replace(/^(.{3})(.{4})/u, '$1-$2-'),
  pairs: (digits) => (digits.match(/../gu) ?? []).join('.'),
  single: (digits) => digits.split('').join(' '),
  singleDots: (digits) => digits.split('').join('.'),
  letters: (digits) => digits.replace(/^0/u, 'O').replace(/(?<=.)1/gu, 'l'),
  fullWidth: (digits) => digits.replace(/\d/gu, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  bold: (digits) => digits.replace(/\d/gu, (digit) => String.fromCodePoint(0x1d7ec + Number(digit))),
  keycaps: (digits) => digits.replace(/\d/gu, (digit) => digit + KEYCAP),
  words: (digits) =>
    digits
      .split('')
      .map((digit) => NAMES[Number(digit)])
      .join(' '),
  bareWords: (digits) =>
    digits
      .split('')
      .map((digit) => NAMES[Number(digit)])
      .join(' ')
      .normalize('NFD')
      .replace(/\p{M}/gu, ''),
  decomposedWords: (digits) =>
    digits
      .split('')
      .map((digit) => NAMES[Number(digit)])
      .join(' ')
      .normalize('NFD'),
  mixed: (digits) => `${NAMES[0]} ${NAMES[Number(digits[1])]} ${digits.slice(2)}`,
  country: (digits) => `+84${digits.slice(1)}`,
  countrySpaced: (digits) => `+84 ${digits.slice(1).replace(/^(.{3})(.{3})/u, '$1 $2 ')}`,
  zeroWidth: (digits) => digits.replace(/^(.{4})(.{3})/u, '$1\u200b$2\u200b'),
  emoji: (digits) => digits.replace(/^(.{4})(.{3})/u, '$1🔥$2🔥'),
};

const BEFORE = [
  '',
  'gọi em ',
  'sđt: ',
  'Zalo ',
  'ai cần lh ',
  'đặt 2 hộp nha, ',
  'inbox shop\n',
  '🔥 ',
  'Giá 150k, alo ',
];
const AFTER = ['', ' nhé', '.', ' ạ 😍', ', cảm ơn shop', '\nmua ngay', '!!!', ') nha'];

describe.each(Object.entries(DISGUISES))('disguise %s', (_name, disguise) => {
  test('is always found, exactly where it stands', () => {
    fc.assert(
      fc.property(mobile, fc.constantFrom(...BEFORE), fc.constantFrom(...AFTER), (number, before, after) => {
        const typed = disguise(`0${number}`);
        const phones = findContacts(fold(before + typed + after)).filter(({ kind }) => kind === 'phone');
        expect(phones.map(({ value, span }) => ({ value, span }))).toEqual([
          { value: `+84${number}`, span: [before.length, before.length + typed.length] },
        ]);
      }),
      { numRuns: 150 },
    );
  });
});

const two = (number: number) => String(number).padStart(2, '0');
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`, 'u'));
const day = fc.tuple(
  fc.integer({ min: 1, max: 28 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1990, max: 2030 }),
);
const INNOCENT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'dotted price': fc
    .integer({ min: 1000, max: 999_999_999 })
    .chain((sum) =>
      fc.constantFrom('đ', ' đồng', ' VNĐ', '₫').map((unit) => sum.toLocaleString('de-DE') + unit),
    ),
  'short price': fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('k', 'tr', ' triệu', ' nghìn', 'tr5'))
    .map(([sum, unit]) => `giá ${sum}${unit}`),
  date: fc
    .tuple(day, fc.constantFrom('/', '-', '.'))
    .map(([[d, m, y], joint]) => `${two(d)}${joint}${two(m)}${joint}${y}`),
  'date and time': fc
    .tuple(day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([[d, m, y], hour, minute]) => `${two(d)}/${two(m)}/${y} ${two(hour)}:${two(minute)}`),
  'iso date': day.map(([d, m, y]) => `${y}-${two(m)}-${two(d)}`),
  'order code': fc
    .tuple(
      fc.constantFrom(
        'DH',
        'SPX',
        'GHN',
        'VNPOST',
        'HD-',
        'mã đơn ',
        'mã vận đơn: ',
        'order #',
        'IMEI ',
        'MST ',
      ),
      fc.constantFrom('0', '09', '03', ''),
      digits(8),
    )
    .map(([label, head, rest]) => label + head + rest),
  score: fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
    .map(([a, b]) => `thắng ${a}-${b} quá đã`),
  'small numbers': fc
    .array(fc.integer({ min: 1, max: 300 }), { maxLength: 4 })
    .map((list) => `size ${list.join(', ')} còn không`),
  'long number': digits(16).map((number) => `1${number}`),
};

describe.each(Object.entries(INNOCENT))('%s', (_name, texts) => {
  test('is never a contact', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...BEFORE.slice(0, 1), 'hôm nay ', 'shop ơi '), (text, before) => {
        expect(findContacts(fold(before + text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

const PIECES = [
  '0912',
  '345',
  '678',
  '+84',
  'không',
  'chín',
  'zalo',
  'kb',
  'stk',
  'cccd',
  '43A',
  '.',
  '-',
  '/',
  ' ',
  '@',
  'bit.ly',
  'số',
  'ngõ',
  'đường',
  '\u200b',
  '🔥',
  'e\u0301',
  '\ud83d',
  'O',
  'l',
  '\n',
  ':',
  '(',
];

test('property: spans lie on the text, in order, apart, and never split a surrogate pair', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 })), {
        maxLength: 40,
      }),
      (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const { span, value } of findContacts(fold(text))) {
          expect(span[0]).toBeGreaterThanOrEqual(at);
          expect(span[1]).toBeGreaterThan(span[0]);
          expect(span[1]).toBeLessThanOrEqual(text.length);
          expect(value).not.toBe('');
          expect(text.slice(...span).trim()).toBe(text.slice(...span));
          at = span[1];
        }
      },
    ),
    { numRuns: 2000 },
  );
});

/** Quadratic work on these would not end before the test's time is up. */
test.each([
  '0',
  '0 ',
  '0.',
  '09 ',
  '0912 ',
  '0912345678 ',
  'không ',
  'khôngchín',
  'a.',
  'a.b/',
  '@a',
  'a@b.',
  'http://',
  'x.com/(',
  'ib ',
  'zalo ',
  'kb zalo ',
  'số 1 ngõ ',
  'số ',
  '1/',
  'stk ',
  'stk 1 ',
  '43A-',
  'vcb 0',
  '+84',
  'O',
  'l',
  '(',
  '1 ngõ 1 ',
  'bit ',
  'bit . ',
  'a dot ',
  '\u200b',
  '0\u200b',
  '🔥0',
])('linear on a text of nothing but %j', (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  const contacts = findContacts(fold(text));
  expect(contacts.every(({ span }) => span[1] <= text.length)).toBe(true);
});
