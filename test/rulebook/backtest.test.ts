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

function comment(id: string, text: string, found: string[], confirmed?: boolean, source = 'A'): PastComment {
  return { id, source, input: { text }, found, ...(confirmed === undefined ? {} : { confirmed }) };
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
  const { comments, rules } = await backtest(book, past);
  expect(comments).toBe(5);
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
    overturned: [{ id: '2', text: 'gia bao nhieu vay shop' }],
  });
});

test('runs drafts, and one rule alone', async () => {
  const { rules } = await backtest(book, past, 'needs-reply.draft');
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({ rule: 'needs-reply.draft', hits: 1, newlyFound: 1 });
});
