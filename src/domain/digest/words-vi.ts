import { type AttachmentKind, attachmentKind } from './attachment.ts';
import type { Words } from './words.ts';

const ATTACHMENTS: Readonly<Record<AttachmentKind, string>> = {
  photo: 'ảnh',
  'moving-picture': 'ảnh động',
  video: 'video',
  sticker: 'nhãn dán',
  voice: 'tin thoại',
  link: 'đường dẫn',
  place: 'vị trí',
  file: 'tệp',
  other: 'nội dung đính kèm',
};

/** Vietnamese, the original. */
export const vi: Words = {
  title: 'Bình luận cần xem',
  urgentTitle: 'Bình luận khẩn cấp',
  subject: (flagged, urgent, when) =>
    `Sàng: ${flagged} bình luận cần xem${urgent === 0 ? '' : ` (${urgent} khẩn cấp)`}, ${when}`,
  subjectQuiet: (when) => `Sàng: không có gì cần xem, ${when}`,
  subjectUrgent: (count, page) =>
    `[Khẩn] Sàng: ${count === 1 ? 'một bình luận khẩn cấp' : `${count} bình luận khẩn cấp`} ở ${page}`,
  window: (from, to) => `Từ ${from} đến ${to}`,
  summary: (screened, flagged) =>
    `${screened.toLocaleString('vi-VN')} bình luận mới, ${flagged.toLocaleString('vi-VN')} cần người xem.`,
  quiet: (screened) => `Không có gì cần xem. ${screened.toLocaleString('vi-VN')} bình luận mới đã được rà.`,
  provisional: (count) => `${count} bình luận đang tạm ẩn, chờ bạn xác nhận.`,
  decision: {
    urgent: 'Khẩn cấp',
    hide: 'Đề xuất ẩn',
    flag: 'Cần xem',
    reply: 'Cần trả lời',
  },
  category: {
    scam: 'lừa đảo',
    spam: 'spam',
    sexual: 'gạ gẫm tình dục',
    threat: 'đe doạ',
    abuse: 'lăng mạ cá nhân',
    hate: 'thù ghét nhóm người',
    'personal-data': 'lộ thông tin cá nhân',
    'false-claim': 'tin sai đã có đính chính',
    'needs-reply': 'cần trả lời',
    'at-risk': 'người đang gặp nguy',
  },
  severity: { low: 'nhẹ', medium: 'vừa', high: 'nặng' },
  suggest: {
    none: 'đọc và quyết định',
    reply: 'trả lời',
    hide: 'ẩn',
    escalate: 'chuyển lên người phụ trách',
  },
  why: 'Vì sao',
  moreReasons: (count) => `${count} dấu hiệu khác`,
  rule: 'luật',
  suggested: 'Đề xuất',
  kind: {
    message: 'tin nhắn riêng',
    'group-message': 'tin nhắn trong nhóm',
  },
  neverHidden: {
    message: 'tin nhắn riêng: chỉ trang đọc được, không có gì để ẩn',
    'group-message':
      'tin nhắn trong nhóm: chỉ xoá hẳn được, không khôi phục được, nên không ẩn; bạn có thể trả lời hoặc chuyển lên',
  },
  waited: (duration) => `đã chờ ${duration}`,
  openCase: 'Mở hồ sơ',
  openComment: 'Xem trên trang',
  answers: 'Trả lời cho',
  under: 'Dưới bài',
  hiddenUntil: (when) => `Đang tạm ẩn, tự hiện lại lúc ${when} nếu không ai xác nhận`,
  unjudged: (code) => `Máy không đọc được bình luận này (${code}), cần người xem`,
  similar: (count) => `và ${count} bình luận gần giống`,
  noText: (type) => `(không có chữ, chỉ có ${ATTACHMENTS[attachmentKind(type)]})`,
  told: (when, noticed) =>
    noticed
      ? `Đã báo người phụ trách lúc ${when}, đã có người nhận`
      : `Đã báo người phụ trách lúc ${when}, chưa ai nhận`,
  earlier: (count, oldest) => `Còn ${count} hồ sơ từ trước vẫn chờ, lâu nhất đã ${oldest}.`,
  tasks: (count, oldest) =>
    `${count} việc phải làm thủ công trên nền tảng đang chờ, lâu nhất đã ${oldest}. Xem làn “Làm thủ công”.`,
  cut: 'Bình luận dài, ở đây chỉ là đoạn liên quan',
  further: (count) => `và ${count} hồ sơ nữa, xem trong bảng điều khiển hoặc tệp đính kèm`,
  openQueue: 'Mở hàng chờ',
  footer: 'Thư này do Sàng tự gửi. Mở đường dẫn không làm thay đổi gì; mọi quyết định do bạn bấm.',
  settings: 'Đổi giờ nhận',
  unsubscribe: 'Ngừng nhận bản tin',
  trouble: 'Trục trặc từ lần trước',
  troubleOf: {
    'source-stopped': (subject, code) =>
      `Nguồn “${subject}” đã dừng (${code}). Vào mục Nguồn để xem cách xử lý.`,
    'action-failed': (subject, code) =>
      `Không thực hiện được thao tác ở hồ sơ ${subject} (${code}). Có thể bấm thử lại.`,
    'hides-expired': (subject) =>
      `${subject} bình luận tạm ẩn đã tự hiện lại vì không ai xác nhận trong thời hạn.`,
    'notice-failed': (subject, code) =>
      `Không báo được cho người phụ trách về hồ sơ ${subject} (${code}). Kiểm tra lại kênh báo.`,
    'notice-unanswered': (subject) => `Hồ sơ ${subject} đã báo nhiều lần mà chưa ai nhận.`,
    'rule-demoted': (subject) => `Luật “${subject}” bị hạ bậc vì bắt sai nhiều.`,
    'rule-shadowed': (subject) =>
      `Luật “${subject}” chuyển sang chạy thử: chỉ ghi nhận, không đưa cho người duyệt.`,
    'rule-overdue': (subject) => `Luật “${subject}” đã quá hạn xem lại: không còn tự ẩn, vẫn phát hiện.`,
    'rules-refused': (subject) =>
      `Bộ luật mới bị từ chối vì có ${subject} lỗi; bộ luật cũ vẫn chạy. Xem lỗi bằng lệnh “sang rules check”.`,
    brake: (subject) => `Đã kéo phanh tự ẩn của “${subject}” vì bắt quá nhiều.`,
    parity: (subject) =>
      `Cần xem lại: ở ${subject}, trong 30 ngày qua bình luận có phàn nàn hoặc nhắc tới cơ quan, doanh nghiệp bị ẩn nhiều hơn hẳn bình luận khác. Xem mục Báo cáo.`,
  },
  minutes: (count) => `${count} phút`,
  hours: (count) => `${count} giờ`,
  days: (count) => `${count} ngày`,
};
