import { expect, test } from '@jest/globals';
import { findContacts } from '../../../src/domain/detect/contacts/find.ts';
import { type Shape, shapeOf } from '../../../src/domain/detect/shape.ts';
import { fold } from '../../../src/domain/text/fold.ts';

function shape(text: string): Shape {
  const folded = fold(text);
  return shapeOf(folded, findContacts(folded));
}

test('length, words and ratios', () => {
  expect(shape('')).toEqual({
    length: 0,
    words: 0,
    emojiRatio: 0,
    capsRatio: 0,
    mentionsOnly: false,
    linkOnly: false,
    question: false,
  });
  expect(shape('hay quá 😍😍')).toMatchObject({ length: 12, words: 2, emojiRatio: 0.5, capsRatio: 0 });
  expect(shape('MUA NGAY KẺO HẾT').capsRatio).toBe(1);
  expect(shape('mua NGAY'.normalize('NFD')).capsRatio).toBeCloseTo(4 / 7);
  expect(shape('OK').capsRatio).toBe(0);
  expect(shape('ĐƯỜNG đường'.normalize('NFD')).capsRatio).toBe(0.5);
});

test.each(['@Minh Anh', '@minh.anh @lan', '@Nguyễn Thị Hoa 😂', ' @lan\n@hoa '])(
  'mentions only: %j',
  (text) => {
    expect(shape(text).mentionsOnly).toBe(true);
  },
);

test.each(['@Minh Anh xem nè', 'chào @lan', '', '😂', 'a@b.com ơi'])('not mentions only: %j', (text) => {
  expect(shape(text).mentionsOnly).toBe(false);
});

test.each(['https://bit.ly/abc', 'shopee.vn 😍', 'bit.ly/abc\nt.me/xyz', '👉 a@gmail.com 👈'])(
  'link only: %j',
  (text) => {
    expect(shape(text).linkOnly).toBe(true);
  },
);

test.each(['xem https://bit.ly/abc', '', 'shopee', '0912345678'])('not link only: %j', (text) => {
  expect(shape(text).linkOnly).toBe(false);
});
