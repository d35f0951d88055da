import type { Message } from '../messages.ts';

/** What rules and packs say. */
export const RULE_MESSAGES = {
  'duplicate-id': {
    vi: 'mã luật “{value}” đã có ở {other}',
    en: 'the rule id “{value}” is already used at {other}',
    hint: { vi: 'đổi một trong hai mã', en: 'rename one of them' },
  },
  'condition-empty': {
    vi: 'điều kiện không nói gì',
    en: 'the condition says nothing',
    hint: { vi: 'thêm phrase, contact, shape …', en: 'add phrase, contact, shape …' },
  },
  'condition-unknown': {
    vi: 'không có điều kiện nào tên “{value}”',
    en: 'there is no condition “{value}”',
    hint: { vi: 'thêm nó vào conditions.yaml', en: 'add it to conditions.yaml' },
  },
  'condition-twice': {
    vi: 'điều kiện “{value}” đã có ở {other}',
    en: 'the condition “{value}” is already at {other}',
    hint: { vi: 'đổi một trong hai tên', en: 'rename one of them' },
  },
  'condition-cycle': {
    vi: 'điều kiện “{value}” gọi lại chính nó: {cycle}',
    en: 'the condition “{value}” holds itself: {cycle}',
    hint: { vi: 'bỏ một “holds” trong vòng này', en: 'take one “holds” out of the circle' },
  },
  'condition-unused': {
    vi: 'không luật nào dùng điều kiện “{value}”',
    en: 'no rule holds the condition “{value}”',
  },
  'modifier-alone': {
    vi: '“{value}” chỉ có nghĩa bên cạnh phrase, near, count, whole, starts hoặc ends',
    en: '“{value}” means something only beside phrase, near, count, whole, starts or ends',
  },
  'condition-deep': {
    vi: 'điều kiện lồng quá 8 tầng',
    en: 'conditions are nested more than 8 deep',
    hint: { vi: 'tách thành hai luật', en: 'split the rule in two' },
  },
  'phrase-empty': {
    vi: 'cụm từ trống',
    en: 'the phrase is empty',
    hint: {
      vi: 'xoá dòng này: cụm từ trống sẽ khớp mọi thứ',
      en: 'delete it: an empty phrase would match everything',
    },
  },
  'phrase-invisible': {
    vi: 'cụm từ có ký tự vô hình {value}',
    en: 'the phrase holds the invisible character {value}',
    hint: {
      vi: 'gõ lại cụm từ; chương trình tự nhìn xuyên ký tự vô hình trong bình luận',
      en: 'type it again; invisible characters in comments are seen through anyway',
    },
  },
  'phrase-no-letters': {
    vi: 'cụm từ “{value}” không có chữ hay số nào',
    en: 'the phrase “{value}” has neither letter nor digit',
    hint: { vi: 'dùng shape hoặc pattern cho ký hiệu', en: 'use shape or pattern for symbols' },
  },
  'phrase-long': {
    vi: 'cụm từ dài quá {limit} tiếng',
    en: 'the phrase has more than {limit} syllables',
    hint: { vi: 'rút còn phần cốt lõi, hoặc dùng near', en: 'keep its core, or use near' },
  },
  'phrase-mark-lost': {
    vi: 'dấu ở đầu hay cuối “{value}” không được so khớp: chỉ còn lại chữ',
    en: 'the mark at the edge of “{value}” is not matched: only the words are',
    hint: {
      vi: 'bỏ dấu nếu chỉ cần chữ; số tiền theo thời gian thì dùng “money: rate”, còn lại dùng pattern',
      en: 'leave the mark out if the words are meant; for a sum per time use “money: rate”, else a pattern',
    },
  },
  'phrase-twice': {
    vi: 'cụm từ “{value}” viết hai lần trong một danh sách',
    en: 'the phrase “{value}” stands twice in one list',
  },
  'phrase-common': {
    vi: 'bỏ dấu, “{value}” thành từ rất thường gặp ({frequency} lần mỗi triệu tiếng)',
    en: 'without marks, “{value}” is a common word ({frequency} per million syllables)',
    hint: {
      vi: 'thêm tiếng cho rõ nghĩa, hoặc đặt “accents: exact”',
      en: 'add a syllable, or set “accents: exact”',
    },
  },
  'bare-common': {
    vi: '“accents: bare” với “{value}”: dạng không dấu là từ rất thường gặp ({frequency} lần mỗi triệu tiếng)',
    en: '“accents: bare” with “{value}”: its unmarked form is common ({frequency} per million syllables)',
    hint: { vi: 'dùng “accents: typed”', en: 'use “accents: typed”' },
  },
  'bare-short': {
    vi: '“accents: bare” cần cụm từ từ 2 tiếng trở lên, “{value}” chỉ có một',
    en: '“accents: bare” needs phrases of two or more syllables; “{value}” has one',
    hint: { vi: 'thêm tiếng, hoặc dùng “accents: typed”', en: 'add a syllable, or use “accents: typed”' },
  },
  'bare-hide': {
    vi: '“accents: bare” không dùng được ở bậc hide',
    en: '“accents: bare” is refused at stage hide',
    hint: {
      vi: 'dùng “accents: typed”, hoặc hạ xuống “stage: flag”',
      en: 'use “accents: typed”, or “stage: flag”',
    },
  },
  'examples-missing': {
    vi: 'luật chưa có ví dụ “{value}”',
    en: 'the rule has no “{value}” examples',
    hint: {
      vi: 'thêm ít nhất một câu phải bắt và một câu không được bắt',
      en: 'add at least one comment to find and one to leave alone',
    },
  },
  'examples-few': {
    vi: 'bậc hide cần ít nhất {limit} ví dụ “{value}”',
    en: 'stage hide needs at least {limit} “{value}” examples',
  },
  'example-empty': {
    vi: 'ví dụ trống',
    en: 'the example is empty',
  },
  'example-not-found': {
    vi: 'ví dụ phải bắt mà luật không bắt: “{value}”',
    en: 'the rule does not find its own example: “{value}”',
    hint: { vi: 'xem từng bước: sang rules explain', en: 'see step by step: sang rules explain' },
  },
  'example-found': {
    vi: 'ví dụ không được bắt mà luật lại bắt: “{value}”',
    en: 'the rule finds what it should leave alone: “{value}”',
    hint: { vi: 'thêm điều kiện hoặc “unless”', en: 'add a condition or “unless”' },
  },
  'examples-contradict': {
    vi: 'câu này là “match” ở đây nhưng là “no_match” ở {other}: “{value}”',
    en: 'this is “match” here but “no_match” at {other}: “{value}”',
    hint: { vi: 'thống nhất hai luật', en: 'make the two rules agree' },
  },
  'hide-category': {
    vi: 'loại {value} không bao giờ được ẩn tự động, nên không có bậc hide',
    en: '{value} is never hidden automatically, so there is no stage hide',
    hint: { vi: 'dùng “stage: flag”', en: 'use “stage: flag”' },
  },
  'hide-owner': {
    vi: 'bậc hide cần “{value}”',
    en: 'stage hide needs “{value}”',
    hint: { vi: 'thêm “{value}:”', en: 'add “{value}:”' },
  },
  'review-expired': {
    vi: 'đã quá hạn xem lại ({value}): luật vẫn dò nhưng không ẩn tự động nữa',
    en: 'review_by has passed ({value}): it still detects but no longer hides automatically',
    hint: { vi: 'xem lại luật rồi đặt ngày mới', en: 'review the rule and set a new date' },
  },
  'structure-needed': {
    vi: 'luật {value} trên bậc shadow cần hai điều kiện độc lập, trong đó một điều kiện về cấu trúc (contact, money, shape, pattern)',
    en: 'rules of category {value} above shadow need two independent conditions, one of them structural (contact, money, shape, pattern)',
    hint: {
      vi: 'thêm “contact:” (hoặc shape) bên cạnh cụm từ, trong “all:”',
      en: 'add “contact:” (or shape) beside the phrases under “all:”',
    },
  },
  'target-needed': {
    vi: 'luật {value} cần “target:” để biết lời nói nhắm vào ai',
    en: 'rules of category {value} need a “target:” to know whom the words are aimed at',
    hint: {
      vi: 'thêm “target: [person]” hoặc “target: [group]”',
      en: 'add “target: [person]” or “target: [group]”',
    },
  },
  'velocity-alone': {
    vi: '“velocity” chỉ được đứng cạnh điều kiện khác: lặp lại tự nó không phải lỗi',
    en: '“velocity” may only stand beside another condition: repetition alone is no finding',
  },
  'context-alone': {
    vi: 'luật không xét nội dung bình luận: chỉ có điều kiện về người viết, bài, giờ hoặc ngôn ngữ',
    en: 'the rule does not look at the comment: it has only author, post, time or language conditions',
    hint: { vi: 'thêm phrase, contact hoặc shape', en: 'add phrase, contact or shape' },
  },
  'cancels-itself': {
    vi: 'luật không bao giờ khớp: “{value}” vừa bắt buộc vừa nằm trong unless/not',
    en: 'the rule can never match: “{value}” is both required and excluded',
    hint: { vi: 'bỏ một trong hai', en: 'drop one of the two' },
  },
  'never-true': {
    vi: 'điều kiện không bao giờ đúng: {value}',
    en: 'the condition can never hold: {value}',
  },
  'same-conditions': {
    vi: 'cùng điều kiện với luật “{other}”: chỉ cần một luật',
    en: 'it has the same conditions as “{other}”: one of them is enough',
    hint: { vi: 'xoá hoặc gộp hai luật', en: 'delete or merge one' },
  },
  'contradicts-rule': {
    vi: 'cùng điều kiện với luật “{other}” nhưng khác loại ({value})',
    en: 'it has the same conditions as “{other}” but another category ({value})',
    hint: { vi: 'giữ một loại', en: 'keep one category' },
  },
  'rule-shadowed': {
    vi: 'mọi cụm từ của luật đã có trong luật “{other}” cùng loại, mức bằng hoặc cao hơn',
    en: 'all its phrases are already in “{other}”, of the same category at no lower severity',
    hint: {
      vi: 'xoá luật này hoặc bỏ các cụm từ ấy khỏi luật kia',
      en: 'delete it, or take the phrases out of the other rule',
    },
  },
  'regex-syntax': {
    vi: 'biểu thức “{value}” sai cú pháp RE2',
    en: 'the expression “{value}” is not valid RE2: {detail}',
  },
  'regex-not-linear': {
    vi: 'biểu thức “{value}” dùng tính năng ngoài RE2 (nhìn trước/sau hoặc tham chiếu ngược)',
    en: 'the expression “{value}” uses look-around or back-references, which RE2 leaves out',
    hint: { vi: 'tách thành hai điều kiện với all/not', en: 'use two conditions with all/not' },
  },
  'regex-empty': {
    vi: 'biểu thức “{value}” khớp cả chuỗi rỗng',
    en: 'the expression “{value}” matches the empty text',
    hint: { vi: 'thay “*” bằng “+”, bỏ “?” hoặc “|” thừa', en: 'use “+” for “*”, drop a stray “?” or “|”' },
  },
  'regex-long': {
    vi: 'biểu thức quá dài hoặc lặp quá nhiều (giới hạn {limit})',
    en: 'the expression is too long or repeats too much (limit {limit})',
    hint: { vi: 'dùng phrase với packs/', en: 'use phrase with packs/' },
  },
  'domain-bad': {
    vi: '“{value}” không phải tên miền',
    en: '“{value}” is not a domain',
    hint: { vi: 'chỉ viết tên miền, ví dụ: vi-du.vn', en: 'write the domain alone: example.vn' },
  },
  'pack-missing': {
    vi: 'không có gói từ “{value}”',
    en: 'there is no pack “{value}”',
    hint: { vi: 'tạo tệp {path}', en: 'create the file {path}' },
  },
  'pack-path': {
    vi: 'tên gói từ “{value}” không hợp lệ',
    en: 'the pack reference “{value}” is not allowed',
    hint: {
      vi: 'viết "@packs/nhóm/tên": chữ thường, số, gạch nối; không có “..”',
      en: 'write "@packs/group/name": small letters, digits, hyphens; no “..”',
    },
  },
  'pack-cycle': {
    vi: 'gói “{value}” gọi lại chính nó: {cycle}',
    en: 'the pack “{value}” includes itself: {cycle}',
    hint: { vi: 'bỏ một dòng @packs trong vòng này', en: 'take one @packs line out of the circle' },
  },
  'pack-empty': {
    vi: 'gói “{value}” không có cụm từ nào',
    en: 'the pack “{value}” holds no phrase',
  },
  'pack-unused': {
    vi: 'không luật nào dùng gói “{value}”',
    en: 'no rule uses the pack “{value}”',
  },
} satisfies Record<string, Message>;
