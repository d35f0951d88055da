import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { loadCanaries, loadTerms } from '../../src/rulebook/canaries.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import { readRulebook } from '../../src/rulebook/load.ts';

const marks = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Syllables with the tone mark last, so that uỷ and ủy are one. */
function syllables(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).map((word) => {
    const parts = word.normalize('NFD');
    return parts.replace(marks, '') + (parts.match(marks) ?? []).join('');
  });
}

function unmarked(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}

function contains(text: readonly string[], term: readonly string[]): boolean {
  return text.some((_, at) => term.every((word, i) => text[at + i] === word));
}

describe('shipped canaries', () => {
  const canaries = loadCanaries();
  const terms = loadTerms();
  const read = canaries.map(({ text }) => syllables(text));
  const withoutAccents = read.filter((words) => words.every((word) => word === unmarked(word)));

  test('are many, each once', () => {
    expect(canaries.length).toBeGreaterThanOrEqual(5_200);
    expect(new Set(canaries.map(({ text }) => text.normalize('NFC').toLowerCase())).size).toBe(
      canaries.length,
    );
  });

  test('the terms are many and none is listed as a sentence', () => {
    expect(new Set(terms).size).toBeGreaterThanOrEqual(2_100);
    expect(terms.length).toBe(new Set(terms).size);
    expect(canaries.some(({ file }) => file.includes('terms'))).toBe(false);
  });

  test('every term of public affairs occurs in a sentence', () => {
    expect(terms.filter((term) => !read.some((words) => contains(words, syllables(term))))).toEqual([]);
  });

  test('every term of two syllables or more also occurs in a sentence typed without accents', () => {
    const missing = terms.filter((term) => {
      const words = syllables(term).map(unmarked);
      return words.length > 1 && !withoutAccents.some((text) => contains(text, words));
    });
    expect(missing).toEqual([]);
  });

  test('the shipped rules say the same of every canary and example typed with decomposed letters', () => {
    const now = new Date('2026-11-24T09:00:00+07:00');
    const { rulebook } = readRulebook('rules', { now });
    const examples = rulebook!.rules.flatMap((rule) => [...rule.examples.match, ...rule.examples.noMatch]);
    const said = (text: string): unknown => {
      const { decision, findings } = rulebook!.screen({ text }, now);
      const found = findings.map(({ rule, spans }) => [
        rule,
        ...spans.map((span) => text.slice(...span).normalize('NFC')),
      ]);
      return { decision, found };
    };
    const texts = [...canaries.map(({ text }) => text), ...examples].map((text) => text.normalize('NFC'));
    const differing = texts.flatMap((text) => {
      const apart = said(text.normalize('NFD'));
      return isDeepStrictEqual(apart, said(text)) ? [] : [{ text, apart }];
    });
    expect(differing).toEqual([]);
  });

  test.each(['typed', 'bare'] as const)('a keyword rule on any term is refused (accents: %s)', (accents) => {
    const keywords = accents === 'bare' ? terms.filter((term) => term.includes(' ')) : terms;
    // A bare form that is common is refused before the canaries are asked, and keeps the others from being asked.
    const left = accents === 'bare' ? standing(keywords, accents) : keywords;
    expect(left.length).toBeGreaterThan(keywords.length / 2);
    expect(standing(left, accents)).toEqual([]);
  });

  /** The terms most talked of, beside what makes a keyword look like a rule. */
  const TALKED_OF =
    'nghị định, quy hoạch, chủ tịch, bí thư, bộ trưởng, công an, csgt, tham nhũng, quan tham, lợi ích nhóm, uỷ ban, thuế, trung ương, phản động, bò đỏ, cộng sản, kiến nghị, đơn tập thể, chủ đầu tư, bot, bầu cử, dự án, sổ hồng, đại biểu, lạm thu, tẩy chay, đền bù, admin, dân oan, tự do báo chí'.split(
      ', ',
    );

  test.each([
    ['a sum', 'money: [sum, rate]'],
    ['a number or link', 'contact: { at_least: 1 }'],
    ['a question', 'shape: { question: true }'],
    ['brevity', 'shape: { syllables: "< 8" }'],
    ['a rough word', 'near: { a: TERM, b: [bọn, lũ, đám, thằng, mấy thằng, tụi], within: 8 }'],
    [
      'punishment',
      'near: { a: TERM, b: [bắn, giết, chém, đánh, tử hình, đuổi, đốt, bóp, tống, xử], within: 8 }',
    ],
  ])('nor is a keyword rule saved by %s beside it', (_, beside) => {
    const conditions = TALKED_OF.map(
      (term) => `{ phrase: ["${term}"], ${beside.replace('TERM', `["${term}"]`)} }`,
    );
    expect(refusedOf(TALKED_OF, conditions)).toEqual(TALKED_OF);
  });

  /** The terms on which a keyword rule is not refused. */
  function standing(keywords: readonly string[], accents: string): string[] {
    const conditions = keywords.map((term) => `{ phrase: ["${term}"], accents: ${accents} }`);
    const refused = new Set(refusedOf(keywords, conditions));
    return keywords.filter((term) => !refused.has(term));
  }

  /** The terms whose rule, one condition each, is refused. */
  function refusedOf(keywords: readonly string[], conditions: readonly string[]): string[] {
    const rules = keywords.map(
      (term, i) => `
- id: sexual.term-${i}
  title: Từ khoá
  category: sexual
  stage: shadow
  severity: medium
  why: Không được phép
  when: ${conditions[i]}
  examples: { match: ["${term}"], no_match: ["xin chào"] }
`,
    );
    const files = [
      { path: 'terms.yaml', text: rules.join('') },
      { path: 'decisions.yaml', text: readFileSync('rules/decisions.yaml', 'utf8') },
    ];
    const { faults } = compileRulebook(files, { now: new Date('2026-11-24T09:00:00+07:00'), canaries });
    const reasons = ['canary-hidden', 'canary-flagged', 'bare-common'];
    const refused = new Set(faults.flatMap(({ code, rule }) => (reasons.includes(code) ? [rule] : [])));
    return keywords.filter((_, i) => refused.has(`sexual.term-${i}`));
  }
});
