import type { Message } from '../messages.ts';

/** Reply templates. */
export const REPLY_MESSAGES = {
  'reply-duplicate': {
    vi: 'mã câu trả lời “{value}” viết hai lần',
    en: 'the reply id “{value}” is used twice',
    hint: { vi: 'đổi một trong hai mã', en: 'rename one of them' },
  },
  'reply-variable': {
    vi: 'không có biến “{value}”',
    en: 'there is no variable “{value}”',
    hint: { vi: 'dùng một trong: {known}', en: 'use one of {known}' },
  },
  'reply-brace': {
    vi: 'dấu ngoặc nhọn lẻ: biến viết là {example}',
    en: 'a brace stands alone: a variable is written {example}',
    hint: { vi: 'thêm dấu còn thiếu hoặc bỏ dấu thừa', en: 'add the missing one or drop it' },
  },
  'reply-uncited': {
    vi: 'câu trả lời cho tin sai phải nêu {example}',
    en: 'the reply to a false claim must cite {example}',
    hint: {
      vi: 'người đọc cần biết ai đính chính và đọc ở đâu',
      en: 'readers need to know who corrected it and where',
    },
  },
  'reply-not-claim': {
    vi: 'biến “{value}” chỉ có ở câu trả lời cho tin sai (false-claim)',
    en: 'the variable “{value}” exists only in replies to a false-claim',
    hint: {
      vi: 'bỏ biến này, hoặc đổi loại thành false-claim',
      en: 'drop it, or make the category false-claim',
    },
  },
  'reply-rule-unknown': {
    vi: 'không có luật “{value}”',
    en: 'there is no rule “{value}”',
    hint: { vi: 'dùng mã của một luật trong thư mục này', en: 'use the id of a rule of this directory' },
  },
  'reply-by-itself': {
    vi: 'câu trả lời này không được tự gửi',
    en: 'this reply must not go out by itself',
    hint: {
      vi: 'chỉ câu trả lời giờ làm việc: category needs-reply, có rules, có {example}',
      en: 'only an answer about opening hours may: category needs-reply, with rules, with {example}',
    },
  },
} satisfies Record<string, Message>;
