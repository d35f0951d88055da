import { describe, expect, test } from '@jest/globals';
import { findMoney, type MoneyKind } from '../../../src/domain/detect/money.ts';

const found = (text: string, kind: MoneyKind): string[] =>
  findMoney(text, kind).map(([start, end]) => text.slice(start, end));

describe('a sum', () => {
  test.each([
    ['lương 500k nha', '500k'],
    ['góp 2tr5 là đủ', '2tr5'],
    ['phí 1.200.000đ', '1.200.000đ'],
    ['chỉ 300.000 thôi', '300.000'],
    ['bán 3 triệu rưỡi', '3 triệu'],
    ['ban 3 trieu', '3 trieu'],
    ['lãi 20%/tháng', '20%'],
    ['thu 50 USDT', '50 USDT'],
    ['năm trăm ngàn một bộ', 'năm trăm'],
    ['nam tram ngan', 'nam tram'],
    ['mua 2 củ', '2 củ'],
  ])('%j names %j', (text, sum) => {
    expect(found(text, 'sum')[0]).toBe(sum);
    const apart = text.normalize('NFD');
    expect(found(apart, 'sum')[0]).toBe(sum.normalize('NFD'));
  });

  test.each([
    'sinh năm 2008',
    'gọi 0900 010 020',
    'lớp 5 kia kìa',
    'phòng 12 khoa nội',
    'chạy 10 km',
    'trăm người bán vạn người mua',
    'đợi 3 tiếng',
    '20 bàn thắng',
    'sửa điểm năm đó',
  ])('%j names none', (text) => {
    expect(found(text, 'sum')).toEqual([]);
    expect(found(text.normalize('NFD'), 'sum')).toEqual([]);
  });
});

describe('a rate', () => {
  test.each([
    ['làm ở nhà 300k/ngày', '300k/ngày'],
    ['kiếm 2tr một tuần', '2tr một tuần'],
    ['kiem 2tr mot tuan', '2tr mot tuan'],
    ['mỗi ngày nhẹ nhàng có 400k', 'mỗi ngày nhẹ nhàng có 400k'],
    ['lời 5% mỗi lệnh', '5% mỗi lệnh'],
  ])('%j names %j', (text, rate) => {
    expect(found(text, 'rate')).toEqual([rate]);
  });

  test('a sum alone is none, nor a time alone', () => {
    expect(found('giá 300k', 'rate')).toEqual([]);
    expect(found('mỗi ngày một niềm vui', 'rate')).toEqual([]);
  });
});

test('long runs of digits, spaces and words are read once', () => {
  for (const piece of ['1', '1.', '1 ', 'mỗi ngày ', '12 k', '9,']) {
    expect(findMoney(piece.repeat(100_000), 'rate').length).toBeLessThanOrEqual(100);
    expect(findMoney(piece.repeat(100_000), 'sum').length).toBeLessThanOrEqual(100);
  }
});
