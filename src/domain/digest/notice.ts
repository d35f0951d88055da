import type { Category, Severity } from '../categories.ts';
import type { Lang } from '../lang.ts';
import { oneLine } from './shown.ts';
import { duration, WORDS } from './words.ts';

/** What a message tells of one case. */
export interface ToldCase {
  readonly caseId: number;
  readonly kind: 'urgent' | 'escalated';
  readonly page: string;
  readonly categories: readonly Category[];
  readonly severity: Severity;
  readonly why: readonly string[];
  readonly openedAt: Date;
  readonly url?: string;
  readonly permalink?: string;
  readonly sent: number;
}

interface NoticeWords {
  readonly urgent: (count: number, page: string) => string;
  readonly escalated: (count: number, page: string) => string;
  readonly headline: Readonly<Record<ToldCase['kind'], string>>;
  readonly again: (times: number) => string;
  readonly acknowledge: string;
  readonly test: string;
}

const NOTICE_WORDS: Readonly<Record<Lang, NoticeWords>> = {
  vi: {
    urgent: (count, page) =>
      count === 1 ? `[Khẩn] Bình luận khẩn cấp ở ${page}` : `[Khẩn] ${count} bình luận khẩn cấp ở ${page}`,
    escalated: (count, page) =>
      count === 1 ? `Hồ sơ được chuyển lên ở ${page}` : `${count} hồ sơ được chuyển lên ở ${page}`,
    headline: { urgent: 'Khẩn cấp', escalated: 'Được chuyển lên' },
    again: (times) => `nhắc lần ${times + 1}, chưa ai nhận`,
    acknowledge:
      'Mở hồ sơ rồi bấm “Tôi nhận” hoặc quyết định để thôi nhắc. Nội dung bình luận chỉ có trong bảng điều khiển.',
    test: 'Kênh báo của Sàng hoạt động. Đây là tin thử, không có hồ sơ nào.',
  },
  en: {
    urgent: (count, page) =>
      count === 1 ? `[Urgent] Urgent comment on ${page}` : `[Urgent] ${count} urgent comments on ${page}`,
    escalated: (count, page) =>
      count === 1 ? `Case handed up on ${page}` : `${count} cases handed up on ${page}`,
    headline: { urgent: 'Urgent', escalated: 'Handed up' },
    again: (times) => `reminder ${times}, nobody has taken it`,
    acknowledge:
      'Open the case and press “I take it”, or decide, to end the reminders. The comment itself is in the console only.',
    test: 'Sàng’s channel works. This is a test; there is no case.',
  },
};

/** The subject of a message: how pressing, how many, where. */
export function noticeTitle(cases: readonly ToldCase[], lang: Lang): string {
  const words = NOTICE_WORDS[lang];
  const pages = [...new Set(cases.map((each) => oneLine(each.page)))].join(', ');
  if (cases.length === 0) return words.test;
  return cases.some((each) => each.kind === 'urgent')
    ? words.urgent(cases.length, pages)
    : words.escalated(cases.length, pages);
}

/** The message as lines of plain text: for each case where, what, why, since when, and the links. */
export function noticeLines(cases: readonly ToldCase[], lang: Lang, now: Date): string[] {
  const words = WORDS[lang];
  const own = NOTICE_WORDS[lang];
  if (cases.length === 0) return [own.test];
  const lines = cases.flatMap((each) => {
    const waited = words.waited(duration(now.getTime() - each.openedAt.getTime(), words));
    const categories = each.categories.map((category) => words.category[category]).join(', ');
    return [
      `${own.headline[each.kind]} · ${oneLine(each.page)} · #${each.caseId}`,
      `${categories === '' ? '' : `${categories} (${words.severity[each.severity]}) · `}${waited}${
        each.sent === 0 ? '' : ` · ${own.again(each.sent)}`
      }`,
      ...(each.why.length === 0 ? [] : [`${words.why}: ${each.why.map(oneLine).join('; ')}`]),
      ...(each.url === undefined ? [] : [`${words.openCase}: ${each.url}`]),
      ...(each.permalink === undefined ? [] : [`${words.openComment}: ${each.permalink}`]),
      '',
    ];
  });
  return [...lines, own.acknowledge];
}
