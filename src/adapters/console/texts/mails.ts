import type { Lang } from '../../../domain/lang.ts';

/** What people read about digests and being told, in both languages; Vietnamese is the original. */
const vi = {
  title: 'Bản tin qua email',
  says: 'Giờ theo múi giờ ở dưới, cách nhau bằng dấu phẩy. Để trống: chỉ nhận việc khẩn.',
  receive: 'Nhận bản tin',
  times: 'Giờ nhận',
  zone: 'Múi giờ',
  days: 'Ngày nhận',
  weekdays: ['Hai', 'Ba', 'Tư', 'Năm', 'Sáu', 'Bảy', 'Chủ nhật'],
  urgent: 'Việc khẩn gửi ngay',
  pages: 'Chỉ các trang này (không chọn: mọi trang của bạn)',
  save: 'Lưu cài đặt bản tin',
  saved: 'Đã lưu cài đặt bản tin.',
  noServer: 'Chưa cấu hình máy chủ email (SMTP_URL): cài đặt được lưu, nhưng chưa gửi được email nào.',
  faults: {
    times: 'Giờ nhận chưa đúng: viết như 07:30, 16:30 (tối đa 8 giờ).',
    days: 'Hãy chọn ít nhất một ngày.',
    zone: 'Không có múi giờ này: viết như Asia/Ho_Chi_Minh.',
    sources: 'Trang được chọn không hợp lệ.',
  },
  unsubscribe: {
    title: 'Ngừng nhận bản tin',
    ask: (email: string) => `Ngừng gửi bản tin của Sàng tới ${email}?`,
    confirm: 'Ngừng gửi',
    done: 'Đã ngừng. Muốn nhận lại, vào mục Tài khoản trong bảng điều khiển.',
    dead: 'Đường dẫn này đã hết hạn, hoặc bạn đã ngừng nhận từ trước.',
  },
  lost: {
    title: 'Tin báo và bản tin',
    none: 'Chưa phải bỏ tin báo hay bản tin nào; tin chưa tới nơi vẫn đang được gửi lại.',
    unheard: (page: string) => `${page}: việc khẩn chưa có kênh hay người phụ trách nào được báo.`,
    addChannel: 'Thêm kênh',
    lane: 'Tin báo không tới nơi',
    digest: (to: string, when: string) => `Bản tin cho ${to} lúc ${when} không gửi được.`,
    notice: {
      failed: (to: string, when: string) => `Không báo được cho ${to} lúc ${when}.`,
      unanswered: (to: string, when: string) => `Đã nhắc ${to} nhiều lần tới ${when}, chưa ai nhận.`,
    },
  },
  take: 'Tôi nhận',
  taken: 'Đã có người nhận; không nhắc nữa.',
};

type Mails = typeof vi;

const en: Mails = {
  title: 'Digest by mail',
  says: 'In the time zone below, with commas between. Empty: urgent ones only.',
  receive: 'Receive digests',
  times: 'Times',
  zone: 'Time zone',
  days: 'Days',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  urgent: 'Urgent ones at once',
  pages: 'Only these pages (none chosen: all of yours)',
  save: 'Save digest settings',
  saved: 'Digest settings saved.',
  noServer: 'No mail server is configured (SMTP_URL): settings are kept, but nothing can be sent yet.',
  faults: {
    times: 'The times cannot be read: write 07:30, 16:30 (8 at most).',
    days: 'Choose at least one day.',
    zone: 'No such time zone: write Asia/Ho_Chi_Minh.',
    sources: 'The pages chosen are not valid.',
  },
  unsubscribe: {
    title: 'Stop these mails',
    ask: (email: string) => `Stop sending Sàng’s digests to ${email}?`,
    confirm: 'Stop sending',
    done: 'Stopped. To receive them again, see your own page in the console.',
    dead: 'This link has expired, or the digests were stopped before.',
  },
  lost: {
    title: 'Messages and digests',
    none: 'No message and no digest was given up; what has not arrived is still being tried.',
    unheard: (page: string) => `${page}: no channel and no senior person is told of urgent cases.`,
    addChannel: 'Add a channel',
    lane: 'Messages that did not arrive',
    digest: (to: string, when: string) => `The digest for ${to} at ${when} could not be sent.`,
    notice: {
      failed: (to: string, when: string) => `${to} could not be told at ${when}.`,
      unanswered: (to: string, when: string) => `${to} was told several times until ${when}, nobody took it.`,
    },
  },
  take: 'I take it',
  taken: 'Somebody has it; no more reminders.',
};

export const MAIL_TEXTS: Readonly<Record<Lang, Mails>> = { vi, en };
