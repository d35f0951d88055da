import { describe, expect, test } from '@jest/globals';
import type { ScreenInput } from '../../src/domain/comment.ts';
import { bookOf, foundIn, NOW } from './book.ts';

/** Whether a rule with these conditions finds something. */
function holds(conditions: string, input: ScreenInput | string): boolean {
  const comment = typeof input === 'string' ? { text: input } : input;
  return bookOf(conditions).screen(comment, NOW).findings.length > 0;
}

describe('phrases', () => {
  test('are found by whole syllables, with marks left out where the writer leaves them out', () => {
    const book = bookOf('phrase: [giao hàng chậm]');
    expect(foundIn(book, 'Shop giao hàng chậm quá')).toEqual(['giao hàng chậm']);
    expect(foundIn(book, 'shop giao hang cham qua troi')).toEqual(['giao hang cham']);
    expect(foundIn(book, 'giao hàng chậmm')).toEqual(['giao hàng chậmm']);
    expect(foundIn(book, 'giao hàng chấm')).toEqual([]);
  });

  test('modifiers narrow how they are read', () => {
    expect(holds('{ phrase: [giao hàng], accents: exact }', 'giao hang cham')).toBe(false);
    expect(holds('{ phrase: [giao hàng], deobfuscate: false }', 'g.i.a.o h.à.n.g')).toBe(false);
    expect(holds('{ phrase: [VUI], case: exact }', 'vui quá')).toBe(false);
    expect(holds('{ phrase: [VUI], case: exact }', 'VUI quá')).toBe(true);
    expect(holds('{ phrase: [vui], collapse: false }', 'vuiiiii quá')).toBe(false);
  });

  test('negated_by looks at the three syllables before, ignore_quoted into quotation marks', () => {
    const negated = '{ phrase: [chậm], negated_by: [không, chẳng hề] }';
    expect(holds(negated, 'giao không chậm')).toBe(false);
    expect(holds(negated, 'shop chẳng hề giao chậm')).toBe(false);
    expect(holds(negated, 'không biết sao lần này giao chậm')).toBe(true);
    expect(holds('{ phrase: [rẻ nhất], ignore_quoted: true }', 'Quảng cáo ghi "rẻ nhất" mà đắt')).toBe(false);
    expect(holds('{ phrase: [rẻ nhất], ignore_quoted: true }', 'Quảng cáo ghi rẻ nhất mà đắt')).toBe(true);
  });

  test('what is read out of masks holds no rule back', () => {
    const masked = '{ all: [{ phrase: [giết mày] }, { not: { phrase: [giật] } }] }';
    expect(holds(masked, 'tao gi*t mày')).toBe(true);
    expect(holds(masked, 'tao giết mày, giật cả mình')).toBe(false);
  });

  test('near, in any order or in one', () => {
    const near = (ordered: boolean): string =>
      `near: { a: [giá], b: [bao nhiêu], within: 2, ordered: ${ordered} }`;
    expect(foundIn(bookOf(near(false)), 'giá mẫu này bao nhiêu')).toEqual(['giá', 'bao nhiêu']);
    expect(holds(near(false), 'bao nhiêu là giá gốc')).toBe(true);
    expect(holds(near(true), 'bao nhiêu là giá gốc')).toBe(false);
    expect(holds(near(false), 'giá mà các bạn đưa ra là bao nhiêu')).toBe(false);
  });

  test('near counts words, not the emoji between them', () => {
    const near = 'near: { a: [giết], b: [mày], within: 1 }';
    expect(holds(near, 'giết 🔪🔪🔪🔪 mày')).toBe(true);
    expect(holds(near, 'giết 🔪 hết 🔪 mày')).toBe(true);
    expect(holds(near, 'giết 🔪 hết rồi 🔪 mày')).toBe(false);
  });

  test('near stays linear when thousands of phrases meet', () => {
    const book = bookOf('near: { a: [giá], b: [bao nhiêu], within: 0 }');
    const text = 'giá rẻ bao nhiêu đó '.repeat(5000);
    expect(book.screen({ text }, NOW).findings).toEqual([]);
    expect(book.screen({ text: `${text} giá bao nhiêu` }, NOW).findings).toHaveLength(1);
  });

  test('count asks for different phrases', () => {
    const count = 'count: { of: [vay, lãi, giải ngân], at_least: 2 }';
    expect(holds(count, 'vay vay vay')).toBe(false);
    expect(holds(count, 'vay nhanh, lãi thấp')).toBe(true);
  });

  test('whole, starts and ends look past emoji', () => {
    expect(holds('whole: [chấm]', '👉 chấm 🙂🙂')).toBe(true);
    expect(holds('whole: [chấm]', 'chấm nhé')).toBe(false);
    expect(holds('starts: [shop ơi]', '🙂 shop ơi cho hỏi')).toBe(true);
    expect(holds('starts: [shop ơi]', 'alo shop ơi')).toBe(false);
    expect(holds('ends: [ib em]', 'giá sỉ ib em 😍')).toBe(true);
    expect(holds('ends: [ib em]', 'ib em hỏi giá')).toBe(false);
  });
});

describe('patterns', () => {
  const pattern = 'pattern: { regex: "mã [a-z]{2}[0-9]{4}", literal: mã }';

  test('mark no blanks around what they match', () => {
    const around = bookOf(`pattern: { regex: '(^|[^a-z])mã [0-9]+(\\s|$)', literal: mã }`);
    expect(foundIn(around, 'lấy  mã 12 nhé')).toEqual(['mã 12']);
  });

  test('match the text as typed, behind their literal', () => {
    expect(foundIn(bookOf(pattern), 'MÃ AB1234 nhé, mã cd5678')).toEqual(['MÃ AB1234', 'mã cd5678']);
    expect(holds('pattern: { regex: "[0-9]{4}", literal: mã }', '1234')).toBe(false);
  });

  test('see composed letters, and point at the text as typed', () => {
    const typed = 'Ừ, hôm nọ ở Bến Lọ mã số ạ'.normalize('NFD');
    const book = bookOf(`pattern: { regex: 'b[eế]n l[oọ]', literal: Bến }`);
    expect(foundIn(book, typed)).toEqual(['Bến Lọ'.normalize('NFD')]);
    expect(foundIn(bookOf(`pattern: { regex: 's[ố] ạ?', literal: số }`), typed)).toEqual([
      'số ạ'.normalize('NFD'),
    ]);
  });

  test('offsets are UTF-16 after emoji and lone surrogates', () => {
    expect(foundIn(bookOf(pattern), '😀\ud800 mã ab1234')).toEqual(['mã ab1234']);
  });
});

describe('contacts', () => {
  test('by kind, any link counting as url', () => {
    expect(foundIn(bookOf('contact: [phone]'), 'gọi 0912 345 678 nha')).toEqual(['0912 345 678']);
    expect(holds('contact: url', 'vào vi-du.com xem')).toBe(true);
    expect(holds('contact: email', 'vào vi-du.com xem')).toBe(false);
  });

  test('by domain, subdomains included, and by number', () => {
    expect(holds('contact: { kind: url, domain: vi-du.com }', 'https://a.vi-du.com/x')).toBe(true);
    expect(holds('contact: { kind: url, not_domain: vi-du.com }', 'https://a.vi-du.com/x')).toBe(false);
    expect(holds('contact: { kind: url, domain: vi-du.com }', 'https://khac.com/x')).toBe(false);
    const two = 'contact: { kind: phone, at_least: 2 }';
    expect(holds(two, '0912 345 678, nhắc lại 0912345678')).toBe(false);
    expect(holds(two, '0912 345 678 hoặc 0987 654 321')).toBe(true);
  });

  test("the page's own are the page's", () => {
    const page = { phones: ['0912345678'], links: [], names: [] };
    expect(holds('contact: { kind: phone, owner: page }', { text: 'gọi 0912 345 678', page })).toBe(true);
    expect(holds('contact: { kind: phone, owner: page }', { text: 'gọi 0987 654 321', page })).toBe(false);
  });
});

test('money: sums, and sums per time, with their places', () => {
  const sum = bookOf('all: [{ phrase: [việc nhẹ] }, { money: sum }]');
  const rate = bookOf('all: [{ phrase: [việc nhẹ] }, { money: [rate] }]');
  expect(foundIn(sum, 'việc nhẹ có 500k')).toEqual(['việc nhẹ', '500k']);
  expect(foundIn(rate, 'việc nhẹ có 500k')).toEqual([]);
  expect(foundIn(rate, 'việc nhẹ 500k/ngày')).toEqual(['việc nhẹ', '500k/ngày']);
});

describe('shape', () => {
  test.each([
    ['length: "> 20"', 'một câu dài hơn hai mươi chữ', 'ngắn'],
    ['syllables: "< 3"', 'hai tiếng', 'ba tiếng đây'],
    ['emoji: ">= 50%"', 'đẹp 😍😍', 'đẹp quá trời ơi 😍'],
    ['caps: "> 70%"', 'MUA NGAY KẺO HẾT', 'Mua ngay kẻo hết'],
    ['question: true', 'mấy giờ mở cửa vậy? ', 'mấy giờ? tới liền'],
    ['question: false', 'tới liền', 'tới chưa？'],
    ['only: mentions', '@Minh Anh @lan', '@lan xem này'],
    ['only: link', 'https://vi-du.com/a', 'xem https://vi-du.com/a'],
    ['only: [link, emoji]', '😀😀', 'đẹp 😀'],
  ])('%s', (shape, fits, not) => {
    const rule = `all: [{ shape: { ${shape} } }, { not: { phrase: [không bao giờ có] } }]`;
    expect(holds(rule, fits)).toBe(true);
    expect(holds(rule, not)).toBe(false);
  });
});

describe('target and stance', () => {
  const insult = '{ phrase: [đồ ngu], target: [person] }';

  test('speak of the words beside them', () => {
    expect(holds(insult, 'mày là đồ ngu')).toBe(true);
    expect(holds('all: [{ phrase: [lừa đảo] }, { stance: statement }]', 'Shop này lừa đảo mọi người')).toBe(
      true,
    );
    expect(holds('all: [{ phrase: [lừa đảo] }, { stance: statement }]', 'Shop này có lừa đảo không?')).toBe(
      false,
    );
  });

  test('keep only the places they fit', () => {
    const text = 'Shop có giao chậm không? Hôm qua shop giao chậm nha.';
    expect(foundIn(bookOf('{ phrase: [giao chậm], stance: [statement] }'), text)).toHaveLength(1);
  });

  test('leave beside the words what is not made of words', () => {
    const book = bookOf('{ phrase: [cần vay], contact: phone, stance: [statement] }');
    expect(foundIn(book, 'ai cần vay gọi 0912345678')).toEqual(['cần vay', '0912345678']);
    expect(foundIn(book, 'bạn có cần vay không? 0912345678')).toEqual([]);
  });

  test('without words beside them they do not hold', () => {
    expect(holds('all: [{ contact: phone }, { target: person }]', 'mày gọi 0912345678')).toBe(false);
  });
});

describe('context', () => {
  const author = {
    commentsOnPage: 1,
    firstSeen: new Date(NOW.getTime() - 3_600_000),
    confirmed: 0,
    overturned: 2,
  };

  test('author counts; an unknown author is neither new nor old', () => {
    // At the time of the comment, however late it is screened.
    const late = { ...author, firstSeen: new Date(NOW.getTime() - 90 * 3_600_000) };
    const writtenAt = new Date(NOW.getTime() - 89 * 3_600_000);
    expect(
      holds('{ phrase: [mua], author: { first_seen: "< 2h" } }', {
        text: 'mua đi',
        author: late,
        createdAt: writtenAt,
      }),
    ).toBe(true);
    const fresh = '{ phrase: [mua], author: { comments_on_page: "< 2", first_seen: "< 2h" } }';
    expect(holds(fresh, { text: 'mua đi', author })).toBe(true);
    expect(holds(fresh, { text: 'mua đi', author: { ...author, commentsOnPage: 5 } })).toBe(false);
    expect(holds(fresh, 'mua đi')).toBe(false);
    expect(holds('all: [{ phrase: [mua] }, { not: { author: { confirmed: "> 0" } } }]', 'mua đi')).toBe(
      false,
    );
    expect(holds('{ phrase: [mua], author: { overturned: ">= 2" } }', { text: 'mua đi', author })).toBe(true);
  });

  test('velocity, post, language', () => {
    const wave = { similar: 9, byAuthor: 3 };
    expect(holds('{ phrase: [mua], velocity: { similar: "> 5" } }', { text: 'mua đi', wave })).toBe(true);
    expect(holds('{ phrase: [mua], velocity: { by_author: "> 5" } }', { text: 'mua đi', wave })).toBe(false);
    const post = { text: 'Tuyển dụng nhân viên', createdAt: new Date(NOW.getTime() - 40 * 86_400_000) };
    expect(
      holds('{ phrase: [mua], post: { phrase: [tuyển dụng], age: "> 30d" } }', { text: 'mua đi', post }),
    ).toBe(true);
    expect(holds('{ phrase: [mua], post: { phrase: [khuyến mãi] } }', { text: 'mua đi', post })).toBe(false);
    expect(holds('{ phrase: [mua], post: { phrase: [khuyến mãi] } }', 'mua đi')).toBe(false);
    expect(holds('{ phrase: [mua], language: vi }', 'mua đi mọi người ơi')).toBe(true);
    expect(holds('{ phrase: [mua], language: [en] }', 'mua đi mọi người ơi')).toBe(false);
  });

  test('hours and days are those of Vietnam, nights pass midnight', () => {
    const at = (iso: string): ScreenInput => ({ text: 'mua đi', createdAt: new Date(iso) });
    const night = '{ phrase: [mua], time: { from: "22:00", to: "05:00" } }';
    expect(holds(night, at('2026-03-01T16:30:00Z'))).toBe(true);
    expect(holds(night, at('2026-03-01T21:59:00Z'))).toBe(true);
    expect(holds(night, at('2026-03-01T22:00:00Z'))).toBe(false);
    const day = '{ phrase: [mua], time: { after: 2026-03-02, before: 2026-03-03 } }';
    expect(holds(day, at('2026-03-01T17:00:00Z'))).toBe(true);
    expect(holds(day, at('2026-03-01T16:59:59Z'))).toBe(false);
    expect(holds(day, at('2026-03-02T17:00:00Z'))).toBe(false);
  });
});

describe('all, any, not', () => {
  test('combine, and only what holds leaves its places', () => {
    const book = bookOf(
      'all: [{ any: [{ phrase: [vay] }, { phrase: [mượn] }] }, { not: { phrase: [trả] } }]',
    );
    expect(foundIn(book, 'cho vay lãi thấp')).toEqual(['vay']);
    expect(foundIn(book, 'vay hay mượn')).toEqual(['vay', 'mượn']);
    expect(foundIn(book, 'vay rồi trả')).toEqual([]);
  });

  test('a rule without words or contacts is still looked at', () => {
    expect(
      foundIn(bookOf('all: [{ shape: { length: "> 10" } }, { not: { phrase: [mua] } }]'), 'một hai ba bốn'),
    ).toEqual(['một hai ba bốn']);
  });
});
