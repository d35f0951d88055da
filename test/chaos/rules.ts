import { readFileSync } from 'node:fs';

/** What people write, and what the rules make of it. */
export const TEXTS = {
  hide: 'em nhận đi khách qua đêm nha',
  reply: 'cái này bao nhiêu tiền vậy shop',
  none: 'bài hay lắm, cảm ơn trang',
} as const;
export type Kind = keyof typeof TEXTS;

/** The kind of a comment, read off its text as a person would. */
export function kindOf(text: string): Kind {
  if (text.startsWith(TEXTS.hide)) return 'hide';
  return text.startsWith(TEXTS.reply) ? 'reply' : 'none';
}

/** The rules and the stages they have earned. */
export const EARNED = { 'sexual.chaos': 'hide', 'reply.chaos': 'flag' } as const;

export const GOOD_RULES = `- id: sexual.chaos
  title: Mời gọi
  category: sexual
  stage: hide
  severity: high
  owner: chaos
  why: Mời gọi tình dục
  review_by: 2099-01-01
  when:
    phrase: [đi khách qua đêm]
  examples:
    match: ["em nhận đi khách qua đêm", "mình đi khách qua đêm nè", "nhận đi khách qua đêm giá rẻ"]
    no_match: ["đi chơi qua đêm với lớp", "khách ở qua đêm", "đi qua đêm", "trực qua đêm ở viện", "tàu chạy qua đêm"]
- id: reply.chaos
  title: Hỏi giá
  category: needs-reply
  stage: flag
  severity: low
  owner: chaos
  why: Khách hỏi giá
  review_by: 2099-01-01
  when:
    phrase: [bao nhiêu tiền]
  examples:
    match: ["cái này bao nhiêu tiền vậy shop"]
    no_match: ["đẹp quá"]
`;

export const DECISIONS = readFileSync(new URL('../../rules/decisions.yaml', import.meta.url), 'utf8');
/** Another rule beside the others: a change that every worker must take over. */
export const changedRules = (edition: number): string => `${GOOD_RULES}- id: sexual.edition
  title: Ấn bản
  category: sexual
  stage: shadow
  severity: low
  owner: chaos
  why: Ấn bản ${edition}
  review_by: 2099-01-01
  when:
    phrase: [ấn bản thứ ${edition}]
  examples:
    match: ["ấn bản thứ ${edition} đây"]
    no_match: ["đẹp quá"]
`;
export const BROKEN_RULES = `${GOOD_RULES}- id: [oops\n`;
