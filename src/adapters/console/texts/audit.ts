import type { Lang } from '../../../domain/lang.ts';

/** Words by what they stand for, Vietnamese and English side by side; Vietnamese is the original. */
type Pairs = Readonly<Record<string, readonly [vi: string, en: string]>>;

const ACTORS = {
  person: ['một người', 'a person'],
  rule: ['máy (luật)', 'machine (rule)'],
  sweep: ['máy (định kỳ)', 'machine (sweep)'],
  operator: ['dòng lệnh', 'command line'],
  service: ['dịch vụ', 'service'],
  author: ['người viết', 'the comment’s author'],
} as const satisfies Pairs;

/** Names of what changed; empty = the value says it all. */
const FIELDS = {
  state: ['', ''],
  category: ['', ''],
  role: ['', ''],
  mode: ['', ''],
  status: ['', ''],
  kind: ['', ''],
  verb: ['', ''],
  member: ['người số', 'person no.'],
  sources: ['trang', 'pages'],
  already: ['vốn đã vậy', 'was so already'],
  expires: ['tới', 'until'],
  hash: ['bộ luật', 'rulebook'],
  fields: ['mục', 'fields'],
  faults: ['lỗi', 'faults'],
  minutes: ['phút', 'minutes'],
  channel: ['kênh số', 'channel no.'],
  comments: ['bình luận', 'comments'],
  hides: ['lượt ẩn', 'hides'],
  hits: ['số lần bắt', 'hits'],
  burst: ['ẩn dồn dập', 'hides in a burst'],
  digest: ['', ''],
  times: ['giờ', 'times'],
  days: ['ngày', 'days'],
  zone: ['múi giờ', 'time zone'],
  urgent: ['việc khẩn gửi ngay', 'urgent at once'],
} as const satisfies Pairs;

const FILTERS = {
  what: ['Việc', 'What'],
  actor: ['Do ai', 'Side'],
  moderator: ['Người', 'Person'],
  source: ['Trang', 'Page'],
  case: ['Hồ sơ số', 'Case number'],
  rule: ['Luật', 'Rule'],
} as const satisfies Pairs;

const EVENTS = {
  'case.opened': ['mở hồ sơ', 'case opened'],
  'case.keep': ['giữ', 'kept'],
  'case.hide': ['ẩn', 'hidden'],
  'case.reply': ['trả lời', 'replied'],
  'case.escalate': ['chuyển lên', 'escalated'],
  'case.undo': ['hoàn tác', 'undone'],
  'case.appeal': ['có khiếu nại', 'reconsideration asked'],
  'case.expired': ['hết hạn tạm ẩn', 'provisional hide expired'],
  'case.closed': ['đóng, không cần ai xem nữa', 'closed, nobody needed any more'],
  'case.renewed': ['rà lại với bộ luật mới', 'judged anew by newer rules'],
  'case.reopened': ['mở lại vì bình luận được sửa', 'reopened by an edit'],
  'case.restored': [
    'lời cũ trở lại: quyết định ẩn khi trước lại có hiệu lực',
    'the former text is back: hidden as was decided',
  ],
  'case.hide-bounded': [
    'chỉ còn tạm ẩn vì bình luận được sửa',
    'hidden for a while only, as the text was changed',
  ],
  'case.hidden-provisionally': ['máy tạm ẩn', 'hidden provisionally'],
  'case.hide-proposed': ['đề nghị ẩn', 'hiding proposed'],
  'case.personal-shown': ['xem thông tin cá nhân', 'personal data shown'],
  'case.acknowledged': ['đã nhận việc khẩn', 'urgent case acknowledged'],
  'case.answer-queued': ['máy chuẩn bị trả lời về giờ làm việc', 'answer of opening hours queued'],
  'case.answered': ['máy đã trả lời về giờ làm việc', 'opening hours answered'],
  'case.answered-there': ['trang đã tự trả lời trên nền tảng', 'answered by the page at the platform'],
  'case.hide-ended': [
    'thôi ẩn vì lời hiện có không còn lý do',
    'hide ended: the present text gives no reason',
  ],
  'case.hide-withdrawn': ['rút lệnh tự ẩn chưa gửi', 'automatic hide withdrawn before it was sent'],
  'brake.pulled': ['kéo phanh tự ẩn', 'automatic hiding braked'],
  'brake.released': ['nhả phanh tự ẩn', 'brake released'],
  'author.purged': ['xoá dữ liệu của một người theo yêu cầu', 'a person’s data forgotten on request'],
  'digest.settings': ['đổi cài đặt bản tin', 'digest settings changed'],
  'action.done': ['nền tảng xác nhận thao tác', 'confirmed by the platform'],
  'action.failed': ['thao tác lỗi', 'action failed'],
  'action.cancelled': ['huỷ thao tác', 'action cancelled'],
  'action.retried': ['thử lại thao tác', 'action retried'],
  'action.dismissed': ['bỏ qua thao tác', 'action dismissed'],
  'action.by-hand': [
    'nền tảng không cho ứng dụng làm: giao làm thủ công',
    'no call does it: to be done by hand',
  ],
  'action.done-by-hand': ['đã làm thủ công', 'done by hand'],
  'action.reopened-by-hand': ['việc thủ công chưa xong, mở lại', 'by-hand task reopened'],
  'actions.stopped': ['dừng mọi thao tác', 'all actions stopped'],
  'actions.resumed': ['cho thao tác chạy lại', 'actions resumed'],
  'source.added': ['thêm nguồn', 'source added'],
  'source.changed': ['đổi thiết lập nguồn', 'source changed'],
  'source.mode': ['đổi chế độ nguồn', 'source mode changed'],
  'source.paused': ['tạm ngừng nguồn', 'source paused'],
  'source.active': ['cho đọc tiếp nguồn', 'source resumed'],
  'source.stopped': ['nguồn dừng vì lỗi', 'source stopped by an error'],
  'source.removed': ['bỏ nguồn', 'source removed'],
  'source.token-deleted': ['xoá mã truy cập của nguồn đã bỏ', 'token of a removed source deleted'],
  'rulebook.published': ['bộ luật mới có hiệu lực', 'new rules in force'],
  'rulebook.refused': ['bộ luật bị từ chối', 'rules refused'],
  'rule.changed': ['luật được sửa', 'rule edited'],
  'stage.promoted': ['luật tự lên bậc', 'rule rose by itself'],
  'stage.demoted': ['luật tự xuống bậc', 'rule fell by itself'],
  'stage.raised': ['nâng bậc luật', 'rule raised'],
  'stage.lowered': ['hạ bậc luật', 'rule lowered'],
  'stage.proposed': ['đề nghị cho luật tự ẩn', 'automatic hiding proposed'],
  'stage.lapsed': ['luật quá hạn xem lại', 'review overdue'],
  'stage.renewed': ['luật được gia hạn xem lại', 'review renewed'],
  'channel.added': ['thêm kênh báo', 'channel added'],
  'channel.changed': ['sửa kênh báo', 'channel changed'],
  'channel.removed': ['bỏ kênh báo', 'channel removed'],
  'member.added': ['thêm người', 'person added'],
  'member.role': ['đổi vai trò', 'role changed'],
  'member.team': ['đổi trang phụ trách', 'pages changed'],
  'member.disabled': ['khoá tài khoản', 'account disabled'],
  'member.enabled': ['mở lại tài khoản', 'account enabled'],
  'member.password': ['đổi mật khẩu', 'password changed'],
  'member.link': ['tạo đường dẫn đăng nhập', 'sign-in link made'],
  'member.sessions-ended': ['kết thúc các phiên', 'sessions ended'],
} as const satisfies Pairs;

/** States as a decision wrote them: the platform's word is an entry of its own. */
const DECIDED = {
  hidden: ['quyết định ẩn', 'hide decided'],
  replied: ['quyết định trả lời', 'reply decided'],
} as const satisfies Pairs;

/** Values that stand in the audit as a word of the program. */
const VALUES = {
  none: ['không nhận bản tin', 'no digests'],
  true: ['có', 'yes'],
  false: ['không', 'no'],
} as const satisfies Pairs;

const SAYS = {
  lead: [
    'Ai đã làm gì, lúc nào, vì sao. Chỉ ghi thêm, không sửa, không xoá.',
    'Who did what, when and why. Append only.',
  ],
  none: ['Không có mục nào.', 'No entries.'],
  at: ['Lúc', 'When'],
  who: ['Ai', 'Who'],
  what: ['Việc', 'What'],
  where: ['Ở đâu', 'Where'],
  change: ['Trước → sau', 'Before → after'],
  why: ['Vì sao', 'Why'],
} as const satisfies Pairs;

function wordsOf<Key extends string>(
  pairs: Readonly<Record<Key, readonly [vi: string, en: string]>>,
  place: 0 | 1,
): Readonly<Record<Key, string>> {
  const words = Object.entries<readonly [string, string]>(pairs).map(([key, pair]) => [key, pair[place]]);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, each with one word of its pair
  return Object.fromEntries(words) as Record<Key, string>;
}

/** What is looked up by what stands in the database, where a word may be missing. */
const looked = (pairs: Pairs, place: 0 | 1): Readonly<Record<string, string>> => wordsOf(pairs, place);

const textsIn = (place: 0 | 1) => ({
  ...wordsOf(SAYS, place),
  actors: wordsOf(ACTORS, place),
  filters: wordsOf(FILTERS, place),
  fields: looked(FIELDS, place),
  events: looked(EVENTS, place),
  decided: looked(DECIDED, place),
  values: looked(VALUES, place),
});

/** What stands on the audit page and in every history. */
export const AUDIT_TEXTS: Readonly<Record<Lang, ReturnType<typeof textsIn>>> = {
  vi: textsIn(0),
  en: textsIn(1),
};
