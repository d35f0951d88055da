import type { Lang } from '../lang.ts';
import type { HideEnd } from './report.ts';

/** What readers of the report see. Vietnamese is the original. */
export interface ReportWords {
  readonly title: (period: string) => string;
  readonly lead: string;
  readonly alarm: (subject: string) => string;
  readonly noAlarm: string;
  readonly tables: Readonly<Record<TableKey, { readonly title: string; readonly note?: string }>>;
  readonly columns: Readonly<Record<ColumnKey, string>>;
  /** Titles of charts that are of no single column, and the word before the tallest bar's value. */
  readonly charts: Readonly<Record<'categories' | 'overturned' | 'highest', string>>;
  readonly totals: Readonly<Record<TotalKey, string>>;
  readonly end: Readonly<Record<HideEnd, string>>;
  readonly by: Readonly<Record<'person' | 'rule', string>>;
  readonly mode: Readonly<Record<'observe' | 'enforce', string>>;
  readonly event: Readonly<Record<string, string>>;
  readonly decision: Readonly<Record<'none' | 'reply' | 'flag' | 'hide' | 'urgent', string>>;
  readonly allRules: string;
  readonly noRule: string;
  readonly empty: string;
  /** So many rows are folded away. */
  readonly more: (rows: number) => string;
  readonly seconds: (seconds: number) => string;
}

export type TableKey =
  | 'totals'
  | 'verdicts'
  | 'categories'
  | 'decisions'
  | 'hides'
  | 'parity'
  | 'rules'
  | 'days';
export type ColumnKey =
  | 'what'
  | 'value'
  | 'page'
  | 'decision'
  | 'category'
  | 'event'
  | 'rule'
  | 'by'
  | 'mode'
  | 'end'
  | 'count'
  | 'hits'
  | 'judged'
  | 'precision'
  | 'atLeast'
  | 'day'
  | 'screened'
  | 'cases'
  | 'hidden'
  | 'overturned'
  | 'deciding'
  | 'critical'
  | 'criticalHidden'
  | 'rest'
  | 'restHidden'
  | 'gap';
export type TotalKey =
  | 'screened'
  | 'cases'
  | 'hiddenByRule'
  | 'hiddenByPerson'
  | 'notHidden'
  | 'overturnRate'
  | 'secondPerson'
  | 'appeals'
  | 'appealsOverturned'
  | 'medianHidden'
  | 'medianDeciding'
  | 'medianUrgent';

const vi: ReportWords = {
  title: (period) => `Báo cáo minh bạch về duyệt bình luận, ${period}`,
  lead: 'Báo cáo chỉ gồm số đếm. Không có nội dung bình luận, không có thông tin về người viết. Sàng không có mục nào dành cho ý kiến, chê trách hay phản đối.',
  alarm: (subject) =>
    `Cần xem lại: ở ${subject}, bình luận có phàn nàn hoặc nhắc tới cơ quan, doanh nghiệp bị ẩn nhiều hơn hẳn các bình luận khác.`,
  noAlarm:
    'Bình luận có phàn nàn hoặc nhắc tới cơ quan, doanh nghiệp không bị ẩn nhiều hơn các bình luận khác.',
  tables: {
    totals: { title: 'Tổng quan' },
    verdicts: { title: 'Bình luận đã rà, theo kết quả' },
    categories: {
      title: 'Trường hợp đưa cho người xem, theo loại',
      note: 'Một bình luận có thể thuộc nhiều loại.',
    },
    decisions: {
      title: 'Quyết định đã ghi',
      note: 'Bình luận nào thực sự bị ẩn trên nền tảng thì ở bảng sau.',
    },
    hides: {
      title: 'Bình luận bị ẩn',
      note: 'Ẩn do máy chỉ là tạm: không có người xác nhận thì bình luận tự hiện lại.',
    },
    parity: {
      title: 'Người phàn nàn, phê phán có bị ẩn nhiều hơn không?',
      note: 'So các bình luận có dấu hiệu gây hại: nhóm kèm lời phàn nàn hoặc nhắc tới cơ quan, doanh nghiệp với nhóm còn lại.',
    },
    rules: { title: 'Từng luật đúng đến đâu' },
    days: { title: 'Theo ngày' },
  },
  charts: { categories: 'Theo loại', overturned: 'Tỷ lệ ẩn bị đảo lại', highest: 'cao nhất' },
  columns: {
    what: 'Mục',
    value: 'Số',
    page: 'Trang',
    decision: 'Kết quả',
    category: 'Loại',
    event: 'Việc',
    rule: 'Luật',
    by: 'Do',
    mode: 'Chế độ',
    end: 'Sau đó',
    count: 'Số lượng',
    hits: 'Số lần bắt',
    judged: 'Đã được chấm',
    precision: 'Tỷ lệ đúng',
    atLeast: 'Ít nhất (95%)',
    day: 'Ngày',
    screened: 'Đã rà',
    cases: 'Đưa cho người xem',
    hidden: 'Bị ẩn',
    overturned: 'Ẩn rồi bị đảo lại',
    deciding: 'Chờ quyết định (trung vị)',
    critical: 'Có phàn nàn, phê phán',
    criticalHidden: 'trong đó bị ẩn',
    rest: 'Còn lại',
    restHidden: 'trong đó bị ẩn',
    gap: 'Chênh lệch',
  },
  totals: {
    screened: 'Bình luận đã rà',
    cases: 'Đưa cho người xem',
    hiddenByRule: 'Máy tạm ẩn',
    hiddenByPerson: 'Người duyệt ẩn',
    notHidden: 'Quyết định ẩn nhưng không ẩn được (bình luận vẫn hiện)',
    overturnRate: 'Tỷ lệ ẩn bị đảo lại',
    secondPerson: 'Ẩn khi không luật nào bắt: đề nghị / được người thứ hai đồng ý',
    appeals: 'Khiếu nại',
    appealsOverturned: 'Khiếu nại được chấp nhận / bị bác',
    medianHidden: 'Thời gian bị ẩn rồi hiện lại (trung vị)',
    medianDeciding: 'Thời gian chờ người quyết định (trung vị)',
    medianUrgent: 'Thời gian chờ, hồ sơ khẩn cấp (trung vị)',
  },
  end: {
    standing: 'đang chờ',
    confirmed: 'người xác nhận',
    expired: 'tự hiện lại',
    overturned: 'người đảo lại',
  },
  by: { person: 'người', rule: 'máy' },
  mode: { observe: 'chỉ báo, không tự ẩn', enforce: 'máy được tạm ẩn' },
  event: {
    keep: 'giữ lại',
    hide: 'ẩn',
    reply: 'trả lời',
    escalate: 'chuyển lên người phụ trách',
    undo: 'hoàn tác',
    expired: 'hết hạn tạm ẩn, tự hiện lại',
  },
  decision: {
    none: 'không có gì',
    reply: 'cần trả lời',
    flag: 'cần xem',
    hide: 'đề xuất ẩn',
    urgent: 'khẩn cấp',
  },
  allRules: 'mọi luật',
  noRule: 'ngoài luật',
  empty: 'Không có.',
  more: (rows) => `${rows} dòng nữa`,
  seconds: (seconds) => spell(seconds, ['giây', 'phút', 'giờ', 'ngày'], ','),
};

const en: ReportWords = {
  title: (period) => `Transparency report on comment moderation, ${period}`,
  lead: 'This report holds counts only: no text of any comment and nothing about its author. Sàng has no category for opinion, criticism or opposition.',
  alarm: (subject) =>
    `To be looked into: on ${subject}, comments that complain or speak of an institution or company are hidden clearly more often than others.`,
  noAlarm:
    'Comments that complain or speak of an institution or company are not hidden more often than others.',
  tables: {
    totals: { title: 'At a glance' },
    verdicts: { title: 'Comments screened, by result' },
    categories: { title: 'Cases for a person, by category', note: 'A comment may stand in several.' },
    decisions: {
      title: 'What was done',
      note: 'What was really hidden at the platform stands in the next table.',
    },
    hides: {
      title: 'Comments hidden',
      note: 'A hide by a rule is provisional: unless a person confirms it, the comment becomes visible again.',
    },
    parity: {
      title: 'Are those who complain or criticise hidden more often?',
      note: 'Among comments with a finding of harm: those that also complain or speak of an institution or company, against the rest.',
    },
    rules: { title: 'How often each rule is right' },
    days: { title: 'By day' },
  },
  charts: { categories: 'By category', overturned: 'Share of hides overturned', highest: 'highest' },
  columns: {
    what: 'What',
    value: 'Figure',
    page: 'Page',
    decision: 'Result',
    category: 'Category',
    event: 'Act',
    rule: 'Rule',
    by: 'By',
    mode: 'Mode',
    end: 'Afterwards',
    count: 'Count',
    hits: 'Hits',
    judged: 'Judged',
    precision: 'Right',
    atLeast: 'At least (95%)',
    day: 'Day',
    screened: 'Screened',
    cases: 'For a person',
    hidden: 'Hidden',
    overturned: 'Hidden, then overturned',
    deciding: 'Time to decision (median)',
    critical: 'Complaining or critical',
    criticalHidden: 'of these hidden',
    rest: 'The rest',
    restHidden: 'of these hidden',
    gap: 'Gap',
  },
  totals: {
    screened: 'Comments screened',
    cases: 'Cases for a person',
    hiddenByRule: 'Hidden by a rule, provisionally',
    hiddenByPerson: 'Hidden by a person',
    notHidden: 'Hides decided that did not come about (the comment is visible)',
    overturnRate: 'Share of hides taken back',
    secondPerson: 'Hides without a rule: proposed / agreed by a second person',
    appeals: 'Appeals',
    appealsOverturned: 'Appeals granted / refused',
    medianHidden: 'Time hidden before shown again (median)',
    medianDeciding: 'Time to a person’s decision (median)',
    medianUrgent: 'Time to decision, urgent cases (median)',
  },
  end: {
    standing: 'waiting',
    confirmed: 'confirmed',
    expired: 'expired, shown again',
    overturned: 'taken back',
  },
  by: { person: 'person', rule: 'rule' },
  mode: { observe: 'observe', enforce: 'enforce' },
  event: {
    keep: 'kept',
    hide: 'hide',
    reply: 'replied',
    escalate: 'escalated',
    undo: 'undone',
    expired: 'provisional hide expired',
  },
  decision: {
    none: 'nothing',
    reply: 'to answer',
    flag: 'to look at',
    hide: 'suggested: hide',
    urgent: 'urgent',
  },
  allRules: 'all rules',
  noRule: 'no rule',
  empty: 'None.',
  more: (rows) => `${rows} more ${rows === 1 ? 'row' : 'rows'}`,
  seconds: (seconds) => spell(seconds, ['s', 'min', 'h', 'd'], '.'),
};

export const REPORT_WORDS: Readonly<Record<Lang, ReportWords>> = { vi, en };

const SIZES = [1, 60, 3600, 86_400] as const;

/** The largest unit that gives at least one, with one decimal where that says more. */
function spell(seconds: number, units: readonly [string, string, string, string], point: string): string {
  let index = SIZES.length - 1;
  while (index > 0 && seconds < SIZES[index]!) index -= 1;
  const amount = seconds / SIZES[index]!;
  const shown =
    amount < 10 && index > 0 ? amount.toFixed(1).replace(/\.0$/u, '') : String(Math.round(amount));
  return `${shown.replace('.', point)} ${units[index]}`;
}
