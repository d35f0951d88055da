import type { Owner } from '../../../domain/comment.ts';
import type { ContactKind } from '../../../domain/detect/contacts/contact.ts';
import type { Lang } from '../../../domain/lang.ts';
import type { Outcome } from '../../../rulebook/rulebook.ts';

/** Trying: a text on the rules in force, a draft of rules on stored comments. */
const vi = {
  try: {
    title: 'Thử một câu',
    lead: 'Xem bộ luật đang chạy đọc một câu thế nào. Câu thử không được lưu.',
    text: 'Câu cần thử',
    go: 'Giải thích',
    decision: 'Kết quả',
    nothing: 'không cần ai xem',
    suggest: 'đề xuất',
    folded: 'Đọc thành',
    steps: 'Bước chuẩn hoá',
    language: 'Ngôn ngữ',
    phrases: 'Cụm từ tìm thấy',
    contacts: 'Thông tin liên hệ',
    contactKinds: {
      phone: 'điện thoại',
      email: 'email',
      url: 'đường dẫn',
      domain: 'tên miền',
      shortener: 'đường dẫn rút gọn',
      'chat-link': 'chỗ nhắn riêng',
      'bank-account': 'số tài khoản',
      'national-id': 'số căn cước',
      plate: 'biển số xe',
      address: 'địa chỉ',
    } satisfies Record<ContactKind, string>,
    owners: {
      own: 'của người viết',
      page: 'của trang',
      'third-party': 'của người khác',
      unknown: 'không rõ của ai',
    } satisfies Record<Owner, string>,
    found: 'Dấu hiệu',
    looked: (count: number) => `${count} luật đã được xét`,
    matched: 'khớp',
    missed: 'không khớp',
    saved: 'bỏ qua nhờ',
    row: 'dòng quyết định',
    none: 'không có',
    outcomes: { yes: 'đúng', no: 'sai', unknown: 'không rõ' } satisfies Record<Outcome, string>,
  },
  draft: {
    title: 'Thử luật nháp',
    lead: 'Dán luật vào đây để kiểm tra và chạy lại trên bình luận cũ. Ở đây không lưu gì: khi ưng ý, hãy lưu vào thư mục luật với bậc “shadow”. Luật mới chạy thử trước, được chấm đủ mới lên bậc.',
    yaml: 'Luật (YAML)',
    check: 'Kiểm tra',
    backtest: 'Kiểm tra và chạy lại',
    fine: 'Luật hợp lệ: ví dụ đúng, không bắt câu được bảo vệ nào.',
    faults: 'Luật chưa dùng được:',
    empty: 'Hãy dán một luật.',
    sample: `- id: spam.vi-du
  title: Rao bán lượt theo dõi
  category: spam
  stage: shadow
  severity: medium
  owner: ten-ban
  why: Rao bán lượt theo dõi kèm chỗ liên hệ
  review_by: 2027-06-01
  when:
    all:
      - phrase: [tăng theo dõi, tăng follow]
      - contact: [phone, chat-link]
  examples:
    match: ["Tăng theo dõi giá rẻ, zalo 0900 000 111"]
    no_match: ["Làm sao tăng theo dõi vậy mọi người?"]
`,
  },
  tried: {
    title: 'Kết quả chạy lại',
    on: (count: string) => `Đã chạy trên ${count} bình luận.`,
    silent: 'Luật không bắt câu nào.',
    newly: 'mới bắt',
    noLonger: 'không còn bắt',
    rule: 'Luật',
    hits: 'Số lần bắt',
    where: 'Trang',
    kinds: {
      newlyFound: 'Mới bắt',
      noLongerFound: 'Không còn bắt',
      confirmed: 'Người duyệt nói đúng',
      overturned: 'Người duyệt nói sai',
    },
  },
};
type TrialTexts = typeof vi;

const en: TrialTexts = {
  try: {
    title: 'Try a text',
    lead: 'See how the rules in force read a text. The text is not kept.',
    text: 'Text',
    go: 'Explain',
    decision: 'Result',
    nothing: 'nobody has to look',
    suggest: 'suggested',
    folded: 'Read as',
    steps: 'Steps',
    language: 'Language',
    phrases: 'Phrases met',
    contacts: 'Contacts met',
    contactKinds: {
      phone: 'phone',
      email: 'e-mail',
      url: 'link',
      domain: 'domain',
      shortener: 'shortened link',
      'chat-link': 'private chat',
      'bank-account': 'bank account',
      'national-id': 'identity number',
      plate: 'number plate',
      address: 'address',
    },
    owners: {
      own: "the writer's",
      page: "the page's",
      'third-party': "somebody else's",
      unknown: 'unknown whose',
    },
    found: 'Findings',
    looked: (count) => `${count} rules were looked at`,
    matched: 'matched',
    missed: 'not matched',
    saved: 'saved by',
    row: 'deciding row',
    none: 'none',
    outcomes: { yes: 'yes', no: 'no', unknown: 'unknown' },
  },
  draft: {
    title: 'Try a draft',
    lead: 'Paste rules to check them and to try them on stored comments. Nothing is kept: when content, save the file in the rules folder with stage “shadow”; a new rule is on trial first and rises when people judged it right.',
    yaml: 'Rules (YAML)',
    check: 'Check',
    backtest: 'Check and try',
    fine: 'The rules are valid: their examples hold and no protected sentence is caught.',
    faults: 'These rules cannot be used yet:',
    empty: 'Paste a rule.',
    sample: vi.draft.sample,
  },
  tried: {
    title: 'Tried on stored comments',
    on: (count) => `Tried on ${count} comments.`,
    silent: 'The rule found nothing.',
    newly: 'newly found',
    noLonger: 'no longer found',
    rule: 'Rule',
    hits: 'Hits',
    where: 'Page',
    kinds: {
      newlyFound: 'Newly found',
      noLongerFound: 'No longer found',
      confirmed: 'People said right',
      overturned: 'People said wrong',
    },
  },
};

export const TRIAL: Readonly<Record<Lang, TrialTexts>> = { vi, en };
