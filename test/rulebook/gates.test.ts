import { describe, expect, test } from '@jest/globals';
import { loadCanaries, loadTerms } from '../../src/rulebook/canaries.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { Fault } from '../../src/rulebook/fault.ts';
import { NOW } from './book.ts';

const DECISIONS = `- { id: at-risk, category: at-risk, decision: urgent, suggest: escalate }
- { id: spam, category: spam, decision: flag, suggest: none }
- { id: sexual, category: sexual, decision: hide, suggest: hide }
- { id: abuse, category: abuse, severity: [medium, high], decision: flag, suggest: none }
- { id: reply, category: needs-reply, decision: reply, suggest: reply }
- { id: rest, decision: none, suggest: none }
`;

function canaryFaults(rules: string, more: Record<string, string> = {}): Fault[] {
  const files = Object.entries({ 'decisions.yaml': DECISIONS, 'a.yaml': rules, ...more });
  const { faults } = compileRulebook(
    files.map(([path, text]) => ({ path, text })),
    { now: NOW, canaries: loadCanaries() },
  );
  const other = faults.filter(({ code }) => !/^(canary|example)-/.test(code));
  if (other.length > 0) throw new Error(JSON.stringify(other));
  return faults.filter(({ code }) => code.startsWith('canary-'));
}

function rule(category: string, when: string, more = 'severity: medium'): string {
  return `id: x.rule\ntitle: x\nwhy: x\ncategory: ${category}\nstage: shadow\n${more}\nwhen: ${when}\nexamples: { match: [x], no_match: [y] }\n`;
}

describe('the canary gate', () => {
  // What is called at-risk hides nothing, but would bring everybody who says the word before people as urgent.
  test.each(['sexual', 'at-risk'])(
    'a keyword rule on any term of public affairs is refused: %s',
    (category) => {
      const rules = loadTerms().map(
        (term, index) =>
          `- { id: ${category}.t${index}, title: x, why: x, category: ${category}, stage: shadow, when: { phrase: ["${term}"] }, examples: { match: ["${term}"], no_match: [y] } }`,
      );
      expect(rules.length).toBeGreaterThanOrEqual(1_900);
      const refused = new Set(canaryFaults(rules.join('\n')).map((found) => found.rule));
      const passed = rules.flatMap((_, index) =>
        refused.has(`${category}.t${index}`) ? [] : [loadTerms()[index]],
      );
      expect(passed).toEqual([]);
    },
  );

  test('shows the sentence, once a rule, at the rule', () => {
    const found = canaryFaults(rule('sexual', '{ phrase: [cảnh sát giao thông, ủy ban] }'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code: 'canary-hidden', file: 'a.yaml', line: 7 });
    expect(found[0]?.vi).toContain(found[0]?.value);
  });

  test.each([
    '{ phrase: [ký tên], author: { comments_on_page: "< 3" } }',
    '{ phrase: [ký tên], velocity: { similar: "> 100" } }',
    '{ phrase: [ký tên], velocity: { similar: "< 500" } }',
    '{ all: [{ phrase: [ký tên] }, { not: { velocity: { by_author: "> 500" } } }] }',
    '{ phrase: [ký tên], time: { from: "01:00", to: "02:00" } }',
    '{ phrase: [ký tên], time: { after: 2027-01-01 } }',
    '{ phrase: [ký tên], post: { phrase: [giải toả] } }',
    '{ all: [{ phrase: [ký tên] }, { not: { author: { confirmed: "< 1" } } }] }',
  ])('no condition about the moment or the author slips past it: %s', (when) => {
    expect(canaryFaults(rule('spam', when))).toHaveLength(1);
  });

  test.each([
    '{ author: { comments_on_page: "> 0" } }',
    '{ author: { comments_on_page: "< 2" } }',
    '{ velocity: { similar: "> 500" } }',
    '{ velocity: { similar: "< 500" } }',
    '{ shape: { length: "< 250" } }',
    '{ shape: { caps: "< 50%" } }',
    '{ language: vi }',
  ])('nor an exception that may not hold: %s', (exception) => {
    expect(canaryFaults(rule('spam', '{ phrase: [ký tên] }', `unless: [${exception}]`))).toHaveLength(1);
  });

  test.each([
    '{ phrase: [tham nhũng, đảng], shape: { caps: "> 70%" } }',
    '{ phrase: [tham nhũng, đảng], shape: { emoji: "> 1%" } }',
    '{ phrase: [tham nhũng, đảng], shape: { length: "> 2500" } }',
    '{ phrase: [tham nhũng, đảng], shape: { length: "= 2500" } }',
    '{ phrase: [tham nhũng, đảng], shape: { syllables: "> 300" } }',
    '{ phrase: [tham nhũng, đảng], language: en }',
    '{ phrase: [CHÍNH PHỦ, ĐẢNG, CÔNG AN, THAM NHŨNG], case: exact }',
    '{ near: { a: [CÔNG AN], b: [DÂN], within: 9 }, case: exact }',
  ])('nor is criticism harm for how it is put: %s', (when) => {
    expect(canaryFaults(rule('sexual', when))).toHaveLength(1);
  });

  test.each([
    '{ phrase: [đcs, csvn, vnch, 3 que, cộng phỉ, tàu cộng, tô lâm, phạm minh chính] }',
    '{ count: { of: [chính phủ, đảng, công an, tham nhũng, chủ tịch, bí thư, bất tài, độc tài, cướp đất], at_least: 3 } }',
    '{ near: { a: [chính phủ, đảng, công an, nhà nước], b: [bất tài, độc tài, hèn, khốn nạn, mafia], within: 3 } }',
    '{ phrase: ["🇻🇳", "🚩"] }',
    '{ phrase: [communist party, corrupt government, dictatorship] }',
    '{ phrase: [police brutality] }',
    '{ phrase: [human rights] }',
    '{ phrase: [共产党] }',
    '{ phrase: [共産党] }',
    '{ phrase: [gouvernement] }',
    '{ phrase: [диктатура] }',
  ])('nor for a short name, words together, a flag, another language: %s', (when) => {
    expect(canaryFaults(rule('sexual', when))).toHaveLength(1);
  });

  test('capitals in an exception save only what is written so', () => {
    const when = '{ phrase: [công an], not: { phrase: [CÔNG AN], case: exact } }';
    expect(canaryFaults(rule('sexual', when))).toHaveLength(1);
  });

  test('a wave does not make criticism harm where the rule alone would not', () => {
    const low = `- { id: spam-low, category: spam, severity: low, decision: none, suggest: none }\n${DECISIONS}`;
    const found = canaryFaults(rule('spam', '{ phrase: [ký tên] }', 'severity: low'), {
      'decisions.yaml': low,
    });
    expect(found).toHaveLength(1);
  });

  test('nor does a row that is milder with the graver hold it back', () => {
    const mild = DECISIONS.replace('category: spam,', 'category: spam, severity: [low, medium],').replace(
      '- { id: rest',
      '- { id: grave, category: spam, severity: high, decision: none, suggest: none }\n- { id: rest',
    );
    expect(canaryFaults(rule('spam', '{ phrase: [ký tên] }'), { 'decisions.yaml': mild })).toHaveLength(1);
  });

  test('complaints may be answered, profanity noted', () => {
    expect(canaryFaults(rule('needs-reply', '{ phrase: [giao hàng chậm, chờ] }'))).toEqual([]);
    const swearing = '{ phrase: [vcl, vl], target: [person, group, thing, situation, self, none] }';
    expect(canaryFaults(rule('abuse', swearing, 'severity: low'))).toEqual([]);
    expect(canaryFaults(rule('abuse', swearing, 'severity: medium'))).toHaveLength(1);
  });

  test("the files' own canaries are added to those shipped", () => {
    const when = '{ phrase: [bánh tráng trộn] }';
    expect(canaryFaults(rule('sexual', when))).toEqual([]);
    const own = { 'canaries/ours.txt': '# của trang\nBánh tráng trộn dở quá, không mua nữa\n' };
    expect(canaryFaults(rule('sexual', when), own)).toHaveLength(1);
  });

  test('drafts may be tried', () => {
    const draft = rule('sexual', '{ phrase: [ủy ban] }').replace('stage: shadow', 'stage: draft');
    expect(canaryFaults(draft)).toEqual([]);
  });
});
