import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import type { Lang, Trouble } from './digest.ts';

/** What moderators read, in both languages. Vietnamese is the original. */
export interface Words {
  readonly title: string;
  readonly window: (from: string, to: string) => string;
  readonly summary: (screened: number, flagged: number) => string;
  readonly quiet: (screened: number) => string;
  readonly provisional: (count: number) => string;
  readonly decision: Readonly<Record<Exclude<Decision, 'none'>, string>>;
  readonly category: Readonly<Record<Category, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly suggest: Readonly<Record<Suggestion, string>>;
  readonly why: string;
  readonly rule: string;
  readonly suggested: string;
  readonly waited: (duration: string) => string;
  readonly openCase: string;
  readonly openComment: string;
  readonly answers: string;
  readonly under: string;
  readonly hiddenUntil: (when: string) => string;
  readonly unjudged: (code: string) => string;
  readonly similar: (count: number) => string;
  readonly noText: (attachment: string) => string;
  readonly trouble: string;
  readonly troubleOf: Readonly<Record<Trouble['kind'], (subject: string, code: string) => string>>;
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly days: (count: number) => string;
}

const vi: Words = {
  title: 'Sàng: bình luận cần xem',
  window: (from, to) => `Từ ${from} đến ${to}`,
  summary: (screened, flagged) => `${screened} bình luận mới, ${flagged} cần người xem.`,
  quiet: (screened) => `Không có gì cần xem. ${screened} bình luận mới đã được rà.`,
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
    escalate: 'chuyển người phụ trách',
  },
  why: 'Vì sao',
  rule: 'luật',
  suggested: 'Đề xuất',
  waited: (duration) => `đã chờ ${duration}`,
  openCase: 'Mở hồ sơ',
  openComment: 'Xem tại trang',
  answers: 'Trả lời cho',
  under: 'Dưới bài',
  hiddenUntil: (when) => `Đang tạm ẩn, tự hiện lại lúc ${when} nếu không ai xác nhận`,
  unjudged: (code) => `Máy không đọc được bình luận này (${code}), cần người xem`,
  similar: (count) => `và ${count} bình luận gần giống`,
  noText: (attachment) => `(không có chữ, chỉ có ${attachment})`,
  trouble: 'Trục trặc từ lần trước',
  troubleOf: {
    'source-stopped': (subject, code) =>
      `Nguồn “${subject}” đã dừng (${code}). Vào mục Nguồn để xem cách xử lý.`,
    'action-failed': (subject, code) =>
      `Không thực hiện được thao tác ở hồ sơ ${subject} (${code}). Có thể bấm thử lại.`,
    'rule-demoted': (subject) => `Luật “${subject}” bị hạ bậc vì đúng quá ít.`,
    'rule-overdue': (subject) => `Luật “${subject}” đã quá hạn xem lại: không còn tự ẩn, vẫn phát hiện.`,
    'rules-refused': (subject) => `Bộ luật mới bị từ chối (${subject}); bộ luật cũ vẫn chạy.`,
    brake: (subject) => `Tự ẩn của “${subject}” đã bị hãm vì trúng quá nhiều.`,
  },
  minutes: (count) => `${count} phút`,
  hours: (count) => `${count} giờ`,
  days: (count) => `${count} ngày`,
};

const en: Words = {
  title: 'Sàng: comments to look at',
  window: (from, to) => `From ${from} to ${to}`,
  summary: (screened, flagged) => `${screened} new comments, ${flagged} for a person.`,
  quiet: (screened) => `Nothing to look at. ${screened} new comments were screened.`,
  provisional: (count) => `${count} comments are hidden for now and wait for your word.`,
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
  rule: 'rule',
  suggested: 'Suggested',
  waited: (duration) => `waiting ${duration}`,
  openCase: 'Open case',
  openComment: 'See it on the page',
  answers: 'In answer to',
  under: 'Under',
  hiddenUntil: (when) => `Hidden for now; visible again at ${when} unless confirmed`,
  unjudged: (code) => `Could not be screened (${code}); a person must look`,
  similar: (count) => `and ${count} near-identical ones`,
  noText: (attachment) => `(no text, only ${attachment})`,
  trouble: 'What went wrong since the last one',
  troubleOf: {
    'source-stopped': (subject, code) =>
      `Source “${subject}” has stopped (${code}). See Sources for what to do.`,
    'action-failed': (subject, code) =>
      `An action of case ${subject} failed (${code}). It can be tried again.`,
    'rule-demoted': (subject) => `Rule “${subject}” was put back: too few of its findings were right.`,
    'rule-overdue': (subject) =>
      `Rule “${subject}” is past its review date: it no longer hides, it still detects.`,
    'rules-refused': (subject) => `New rules were refused (${subject}); the old ones stay in force.`,
    brake: (subject) => `Automatic hiding of “${subject}” was braked: too many hits.`,
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

/** A moment as the reader's clock shows it. */
export function moment(at: Date, lang: Lang, timeZone: string): string {
  return new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  }).format(at);
}
