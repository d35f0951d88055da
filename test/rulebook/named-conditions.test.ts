import { describe, expect, test } from '@jest/globals';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { Fault } from '../../src/rulebook/fault.ts';
import { compiled, NOW } from './book.ts';

const CONDITIONS = `
- id: told-long-ago
  title: Chuyện đã lâu
  when: { all: [{ phrase: [năm ngoái] }, { not: { holds: still-so } }] }
- id: still-so
  title: Vẫn còn
  when: { phrase: [tới giờ] }
- id: asks
  title: Có hỏi
  when: { ends: [không ạ, "không?"] }
`;

function rule(when: string, unless: string): string {
  return `id: x.rule
title: x
category: needs-reply
stage: flag
why: x
when: ${when}
unless: [${unless}]
examples: { match: [hỏng rồi], no_match: [năm ngoái hỏng] }
`;
}

const named = (when: string, unless: string): Record<string, string> => ({
  'x.yaml': rule(when, unless),
  'conditions.yaml': CONDITIONS,
});

const finds = (files: Record<string, string>, text: string): boolean =>
  compiled(files).screen({ text }, NOW).findings.length > 0;

describe('a named condition', () => {
  const OLD = '{ all: [{ phrase: [năm ngoái] }, { not: { phrase: [tới giờ] } }] }';

  test('stands for what it names: the rule detects the same, and has earned the same', () => {
    const byName = compiled(named('{ phrase: [hỏng] }', '{ holds: told-long-ago }'));
    const written = compiled({ 'x.yaml': rule('{ phrase: [hỏng] }', OLD) });
    expect(byName.rules[0]?.fingerprint).toBe(written.rules[0]?.fingerprint);
    for (const text of ['thang máy hỏng', 'năm ngoái hỏng', 'năm ngoái hỏng, tới giờ chưa sửa'])
      expect(byName.screen({ text }, NOW).findings).toEqual(written.screen({ text }, NOW).findings);
  });

  test('beside other keys must hold as well; of several names one is enough', () => {
    const beside = named('{ phrase: [hỏng], holds: asks }', '{ phrase: [đùa] }');
    expect(finds(beside, 'hỏng phải không ạ')).toBe(true);
    expect(finds(beside, 'hỏng rồi')).toBe(false);
    const several = named(
      '{ phrase: [hỏng], holds: [asks, still-so], all: [{ phrase: [máy] }] }',
      '{ phrase: [đùa] }',
    );
    expect(finds(several, 'máy hỏng tới giờ')).toBe(true);
    expect(finds(several, 'máy hỏng phải không ạ')).toBe(true);
    expect(finds(several, 'máy hỏng')).toBe(false);
    expect(finds(several, 'hỏng tới giờ')).toBe(false);
  });

  test('is called by its name where it held a rule back', () => {
    const { rules } = compiled(named('{ phrase: [hỏng] }', '{ holds: told-long-ago }')).explain(
      { text: 'năm ngoái hỏng' },
      NOW,
    );
    expect(rules[0]?.matched).toBe(false);
    expect(rules[0]?.savedBy).toMatchObject({ kind: 'all', says: 'holds: told-long-ago', outcome: 'yes' });
  });

  test('changes every rule that holds it when it changes', () => {
    const print = (conditions: string): string | undefined =>
      compiled({
        'x.yaml': rule('{ phrase: [hỏng] }', '{ holds: told-long-ago }'),
        'conditions.yaml': conditions,
      }).rules[0]?.fingerprint;
    expect(print(CONDITIONS.replace('tới giờ', 'đến giờ'))).not.toBe(print(CONDITIONS));
    expect(print(CONDITIONS.replace('Vẫn còn', 'Còn'))).toBe(print(CONDITIONS));
  });

  test('is told of where it was written, and once', () => {
    const faultsOf = (conditions: string): Fault[] =>
      compileRulebook(
        [
          { path: 'a.yaml', text: rule('{ phrase: [hỏng] }', '{ holds: told-long-ago }') },
          {
            path: 'b.yaml',
            text: rule('{ phrase: [hư] }', '{ holds: told-long-ago }').replace('x.rule', 'x.other'),
          },
          { path: 'conditions.yaml', text: conditions },
          { path: 'decisions.yaml', text: '- { id: rest, decision: none, suggest: none }' },
        ],
        { now: NOW, canaries: [] },
      ).faults.filter(({ file }) => file === 'conditions.yaml');
    const faults = faultsOf(CONDITIONS.replace('[tới giờ]', '["@packs/gone"]'));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: 'pack-missing', line: 7, column: 20 });
    expect(faultsOf(CONDITIONS.replace('told-long-ago', 'told-long-aggo'))).toEqual([]);
  });
});
