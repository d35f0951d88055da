import type { Lang } from '../../../domain/lang.ts';
import type { TargetFault } from '../../../pipeline/channels.ts';
import type { Preset } from '../../../pipeline/ports/notices.ts';

/** What stands on the page of a source's channels, in both languages; Vietnamese is the original. */
const vi = {
  link: (count: number) => (count === 0 ? 'Kênh báo: chưa có' : `Kênh báo: ${count}`),
  title: (page: string) => `Kênh báo của “${page}”`,
  lead: 'Việc khẩn và hồ sơ được chuyển lên sẽ báo tới đây, nhắc lại thưa dần cho tới khi có người nhận. Tin báo chỉ nói trang nào, loại gì, vì sao và đường dẫn; không chép lại bình luận hay tên người viết.',
  none: 'Trang này chưa có kênh nào.',
  unheard:
    'Chưa có kênh và cũng chưa có người phụ trách chính: việc khẩn của trang này đang báo tới quản trị viên. Hãy thêm một kênh ở dưới.',
  kinds: { mail: 'email', webhook: 'webhook' },
  presets: {
    plain: 'JSON của Sàng, có ký',
    slack: 'kiểu Slack (Slack, Mattermost, Discord /slack)',
    telegram: 'kiểu Telegram (bot)',
  } satisfies Record<Preset, string>,
  broken: 'Không còn đọc được địa chỉ của kênh này (khoá của máy chủ đã đổi). Hãy bỏ kênh và thêm lại.',
  name: 'Tên kênh',
  lang: 'Ngôn ngữ tin báo',
  langs: { vi: 'tiếng Việt', en: 'tiếng Anh' },
  quiet: 'Giờ im lặng',
  quietSays: 'Chỉ việc khẩn mới báo trong giờ này. Để trống cả hai ô: báo mọi lúc.',
  from: 'từ',
  to: 'đến',
  save: 'Lưu',
  test: 'Gửi tin thử',
  remove: 'Bỏ kênh…',
  removeSays: 'Kênh thôi nhận tin ngay. Muốn dùng lại phải thêm từ đầu.',
  removeYes: 'Bỏ kênh này',
  digest: (times: readonly string[] | undefined) =>
    times === undefined
      ? 'Bản tin: không gửi tới hộp thư này'
      : `Bản tin: ${times.length === 0 ? 'chỉ việc khẩn' : times.join(', ')}`,
  addMail: 'Thêm kênh email',
  addWebhook: 'Thêm kênh webhook',
  address: 'Địa chỉ email',
  url: 'URL webhook',
  urlSays: 'Bắt đầu bằng https://. URL được lưu ở dạng mã hoá và không hiện lại ở đây.',
  preset: 'Kiểu tin',
  chat: 'Mã cuộc trò chuyện (chat ID, chỉ Telegram)',
  add: 'Thêm kênh',
  secret: 'Khoá ký của kênh này, chỉ hiện một lần: chép vào nơi nhận để kiểm tra chữ ký (Standard Webhooks).',
  told: {
    added: 'Đã thêm kênh. Hãy gửi một tin thử.',
    changed: 'Đã lưu.',
    removed: 'Đã bỏ kênh.',
    tested: 'Đã gửi tin thử. Hãy xem bên nhận có thấy không.',
  },
  testFailed: (why: string) => `Tin thử không gửi được. ${why}`,
  faults: {
    name: 'Hãy đặt tên cho kênh (nhiều nhất 80 ký tự).',
    quiet: 'Giờ im lặng cần cả hai giờ khác nhau, ví dụ 22:00 và 06:30; hoặc để trống cả hai.',
    nothing: 'Hãy điền URL webhook.',
    address: 'Địa chỉ email chưa đúng.',
    preset: 'Không có kiểu tin này.',
    chat: 'Bot Telegram cần mã cuộc trò chuyện (chat ID).',
    'not-a-url': 'Không đọc được URL. Viết dạng https://…, không kèm tên và mật khẩu.',
    'not-https': 'URL phải bắt đầu bằng https://.',
    'private-address':
      'URL dẫn tới một địa chỉ nội bộ. Nếu đúng là muốn vậy, hãy khai báo dải mạng ấy trong SANG_WEBHOOK_NETWORKS.',
  } satisfies Record<TargetFault | 'name' | 'quiet', string>,
  back: 'Về danh sách nguồn',
};
export type ChannelTexts = typeof vi;

const en: ChannelTexts = {
  link: (count) => (count === 0 ? 'Channels: none yet' : `Channels: ${count}`),
  title: (page) => `Channels of “${page}”`,
  lead: 'Urgent cases and cases handed up are told here, again and ever more rarely until somebody takes them. A message names the page, the category, the reason and the link; never the comment nor who wrote it.',
  none: 'This page has no channel yet.',
  unheard:
    'No channel and no senior person: urgent cases of this page are told to the admins. Add a channel below.',
  kinds: { mail: 'mail', webhook: 'webhook' },
  presets: {
    plain: 'Sàng’s JSON, signed',
    slack: 'Slack style (Slack, Mattermost, Discord /slack)',
    telegram: 'Telegram style (bot)',
  },
  broken:
    'The target of this channel can no longer be read (the server’s secret changed). Remove it and add it again.',
  name: 'Name',
  lang: 'Language of messages',
  langs: { vi: 'Vietnamese', en: 'English' },
  quiet: 'Quiet hours',
  quietSays: 'Only urgent cases are told then. Both empty: told at any time.',
  from: 'from',
  to: 'to',
  save: 'Save',
  test: 'Send a test message',
  remove: 'Remove…',
  removeSays: 'It is told nothing from now on. To use it again it has to be added anew.',
  removeYes: 'Remove this channel',
  digest: (times) =>
    times === undefined
      ? 'Digest: not sent to this mailbox'
      : `Digest: ${times.length === 0 ? 'urgent cases only' : times.join(', ')}`,
  addMail: 'Add a mail channel',
  addWebhook: 'Add a webhook channel',
  address: 'Address',
  url: 'Webhook URL',
  urlSays: 'Begins with https://. It is kept encrypted and not shown here again.',
  preset: 'Style of messages',
  chat: 'Chat id (Telegram only)',
  add: 'Add the channel',
  secret:
    'The channel’s signing secret, shown once: keep it where messages arrive, to check the signature (Standard Webhooks).',
  told: {
    added: 'Channel added. Send a test message.',
    changed: 'Saved.',
    removed: 'Channel removed.',
    tested: 'Test message sent. See whether it arrived.',
  },
  testFailed: (why) => `The test message could not be sent. ${why}`,
  faults: {
    name: 'Give the channel a name (80 characters at most).',
    quiet: 'Quiet hours need two different times, as 22:00 and 06:30; or leave both empty.',
    nothing: 'Give the webhook’s URL.',
    address: 'This is not an address.',
    preset: 'There is no such style.',
    chat: 'A Telegram bot needs a chat id.',
    'not-a-url': 'The URL cannot be read. Write https://… without user and password.',
    'not-https': 'The URL must begin with https://.',
    'private-address':
      'The URL leads to a private address. Where that is meant, name its network in SANG_WEBHOOK_NETWORKS.',
  },
  back: 'To the sources',
};

export const CHANNEL_TEXTS: Readonly<Record<Lang, ChannelTexts>> = { vi, en };
