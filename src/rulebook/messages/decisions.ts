import type { Message } from '../messages.ts';

/** The decision table and the canaries. */
export const DECISION_MESSAGES = {
  'decisions-missing': {
    vi: 'thiếu bảng quyết định decisions.yaml',
    en: 'the decision table decisions.yaml is missing',
    hint: { vi: 'chép decisions.yaml đi kèm chương trình', en: 'copy the shipped decisions.yaml' },
  },
  'row-duplicate': {
    vi: 'mã dòng “{value}” viết hai lần',
    en: 'the row id “{value}” is used twice',
    hint: { vi: 'đổi một trong hai mã', en: 'rename one of them' },
  },
  'row-too-strong': {
    vi: 'quyết định “{value}” mạnh hơn mức cho phép của loại {category} (tối đa “{limit}”)',
    en: 'the decision “{value}” is stronger than {category} allows (at most “{limit}”)',
    hint: {
      vi: 'hạ xuống “{limit}” hoặc bỏ loại {category} khỏi dòng này',
      en: 'lower it to “{limit}” or take {category} out of the row',
    },
  },
  'row-suggestion': {
    vi: 'đề xuất “{value}” không dành cho loại {category}',
    en: 'the suggestion “{value}” is not for {category}',
    hint: {
      vi: 'đề xuất mạnh nhất của loại {category} là “{limit}”',
      en: 'the strongest suggestion of {category} is “{limit}”',
    },
  },
  'row-suggestion-alone': {
    vi: 'đề xuất “hide” cần quyết định hide hoặc urgent',
    en: 'the suggestion “hide” needs the decision hide or urgent',
  },
  'row-profanity': {
    vi: 'dòng này đưa lời văng tục (abuse mức low) lên cho người duyệt: phải là “none”',
    en: 'this row raises bare profanity (abuse at low): it must be “none”',
    hint: { vi: 'thêm “severity: [medium, high]”', en: 'add “severity: [medium, high]”' },
  },
  'row-unreachable': {
    vi: 'dòng “{value}” không bao giờ tới lượt: các dòng trên đã bắt hết',
    en: 'the row “{value}” is never reached: rows above catch everything',
    hint: { vi: 'xoá dòng hoặc đưa lên trên', en: 'delete it or move it up' },
  },
  'row-last': {
    vi: 'dòng cuối phải bắt tất cả (không có category, severity)',
    en: 'the last row must catch everything (no category, no severity)',
    hint: {
      vi: 'thêm dòng cuối: { id: rest, decision: none, suggest: none }',
      en: 'end with { id: rest, decision: none, suggest: none }',
    },
  },
  'canary-hidden': {
    vi: 'sẽ đề xuất ẩn một câu được bảo vệ: “{value}”',
    en: 'it would suggest hiding a protected sentence: “{value}”',
    hint: {
      vi: 'thu hẹp điều kiện hoặc thêm “unless”; lời phê bình không bao giờ bị ẩn',
      en: 'narrow the conditions or add “unless”; criticism is never hidden',
    },
  },
  'canary-flagged': {
    vi: 'sẽ coi một câu được bảo vệ là gây hại hay là người gặp nguy: “{value}”',
    en: 'it would flag a protected sentence as harm or as somebody at risk: “{value}”',
    hint: { vi: 'thu hẹp điều kiện hoặc thêm “unless”', en: 'narrow the conditions or add “unless”' },
  },
} satisfies Record<string, Message>;
