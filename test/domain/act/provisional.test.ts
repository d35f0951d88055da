import { expect, test } from '@jest/globals';
import { provisionalHide } from '../../../src/domain/act/provisional.ts';
import { compiled, NOW } from '../../rulebook/book.ts';

const rule = (id: string, severity: string, stage: string, when: string, match: string) => `- id: ${id}
  title: thử
  category: ${id.split('.')[0]}
  severity: ${severity}
  stage: ${stage}
  owner: test
  review_by: 2099-01-01
  why: thử
  when: ${when}
  examples:
    match: ["${match}", "${match} nhé", "${match} đó"]
    no_match: [xin chào, cảm ơn, chúc ngủ ngon, trời mưa, đi chợ]
`;
const DECISIONS = `- { id: threat, category: threat, severity: high, decision: urgent, suggest: hide }
- { id: threat-unclear, category: threat, decision: flag, suggest: none }
- { id: hate, category: hate, decision: hide, suggest: hide }
- { id: scam, category: scam, decision: hide, suggest: hide }
- { id: rest, decision: none, suggest: none }
`;
/** As though each rule had earned the stage it asks for. */
const book = compiled(
  {
    'decisions.yaml': DECISIONS,
    'a.yaml': [
      rule('hate.group', 'high', 'flag', '{ phrase: [hạ đẳng], target: [group] }', 'bọn Bắc Kỳ hạ đẳng'),
      rule('threat.vague', 'medium', 'hide', '{ phrase: [coi chừng tao] }', 'coi chừng tao'),
      rule('scam.bait', 'medium', 'hide', '{ phrase: [nhận lại], money: sum }', 'nạp 300k nhận lại 900k'),
    ].join(''),
  },
  {
    stages: new Map([
      ['hate.group', 'flag'],
      ['threat.vague', 'hide'],
      ['scam.bait', 'hide'],
    ]),
  },
);
const hideOf = (text: string) =>
  provisionalHide(book.screen({ text }, NOW), {
    mode: 'enforce',
    brakedRules: new Set(),
    stopped: false,
    canHide: true,
    decidedByPerson: false,
    expiresAt: NOW,
  })?.rule;

test('a machine hides only for a finding whose own row of the decision table says so', () => {
  expect(hideOf('nạp 300k nhận lại 900k')).toBe('scam.bait');
  expect(hideOf('coi chừng tao')).toBeUndefined();
  // The advice to hide is for the hate, of which a person decides; the threat beside it is none to hide for.
  const text = 'bọn Bắc Kỳ hạ đẳng, coi chừng tao';
  expect(book.screen({ text }, NOW).suggest).toBe('hide');
  expect(hideOf(text)).toBeUndefined();
  expect(hideOf('bọn Bắc Kỳ hạ đẳng, nạp 300k nhận lại 900k')).toBe('scam.bait');
});
