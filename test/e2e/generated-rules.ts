import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { CATEGORIES, SEVERITIES } from '../../src/domain/categories.ts';
import { STAGES, type Stage } from '../../src/domain/verdict.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';

export const NOW = new Date('2026-11-24T00:00:00Z');
export const DECISIONS = readFileSync(new URL('../../rules/decisions.yaml', import.meta.url), 'utf8');

/** Words of an invented language: no canary and no frequency table knows them. */
export const WORDS = ['blo zan', 'gru mip', 'xel vat', 'tro kun', 'pli dos', 'vun rek'];

export interface Rule {
  readonly category: (typeof CATEGORIES)[number];
  readonly severity: (typeof SEVERITIES)[number];
  readonly stage: Stage;
  readonly words: readonly string[];
}

export const anyRule: fc.Arbitrary<Rule> = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  severity: fc.constantFrom(...SEVERITIES),
  stage: fc.constantFrom(...STAGES),
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
});

export function ruleFile(rules: readonly Rule[]): string {
  return rules
    .map((rule, index) => {
      const conditions = [
        `      - phrase: [${rule.words.join(', ')}]`,
        ...(['scam', 'spam'].includes(rule.category) ? ['      - contact: [phone]'] : []),
        ...(['abuse', 'hate', 'threat'].includes(rule.category)
          ? ['      - target: [person, group, none, situation, thing]']
          : []),
      ];
      return `- id: x.r${index}
  title: Luật ${index}
  category: ${rule.category}
  stage: ${rule.stage}
  severity: ${rule.severity}
  owner: test
  why: Vì ${index}
  review_by: 2099-01-01
  when:
    all:
${conditions.join('\n')}
  examples:
    match: [${['', 'nha', 'ok'].map((end) => `"mày ${rule.words[0]} 0912 345 678 ${end}"`).join(', ')}]
    no_match: ["trời hôm nay đẹp", "chào cả nhà", "bài hay quá", "cảm ơn bạn", "mai gặp nhé"]
`;
    })
    .join('');
}

export function compiled(rules: readonly Rule[], earned: Stage, decisions = DECISIONS) {
  return compileRulebook(
    [
      { path: 'decisions.yaml', text: decisions },
      { path: 'generated.yaml', text: ruleFile(rules) },
    ],
    { now: NOW, canaries: [], stages: new Map(rules.map((_, index) => [`x.r${index}`, earned])) },
  );
}
