import type { Message } from '../messages.ts';

/** Claims: false statements with their published corrections. */
export const CLAIM_MESSAGES = {
  'claim-duplicate': {
    vi: 'mã tin “{value}” đã có ở {other}',
    en: 'the claim id “{value}” is already used at {other}',
    hint: { vi: 'đổi một trong hai mã', en: 'rename one of them' },
  },
  'claim-json': {
    vi: 'dòng này không phải JSON đúng',
    en: 'this line is not valid JSON',
    hint: {
      vi: 'mỗi dòng một tin: {"id": …, "claim": …, "correction": …, "source_url": …, "published": …}',
      en: 'one claim a line: {"id": …, "claim": …, "correction": …, "source_url": …, "published": …}',
    },
  },
  'claim-url': {
    vi: 'liên kết “{value}” không phải địa chỉ http(s) công khai',
    en: '“{value}” is not a public http(s) address',
    hint: { vi: 'chép nguyên địa chỉ bài đính chính', en: 'copy the whole address of the correction' },
  },
  'claim-own-publisher': {
    vi: 'tin nói về “{value}” mà nơi đính chính cũng chính là “{value}”',
    en: 'the claim is about “{value}” and its correction is published by the same body',
    hint: { vi: 'cần một nguồn độc lập đăng đính chính', en: 'an independent publisher is needed' },
  },
  'claim-question': {
    vi: 'tin “{value}” là câu hỏi, không phải khẳng định kiểm chứng được',
    en: '“{value}” is a question, not a checkable statement',
    hint: { vi: 'viết lại thành câu khẳng định', en: 'write it as a statement' },
  },
  'claim-short': {
    vi: 'tin “{value}” quá ngắn để là một khẳng định cụ thể (cần ít nhất 4 tiếng)',
    en: '“{value}” is too short to be a specific statement (at least 4 syllables)',
    hint: { vi: 'viết đủ: ai, làm gì, ở đâu', en: 'say who did what where' },
  },
  'claim-opinion': {
    vi: 'tin có lời đánh giá “{value}”: ý kiến không phải tin sai',
    en: 'the claim holds a judgement (“{value}”): an opinion is not a false statement',
    hint: { vi: 'chỉ giữ phần kiểm chứng được', en: 'keep only what can be checked' },
  },
  'claim-gap': {
    vi: 'dấu “…” phải nằm giữa hai cụm từ',
    en: '“…” must stand between two phrases',
  },
  'claim-future': {
    vi: 'ngày đăng {value} ở tương lai',
    en: 'the publication date {value} lies in the future',
  },
  'claim-dates': {
    vi: 'hết hạn ({value}) trước ngày đăng',
    en: 'it expires ({value}) before it was published',
  },
  'claim-expired': {
    vi: 'tin đã hết hạn từ {value}, không còn được dò',
    en: 'the claim expired on {value} and is no longer looked for',
    hint: { vi: 'gia hạn valid_until hoặc xoá tin', en: 'extend valid_until or delete the claim' },
  },
  'claim-unknown': {
    vi: 'không có tin “{value}” trong claims/',
    en: 'there is no claim “{value}” in claims/',
    hint: { vi: 'dùng mã của một tin, hoặc “any” cho mọi tin', en: 'use the id of a claim, or “any”' },
  },
} satisfies Record<string, Message>;
