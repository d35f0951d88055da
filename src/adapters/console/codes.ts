import type { Told } from '../../domain/lang.ts';

/** Failures no platform adapter explains, by code or by the part before its last dot. */
const KNOWN: Readonly<Record<string, Told>> = {
  'facebook.gone': {
    vi: 'Bình luận không còn trên Facebook, hoặc trang không còn thấy nó.',
    en: 'The comment is no longer on Facebook, or the Page cannot see it any more.',
  },
  'facebook.cannot-hide': {
    vi: 'Facebook không cho ẩn bình luận này (thường vì là của chính trang, hoặc của người đã bị chặn).',
    en: "Facebook does not let this comment be hidden (mostly the Page's own, or of somebody blocked).",
  },
  'facebook.not-applied': {
    vi: 'Facebook báo đã nhận nhưng bình luận vẫn như cũ; sẽ tự thử lại.',
    en: 'Facebook said yes but nothing changed; it will be tried again.',
  },
  'facebook.no-token': {
    vi: 'Nguồn này chưa có mã truy cập: chạy “sang source set SỐ --token-stdin”.',
    en: 'This source has no access token: run “sang source set N --token-stdin”.',
  },
  'facebook.not-page-token': {
    vi: 'Mã truy cập không phải của Trang này: hãy lấy mã của Trang (không phải mã của người dùng).',
    en: "The access token is not this Page's own: use a Page token, not a person's.",
  },
  'facebook.no-app': {
    vi: 'Thiếu FACEBOOK_APP_ID hoặc FACEBOOK_APP_SECRET trong cấu hình.',
    en: 'FACEBOOK_APP_ID or FACEBOOK_APP_SECRET is missing from the configuration.',
  },
  'facebook.settings': {
    vi: 'Thiết lập của nguồn không dùng được; xem lại bằng “sang source list”.',
    en: "The source's settings cannot be used; look at them with “sang source list”.",
  },
  'zalo.token.missing': {
    vi: 'OA này chưa được cấp quyền: chạy “sang source consent SỐ”.',
    en: 'This OA is not authorised yet: run “sang source consent N”.',
  },
  'zalo.not-configured': {
    vi: 'Chưa cấu hình Zalo: đặt ZALO_APP_ID và ZALO_APP_SECRET rồi khởi động lại.',
    en: 'Zalo is not configured: set ZALO_APP_ID and ZALO_APP_SECRET and start again.',
  },
  'token.busy': {
    vi: 'Một tiến trình khác đang làm mới mã truy cập của nguồn này; sẽ tự thử lại.',
    en: "Another process is renewing this source's access token; it will be tried again.",
  },
  'zalo.oauth': {
    vi: 'Zalo không cấp mã truy cập mới: chạy “sang source consent SỐ” để cấp quyền lại.',
    en: 'Zalo gave no new access token: run “sang source consent N” to authorise again.',
  },
  'http.timeout': {
    vi: 'Nền tảng trả lời quá chậm; sẽ tự thử lại.',
    en: 'The platform was too slow; it will be tried again.',
  },
  'http.refused': {
    vi: 'Không nối được tới nền tảng; kiểm tra mạng.',
    en: 'The platform cannot be reached; check the network.',
  },
  'http.dropped': {
    vi: 'Kết nối bị cắt giữa chừng; sẽ tự thử lại.',
    en: 'The connection broke; it will be tried again.',
  },
  'http.tls': { vi: 'Chứng chỉ của nền tảng không hợp lệ.', en: "The platform's certificate is not valid." },
  http: {
    vi: 'Lỗi mạng khi gọi nền tảng; sẽ tự thử lại.',
    en: 'A network error on the way to the platform; it will be tried again.',
  },
  budget: {
    vi: 'Hạn mức gọi API sắp hết; tự đợi rồi gọi tiếp.',
    en: 'The call budget is nearly used up; waiting for it to refill.',
  },
  'notice.no-recipient': {
    vi: 'Kênh hoặc người nhận không còn nữa, hoặc không đọc được địa chỉ: xem lại kênh báo của trang.',
    en: 'The channel or person is gone, or its target cannot be read: look at the channels of the page.',
  },
  'mail.not-configured': {
    vi: 'Chưa cấu hình máy chủ email: đặt SMTP_URL và SANG_MAIL_FROM.',
    en: 'No mail server is configured: set SMTP_URL and SANG_MAIL_FROM.',
  },
  'mail.rejected': {
    vi: 'Máy chủ email không nhận địa chỉ này.',
    en: 'The mail server does not take this address.',
  },
  mail: {
    vi: 'Máy chủ email từ chối: xem lại SMTP_URL, mật khẩu và tường lửa (“sang doctor”).',
    en: 'The mail server did not take the mail: look at SMTP_URL, password and firewall (“sang doctor”).',
  },
  'webhook.private-address': {
    vi: 'Webhook dẫn tới địa chỉ nội bộ, không được phép.',
    en: 'The webhook leads to a private address, which is not allowed.',
  },
  'webhook.404': { vi: 'Bên nhận không có địa chỉ này.', en: 'The receiver knows no such address.' },
  'webhook.410': { vi: 'Bên nhận đã xoá webhook này.', en: 'The receiver has removed this webhook.' },
  'webhook.401': { vi: 'Bên nhận từ chối mã trong URL.', en: 'The receiver refuses the token in the URL.' },
  'webhook.403': { vi: 'Bên nhận từ chối mã trong URL.', en: 'The receiver refuses the token in the URL.' },
  'webhook.429': { vi: 'Bên nhận yêu cầu gửi chậm lại.', en: 'The receiver asks to be told less often.' },
  'webhook.timeout': { vi: 'Bên nhận trả lời quá chậm.', en: 'The receiver was too slow.' },
  webhook: {
    vi: 'Bên nhận không trả lời hoặc trả lời lỗi.',
    en: 'The receiver did not answer, or answered with an error.',
  },
  digest: {
    vi: 'Không soạn được hoặc không gửi được bản tin.',
    en: 'The digest could not be composed or sent.',
  },
  'secret.unreadable': {
    vi: 'Không mở được mã truy cập hay mã người đã lưu: khoá bí mật ở máy này không phải khoá của bản cài. Đặt đúng SANG_SECRET (hoặc khoá cũ vào SANG_SECRET_PREVIOUS) rồi khởi động lại; nếu khoá đã mất, nhập lại mã truy cập.',
    en: 'What was stored encrypted (an access token, or whom to answer) cannot be opened: the secret on this machine is not the installation’s. Set the right SANG_SECRET (or the former one as SANG_SECRET_PREVIOUS) and start again; if it is lost, enter the token anew.',
  },
  'poll.failed': {
    vi: 'Sàng gặp lỗi khi đọc nguồn này; sẽ tự thử lại, chi tiết ở nhật ký chạy.',
    en: 'Sàng itself failed to read this source; it will be tried again, the log says more.',
  },
  'act.failed': {
    vi: 'Sàng gặp lỗi khi thực hiện; chi tiết ở nhật ký chạy.',
    en: 'Sàng itself failed to do it; the log says more.',
  },
  'reply.unseen': {
    vi: 'Chưa rõ câu trả lời đã tới nơi chưa, và cuộc trò chuyện đã dài quá để tìm lại: hãy mở ra xem, chưa có thì tự trả lời.',
    en: 'It is not known whether the answer arrived, and the conversation has grown too long to look: open it, and answer there if nothing is.',
  },
  superseded: { vi: 'Một quyết định sau đó đã thay thế.', en: 'A later decision replaced it.' },
  unsupported: { vi: 'Nền tảng không có thao tác này.', en: 'The platform knows no such action.' },
};

/** A failure code in words: the platform's own, else ours; the code stands behind, for whoever asks for help. */
export function codeWords(
  code: string,
  platform: { explain?(code: string): Told | undefined } | undefined,
): Told {
  const words = platform?.explain?.(code) ?? known(code);
  if (words === undefined) {
    return { vi: `Lỗi chưa rõ (${code}).`, en: `An unknown failure (${code}).` };
  }
  const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return { vi: `${sentence(words.vi)} (${code})`, en: `${sentence(words.en)} (${code})` };
}

function known(code: string): Told | undefined {
  for (let at = code; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if (Object.hasOwn(KNOWN, at)) return KNOWN[at];
  }
  return undefined;
}
