import type { Message } from '../messages.ts';

/** How a file is written: YAML, keys, types. */
export const WRITING_MESSAGES = {
  'directory-missing': {
    vi: 'không tìm thấy thư mục luật “{value}”',
    en: 'the rules directory “{value}” does not exist',
    hint: { vi: 'ghi đúng thư mục sau --rules', en: 'name the directory with --rules' },
  },
  'no-rules': {
    vi: 'thư mục không có tệp luật nào (*.yaml)',
    en: 'the directory holds no rule file (*.yaml)',
    hint: {
      vi: 'chép thư mục rules/ đi kèm chương trình rồi sửa',
      en: 'start from a copy of the shipped rules/',
    },
  },
  'file-unreadable': {
    vi: 'không đọc được: {detail}',
    en: 'cannot be read: {detail}',
    hint: { vi: 'kiểm tra quyền đọc', en: 'check its permissions' },
  },
  'link-outside': {
    vi: 'tệp là liên kết trỏ ra ngoài thư mục luật',
    en: 'the file is a link that leaves the rules directory',
    hint: { vi: 'chép hẳn tệp vào thư mục luật', en: 'copy the file into the rules directory' },
  },
  'file-ignored': {
    vi: 'không được đọc, nội dung không có hiệu lực',
    en: 'is not read, nothing of it is in force',
    hint: {
      vi: 'tên tệp kết thúc bằng chữ thường: luật .yaml, .yml; packs/ và canaries/ .txt; claims/ .yaml, .yml, .jsonl; tối đa sáu tầng thư mục',
      en: 'file names end, in small letters: rules .yaml, .yml; packs/ and canaries/ .txt; claims/ .yaml, .yml, .jsonl; at most six folders deep',
    },
  },
  'not-utf8': {
    vi: 'tệp không phải UTF-8',
    en: 'the file is not UTF-8',
    hint: { vi: 'lưu lại với bảng mã UTF-8', en: 'save it again as UTF-8' },
  },
  'control-character': {
    vi: 'có ký tự điều khiển {value} trong tệp',
    en: 'there is a control character {value} in the file',
    hint: { vi: 'xoá ký tự đó', en: 'delete it' },
  },
  'file-too-large': {
    vi: 'tệp quá lớn (trên {limit} ký tự)',
    en: 'the file is too large (more than {limit} characters)',
    hint: {
      vi: 'tách thành nhiều tệp, hoặc chuyển cụm từ sang packs/',
      en: 'split it, or move phrases into packs/',
    },
  },
  'file-empty': {
    vi: 'tệp trống',
    en: 'the file is empty',
    hint: { vi: 'xoá tệp hoặc viết một luật', en: 'delete it or write a rule' },
  },
  'file-comments': {
    vi: 'tệp chỉ có ghi chú, không có gì có hiệu lực',
    en: 'the file holds nothing but comments, nothing of it is in force',
    hint: {
      vi: 'bỏ dấu # trước những gì cần có hiệu lực',
      en: 'take the # away from what is to be in force',
    },
  },
  'many-documents': {
    vi: 'tệp có nhiều phần ngăn bởi “---”',
    en: 'the file holds several documents separated by “---”',
    hint: {
      vi: 'viết nhiều luật thành danh sách: mỗi luật bắt đầu bằng “- id: …”',
      en: 'write several rules as a list: each starts with “- id: …”',
    },
  },
  'duplicate-key': {
    vi: 'khoá “{value}” viết hai lần',
    en: 'the key “{value}” is written twice',
    hint: { vi: 'giữ một khoá, gộp nội dung lại', en: 'keep one and merge their contents' },
  },
  'tab-indent': {
    vi: 'dòng thụt bằng phím Tab',
    en: 'the line is indented with a tab',
    hint: { vi: 'thụt dòng bằng dấu cách', en: 'indent with spaces' },
  },
  'bad-indent': {
    vi: 'thụt dòng không khớp ở “{value}”',
    en: 'the indentation does not fit at “{value}”',
    hint: { vi: 'các khoá cùng cấp phải thẳng cột', en: 'keys of one level must stand in one column' },
  },
  'missing-char': {
    vi: 'thiếu dấu đóng (ngoặc, nháy hoặc dấu hai chấm) ở “{value}”',
    en: 'a closing bracket, quote or colon is missing at “{value}”',
    hint: {
      vi: 'câu có dấu “:” hoặc “#” phải đặt trong nháy kép',
      en: 'put texts with “:” or “#” into double quotes',
    },
  },
  unclosed: {
    vi: 'ngoặc mở ở “{value}” chưa đóng',
    en: 'the bracket opened at “{value}” is never closed',
    hint: { vi: 'thêm “]” hoặc “}” ở cuối danh sách', en: 'add “]” or “}” at the end of the list' },
  },
  'colon-missing': {
    vi: 'sau “{key}” thiếu dấu hai chấm',
    en: 'there is no colon after “{key}”',
    hint: { vi: 'viết “{key}: {rest}”', en: 'write “{key}: {rest}”' },
  },
  'pack-unquoted': {
    vi: 'gói từ “{value}” phải đặt trong nháy kép',
    en: 'the pack “{value}” must stand in double quotes',
    hint: { vi: 'viết "{value}"', en: 'write "{value}"' },
  },
  'value-commented': {
    vi: 'khoá “{value}” chưa có giá trị: phần sau dấu “#” là chú thích',
    en: 'the key “{value}” has no value: what follows “#” is a comment',
    hint: { vi: 'đặt cả câu trong nháy kép', en: 'put the whole text into double quotes' },
  },
  'odd-space': {
    vi: 'dòng “{value}” bắt đầu bằng dấu cách lạ (thường do chép từ trang web, Word)',
    en: 'the line “{value}” starts with an unusual space (copied from a web page or a word processor)',
    hint: {
      vi: 'xoá khoảng trống đầu dòng rồi gõ lại bằng phím cách',
      en: 'delete the space before it and type it again',
    },
  },
  'colon-in-text': {
    vi: 'câu “{value}” có dấu “:” nên bị đọc thành khoá',
    en: 'the text “{value}” holds a “:” and is read as a key',
    hint: { vi: 'đặt cả câu trong nháy kép', en: 'put the whole text into double quotes' },
  },
  'bad-yaml': {
    vi: 'YAML sai cú pháp ở “{value}”',
    en: 'the YAML is malformed at “{value}”: {detail}',
    hint: {
      vi: 'câu có ký tự đặc biệt (: # @ % * & ! | >) phải đặt trong nháy kép',
      en: 'put texts with special characters (: # @ % * & ! | >) into double quotes',
    },
  },
  anchor: {
    vi: 'không dùng được neo YAML “{value}”',
    en: 'YAML anchors (“{value}”) are not allowed',
    hint: {
      vi: 'muốn dùng chung cụm từ thì đặt vào packs/ và viết "@packs/tên"; chữ bắt đầu bằng & đặt trong nháy',
      en: 'share phrases through packs/ and "@packs/name"; quote a text that starts with &',
    },
  },
  alias: {
    vi: 'không dùng được tham chiếu YAML “{value}”',
    en: 'YAML aliases (“{value}”) are not allowed',
    hint: {
      vi: 'muốn dùng chung cụm từ thì đặt vào packs/ và viết "@packs/tên"; chữ bắt đầu bằng * đặt trong nháy',
      en: 'share phrases through packs/ and "@packs/name"; quote a text that starts with *',
    },
  },
  tag: {
    vi: 'không dùng được nhãn kiểu YAML “{value}”',
    en: 'YAML tags (“{value}”) are not allowed',
    hint: { vi: 'chữ bắt đầu bằng ! đặt trong nháy kép', en: 'quote a text that starts with !' },
  },
  'too-deep': {
    vi: 'lồng nhau quá sâu',
    en: 'nested too deeply',
    hint: { vi: 'tách thành hai luật', en: 'split it into two rules' },
  },
  'unknown-key': {
    vi: 'không có khoá “{value}”',
    en: 'there is no key “{value}”',
    hint: { vi: 'các khoá dùng được: {known}', en: 'known keys: {known}' },
  },
  'missing-key': {
    vi: 'thiếu khoá “{value}”',
    en: 'the key “{value}” is missing',
    hint: { vi: 'thêm “{value}:”', en: 'add “{value}:”' },
  },
  'empty-value': {
    vi: 'khoá “{value}” chưa có giá trị',
    en: 'the key “{value}” has no value',
    hint: { vi: 'điền giá trị hoặc xoá khoá', en: 'fill it in or delete the key' },
  },
  'lost-zero': {
    vi: 'số {value} sẽ mất số 0 ở đầu',
    en: 'the number {value} would lose its leading zero',
    hint: { vi: 'đặt trong nháy: "{value}"', en: 'quote it: "{value}"' },
  },
  'number-as-text': {
    vi: 'chỗ này phải là chữ, {value} bị đọc thành số',
    en: 'a text belongs here; {value} is read as a number',
    hint: { vi: 'đặt trong nháy: "{value}"', en: 'quote it: "{value}"' },
  },
  'boolean-as-text': {
    vi: 'chỗ này phải là chữ, {value} bị đọc thành đúng/sai',
    en: 'a text belongs here; {value} is read as true/false',
    hint: { vi: 'đặt trong nháy: "{value}"', en: 'quote it: "{value}"' },
  },
  'yes-no-word': {
    vi: 'chữ {value} không có nháy: nhiều công cụ YAML đọc thành đúng/sai',
    en: '{value} without quotes: many YAML tools read it as true/false',
    hint: { vi: 'đặt trong nháy: "{value}"', en: 'quote it: "{value}"' },
  },
  'number-not-text': {
    vi: 'chỗ này phải là số, không phải “{value}”',
    en: 'a number belongs here, not “{value}”',
    hint: { vi: 'viết số trần, không nháy, ví dụ 3', en: 'write a bare number, without quotes: 3' },
  },
  'number-range': {
    vi: 'số {value} ngoài khoảng cho phép ({limit})',
    en: 'the number {value} is out of range ({limit})',
  },
  'boolean-needed': {
    vi: 'chỗ này phải là true hoặc false, không phải “{value}”',
    en: 'true or false belongs here, not “{value}”',
  },
  'list-needed': {
    vi: 'chỗ này phải là danh sách',
    en: 'a list belongs here',
    hint: { vi: 'viết mỗi mục một dòng, bắt đầu bằng “- ”', en: 'one item a line, each starting with “- ”' },
  },
  'list-empty': {
    vi: 'danh sách trống',
    en: 'the list is empty',
    hint: { vi: 'thêm ít nhất một mục hoặc xoá khoá', en: 'add an item or delete the key' },
  },
  'mapping-needed': {
    vi: 'chỗ này phải là các cặp “khoá: giá trị”, không phải “{value}”',
    en: '“key: value” pairs belong here, not “{value}”',
  },
  'mapping-not-list': {
    vi: 'chỗ này phải là các cặp “khoá: giá trị”, không phải danh sách “{value}”',
    en: '“key: value” pairs belong here, not a list “{value}”',
    hint: {
      vi: 'bỏ dấu “- ” đầu dòng; nhiều điều kiện thì viết dưới “all:” hoặc “any:”',
      en: 'drop the “- ”; several conditions stand under “all:” or “any:”',
    },
  },
  'text-needed': {
    vi: 'chỗ này phải là chữ hoặc danh sách chữ',
    en: 'a text or a list of texts belongs here',
  },
  'text-empty': {
    vi: 'nội dung trống',
    en: 'the text is empty',
    hint: { vi: 'điền nội dung hoặc xoá khoá', en: 'fill it in or delete the key' },
  },
  'text-too-long': {
    vi: 'quá dài (tối đa {limit} ký tự)',
    en: 'too long (at most {limit} characters)',
  },
  'not-in-list': {
    vi: 'không có giá trị “{value}”',
    en: 'there is no “{value}” here',
    hint: { vi: 'chọn một trong: {known}', en: 'choose one of: {known}' },
  },
  'category-unknown': {
    vi: 'không có loại “{value}”; danh sách loại là cố định, không có loại nào cho ý kiến hay phê bình',
    en: 'there is no category “{value}”; the list is closed and has none for opinion or criticism',
    hint: { vi: 'chọn một trong: {known}', en: 'choose one of: {known}' },
  },
  'bad-date': {
    vi: 'ngày “{value}” không đúng dạng NĂM-THÁNG-NGÀY hoặc không có thật',
    en: '“{value}” is not a date (YEAR-MONTH-DAY)',
    hint: { vi: 'ví dụ: 2027-06-01', en: 'for example: 2027-06-01' },
  },
  'bad-id': {
    vi: 'mã “{value}” sai dạng',
    en: 'the id “{value}” is malformed',
    hint: {
      vi: 'chữ thường không dấu, nhóm và tên cách bằng dấu chấm, ví dụ scam.deposit',
      en: 'small letters, group and name joined by a dot: scam.deposit',
    },
  },
  'bad-comparison': {
    vi: 'so sánh “{value}” sai dạng',
    en: 'the comparison “{value}” is malformed',
    hint: {
      vi: 'viết như "< 2", ">= 10", "> 50%" (tỷ lệ), "< 2d" hoặc "< 6h" (thời gian)',
      en: 'write "< 2", ">= 10", "> 50%" (shares), "< 2d" or "< 6h" (ages)',
    },
  },
  'bad-clock': {
    vi: 'giờ “{value}” sai dạng',
    en: '“{value}” is not an hour',
    hint: {
      vi: 'viết đủ hai chữ số trong nháy, ví dụ "05:00", "22:00"',
      en: 'write two digits each, in quotes: "05:00", "22:00"',
    },
  },
  'bad-language': {
    vi: 'mã ngôn ngữ “{value}” sai dạng',
    en: '“{value}” is not a language code',
    hint: { vi: 'ví dụ: vi, en', en: 'for example: vi, en' },
  },
} satisfies Record<string, Message>;
