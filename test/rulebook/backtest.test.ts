import { expect, test } from '@jest/globals';
import { backtest, type PastComment } from '../../src/rulebook/backtest.ts';
import { compiled } from './book.ts';

const book = compiled({
  'a.yaml': `- id: needs-reply.price
  title: Hỏi giá
  category: needs-reply
  stage: flag
  why: x
  when: { phrase: [giá bao nhiêu] }
  examples: { match: [giá bao nhiêu], no_match: [rẻ quá] }
- id: needs-reply.draft
  title: Nháp
  category: needs-reply
  stage: draft
  why: x
  when: { phrase: [còn hàng không] }
`,
});

const AT = new Date('2026-02-01T08:00:00Z');

function comment(id: string, text: string, found: string[], confirmed?: boolean, source = 'A'): PastComment {
  return {
    id,
    source,
    input: { text, createdAt: AT },
    found,
    decision: found.length > 0 ? 'reply' : 'none',
    words:
      confirmed === undefined ? [] : [{ rule: found[0] ?? 'x.other', category: 'needs-reply', confirmed }],
  };
}

const PRICE = 'needs-reply.price';
const past = [
  comment('1', 'giá bao nhiêu ạ', [PRICE], true),
  comment('2', 'gia bao nhieu vay shop', [], false, 'B'),
  comment('3', 'xin giá', [PRICE], true),
  comment('4', 'còn hàng không, giá bao nhiêu', [PRICE]),
  comment('5', 'đẹp quá', []),
];

test('counts hits, what is new and gone, and precision by source and accents', async () => {
  const { comments, flagged, rules } = await backtest(book, past);
  expect(comments).toBe(5);
  expect(flagged).toEqual({ before: 3, now: 3, newly: 1, noLonger: 1 });
  const price = rules.find(({ rule }) => rule === PRICE);
  expect(price).toMatchObject({ hits: 3, judged: 2, confirmed: 1, newlyFound: 1, noLongerFound: 1 });
  expect(price?.lowerBound).toBeCloseTo(0.0945, 3);
  expect(price?.bySource).toMatchObject({
    A: { hits: 2, judged: 1, confirmed: 1 },
    B: { hits: 1, confirmed: 0 },
  });
  expect(price?.byAccents).toMatchObject({ full: { hits: 2 }, none: { hits: 1, judged: 1, confirmed: 0 } });
  expect(price?.examples).toEqual({
    newlyFound: [{ id: '2', text: 'gia bao nhieu vay shop' }],
    noLongerFound: [{ id: '3', text: 'xin giá' }],
    confirmed: [{ id: '1', text: 'giá bao nhiêu ạ' }],
    overturned: [{ id: '2', text: 'gia bao nhieu vay shop' }],
  });
});

test('runs drafts, and one rule alone', async () => {
  const { rules, flagged } = await backtest(book, past, ['needs-reply.draft']);
  expect(rules).toHaveLength(1);
  expect(flagged).toBeUndefined();
  expect(rules[0]).toMatchObject({ rule: 'needs-reply.draft', hits: 1, newlyFound: 1 });
});

test('a word about another category says nothing, a hide by hand does, and so does nothing but no', async () => {
  const said = (id: string, words: PastComment['words']): PastComment => ({
    ...comment(id, 'giá bao nhiêu', []),
    words,
  });
  const { rules } = await backtest(book, [
    said('1', [{ rule: 'spam.x', category: 'spam', confirmed: true }]),
    said('2', [{ category: 'needs-reply', confirmed: true }]),
    said('3', [{ rule: 'spam.x', category: 'spam', confirmed: false }]),
  ]);
  expect(rules[0]).toMatchObject({ hits: 3, judged: 2, confirmed: 1 });
});

test('repetition is counted from the comments themselves, a day back, on each page apart', async () => {
  const waves = compiled({
    'a.yaml': `id: needs-reply.many
title: x
category: needs-reply
stage: flag
why: x
when: { phrase: [giá bao nhiêu], velocity: { similar: ">= 2", by_author: ">= 1" } }
examples: { match: [giá bao nhiêu], no_match: [rẻ quá] }
`,
  });
  const at = (id: string, hour: number, author: string, source = 'A'): PastComment => ({
    ...comment(id, `giá bao nhiêu vậy shop ${id}`, [], undefined, source),
    author,
    input: { text: 'giá bao nhiêu vậy shop ơi', createdAt: new Date(AT.getTime() + hour * 3_600_000) },
  });
  const { rules } = await backtest(waves, [
    at('1', 0, 'u'),
    at('2', 1, 'v'),
    at('3', 2, 'u'),
    at('4', 2, 'u', 'B'),
    at('5', 26.5, 'u'),
    at('6', 27, 'u'),
    at('7', 28, 'u'),
  ]);
  expect(rules[0]?.examples.newlyFound.map(({ id }) => id)).toEqual(['3', '7']);
});
