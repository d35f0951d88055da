import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import type { NeverHidden } from '../comment.ts';
import type { Lang } from '../lang.ts';
import type { Trouble } from './digest.ts';

/** What moderators read, in both languages. Vietnamese is the original. */
export interface Words {
  readonly title: string;
  readonly urgentTitle: string;
  readonly subject: (flagged: number, urgent: number, when: string) => string;
  readonly subjectQuiet: (when: string) => string;
  readonly subjectUrgent: (count: number, page: string) => string;
  readonly window: (from: string, to: string) => string;
  readonly summary: (screened: number, flagged: number) => string;
  readonly quiet: (screened: number) => string;
  readonly provisional: (count: number) => string;
  readonly decision: Readonly<Record<Exclude<Decision, 'none'>, string>>;
  readonly category: Readonly<Record<Category, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly suggest: Readonly<Record<Suggestion, string>>;
  readonly why: string;
  /** So many reasons are not told here. */
  readonly moreReasons: (count: number) => string;
  readonly rule: string;
  readonly suggested: string;
  /** What not everybody reads, in a word. */
  readonly kind: Readonly<Record<NeverHidden, string>>;
  /** Why harm there is not hidden. */
  readonly neverHidden: Readonly<Record<NeverHidden, string>>;
  readonly waited: (duration: string) => string;
  readonly openCase: string;
  readonly openComment: string;
  readonly answers: string;
  readonly under: string;
  readonly hiddenUntil: (when: string) => string;
  readonly unjudged: (code: string) => string;
  readonly similar: (count: number) => string;
  readonly noText: (attachment: string) => string;
  readonly told: (when: string, noticed: boolean) => string;
  readonly earlier: (count: number, oldest: string) => string;
  readonly tasks: (count: number, oldest: string) => string;
  readonly cut: string;
  readonly further: (count: number) => string;
  readonly openQueue: string;
  readonly footer: string;
  readonly settings: string;
  readonly unsubscribe: string;
  readonly trouble: string;
  readonly troubleOf: Readonly<Record<Trouble['kind'], (subject: string, code: string) => string>>;
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly days: (count: number) => string;
}

const vi: Words = {
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
  noText: (attachment) => `(không có chữ, chỉ có ${attachment})`,
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

/** A count with its noun, and what depends on their number. */
const some = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;

const en: Words = {
  title: 'Comments to look at',
  urgentTitle: 'Urgent comments',
  subject: (flagged, urgent, when) =>
    `Sàng: ${some(flagged, 'comment')} to look at${urgent === 0 ? '' : ` (${urgent} urgent)`}, ${when}`,
  subjectQuiet: (when) => `Sàng: nothing to look at, ${when}`,
  subjectUrgent: (count, page) =>
    `[Urgent] Sàng: ${count === 1 ? 'one urgent comment' : `${count} urgent comments`} on ${page}`,
  window: (from, to) => `From ${from} to ${to}`,
  summary: (screened, flagged) =>
    `${some(screened, 'new comment')}, ${flagged.toLocaleString('en-GB')} for a person.`,
  quiet: (screened) =>
    `Nothing to look at. ${some(screened, 'new comment was', 'new comments were')} screened.`,
  provisional: (count) =>
    `${some(count, 'comment is hidden for now and waits', 'comments are hidden for now and wait')} for your word.`,
  decision: { urgent: 'Urgent', hide: 'Suggested: hide', flag: 'To look at', reply: 'To answer' },
  category: {
    scam: 'scam',
    spam: 'spam',
    sexual: 'sexual solicitation',
    threat: 'threat',
    abuse: 'abuse of a person',
    hate: 'hate at a protected group',
    'personal-data': 'leaked personal data',
    'false-claim': 'corrected false claim',
    'needs-reply': 'needs an answer',
    'at-risk': 'someone at risk',
  },
  severity: { low: 'low', medium: 'medium', high: 'high' },
  suggest: { none: 'read and decide', reply: 'answer', hide: 'hide', escalate: 'escalate' },
  why: 'Why',
  moreReasons: (count) => some(count, 'more finding'),
  rule: 'rule',
  suggested: 'Suggested',
  kind: {
    message: 'private message',
    'group-message': 'message in a group',
  },
  neverHidden: {
    message: 'a private message: the page alone reads it, there is nothing to hide',
    'group-message':
      'a message in a group: it could only be deleted for good, so it is not hidden; you can answer it or hand it up',
  },
  waited: (duration) => `waiting ${duration}`,
  openCase: 'Open case',
  openComment: 'See it on the page',
  answers: 'In answer to',
  under: 'Under',
  hiddenUntil: (when) => `Hidden for now; visible again at ${when} unless confirmed`,
  unjudged: (code) => `Could not be screened (${code}); a person must look`,
  similar: (count) => `and ${some(count, 'near-identical one')}`,
  noText: (attachment) => `(no text, only ${attachment})`,
  told: (when, noticed) =>
    noticed
      ? `Senior people were told at ${when}, somebody has it`
      : `Senior people were told at ${when}, nobody has taken it`,
  earlier: (count, oldest) =>
    `${some(count, 'earlier case still waits', 'earlier cases still wait')}, the longest for ${oldest}.`,
  tasks: (count, oldest) =>
    `${some(count, 'task waits', 'tasks wait')} to be done by hand at the platform, the longest for ${oldest}. See the lane By hand.`,
  cut: 'A long comment; this is the part that matters',
  further: (count) => `and ${count} more, in the console or the attached files`,
  openQueue: 'Open the queue',
  footer: 'Sent by Sàng. Opening a link changes nothing; every decision is a button you press.',
  settings: 'Change times',
  unsubscribe: 'Stop these mails',
  trouble: 'What went wrong since the last one',
  troubleOf: {
    'source-stopped': (subject, code) =>
      `Source “${subject}” has stopped (${code}). See Sources for what to do.`,
    'action-failed': (subject, code) =>
      `An action of case ${subject} failed (${code}). It can be tried again.`,
    'hides-expired': (subject) =>
      `${subject} provisional hides ended unconfirmed; the comments are visible again.`,
    'notice-failed': (subject, code) =>
      `Senior people could not be told of case ${subject} (${code}). Check the channel.`,
    'notice-unanswered': (subject) => `Case ${subject} was told several times and nobody has taken it.`,
    'rule-demoted': (subject) => `Rule “${subject}” was put back: too few of its findings were right.`,
    'rule-shadowed': (subject) => `Rule “${subject}” went to shadow: it is recorded and no longer reported.`,
    'rule-overdue': (subject) =>
      `Rule “${subject}” is past its review date: it no longer hides, it still detects.`,
    'rules-refused': (subject) =>
      `New rules were refused for ${subject} faults; the old ones stay in force. See sang rules check.`,
    brake: (subject) => `Automatic hiding of “${subject}” was braked: too many hits.`,
    parity: (subject) =>
      `To be looked at: on ${subject}, comments that complain or speak of an institution or company were hidden far more often than others in the last 30 days. See Report.`,
  },
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  days: (count) => `${count} d`,
};

export const WORDS: Readonly<Record<Lang, Words>> = { vi, en };

/** A span of time in one unit, rounded down; at least one minute. */
export function duration(milliseconds: number, words: Words): string {
  const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return words.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? words.hours(hours) : words.days(Math.floor(hours / 24));
}

/** Making a clock costs thirty times what reading it does, and a page reads it a hundred times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment as the reader's clock shows it. */
export function moment(at: Date, lang: Lang, timeZone: string): string {
  const key = `${lang} ${timeZone}`;
  const clock =
    clocks.get(key) ??
    new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', {
      dateStyle: 'short',
      timeStyle: 'short',
      timeZone,
    });
  clocks.set(key, clock);
  return clock.format(at);
}
