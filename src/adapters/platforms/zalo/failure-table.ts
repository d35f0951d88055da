/** A failure in words: what happened and what to do about it. */
export interface Explained {
  readonly vi: string;
  readonly en: string;
}

/**
 * How a code is met:
 * - `rate`: wait for the next full minute
 * - `token`: renew the token once and repeat; after that the source stands still
 * - `config`: the app or OA is not set up for this: reading stops the source, a single action is given up
 * - `stop`: nothing works until the owner acts
 */
export type Reaction = 'rate' | 'token' | 'config' | 'stop' | 'retry' | 'give-up' | 'stop-writes';

export interface Row extends Explained {
  readonly react: Reaction;
  /** The call may have taken effect all the same. */
  readonly maybeApplied?: true;
  /** A person can still do something about it in OA Manager. */
  readonly byHand?: true;
}

const REAUTHORISE: Explained = {
  vi: 'OA phải được cấp quyền lại: quản trị viên OA mở liên kết cấp quyền (sang source consent) và đồng ý.',
  en: 'The OA must be re-authorised: its admin opens the consent link (sang source consent) and agrees.',
};

/** Every documented code, and those seen in the field (developers.zalo.me/docs/official-account/phu-luc/ma-loi). */
export const FAILURES: Readonly<Record<string, Row>> = {
  '-32': row(
    'rate',
    'Vượt giới hạn số lần gọi API mỗi phút; tự chờ sang phút sau.',
    'Calls per minute used up; waits for the next minute by itself.',
  ),
  '-100': row('give-up', 'Tệp đính kèm đã hết hạn.', 'The attachment has expired.'),
  '-118': row('stop', REAUTHORISE.vi, REAUTHORISE.en),
  '-124': row('token', REAUTHORISE.vi, REAUTHORISE.en),
  '-155': row('give-up', 'Mã tải tệp lên đã hết hạn.', 'The upload token has expired.'),
  '-200': {
    ...row(
      'retry',
      'Zalo báo gửi tin thất bại; đọc lại hội thoại rồi mới gửi lại.',
      'Zalo says sending failed; the conversation is read back before another try.',
    ),
    maybeApplied: true,
  },
  '-201': row(
    'give-up',
    'Zalo không nhận một tham số: hãy báo lỗi này cho nhà phát triển Sàng.',
    'Zalo refused a parameter: please report this to the developers of Sàng.',
  ),
  '-204': row(
    'stop',
    'OA đã bị vô hiệu hoá; xem thông báo trong OA Manager.',
    'The OA is disabled; see its notices in OA Manager.',
  ),
  '-205': row(
    'stop',
    'OA không tồn tại; kiểm tra lại mã OA của nguồn này.',
    'The OA does not exist; check the OA id of this source.',
  ),
  '-209': row(
    'config',
    'Ứng dụng chưa được kích hoạt cho API này; mở trang ứng dụng trên developers.zalo.me.',
    'The app is not activated for this API; open its page on developers.zalo.me.',
  ),
  '-210': row('give-up', 'Tham số vượt giới hạn của Zalo.', 'A parameter exceeds the limit of Zalo.'),
  '-211': row(
    'give-up',
    'Hết hạn mức gửi tin; mua thêm hoặc đợi kỳ sau.',
    'The message quota is used up; buy more or wait for the next period.',
  ),
  '-212': row(
    'config',
    'Ứng dụng chưa đăng ký API này trên developers.zalo.me.',
    'The app has not registered this API on developers.zalo.me.',
  ),
  '-213': row(
    'give-up',
    'Người này chưa quan tâm OA nên không thể thao tác.',
    'This person does not follow the OA, so this cannot be done.',
  ),
  '-214': row('retry', 'Bài viết đang được Zalo xử lý.', 'Zalo is still processing the article.'),
  '-216': row('token', REAUTHORISE.vi, REAUTHORISE.en),
  '-217': row(
    'give-up',
    'Người này đã chặn lời mời từ OA.',
    'This person has blocked invitations from the OA.',
  ),
  '-218': row(
    'give-up',
    'Người này đã nhận đủ tin hôm nay; thử lại ngày mai.',
    'This person has received all messages allowed today; try tomorrow.',
  ),
  '-219': row(
    'stop',
    'Ứng dụng đã bị gỡ hoặc vô hiệu hoá; xem developers.zalo.me.',
    'The app was removed or disabled; see developers.zalo.me.',
  ),
  '-220': row('token', REAUTHORISE.vi, REAUTHORISE.en),
  '-221': row(
    'config',
    'OA cần được xác thực để dùng chức năng này.',
    'The OA must be verified to use this.',
  ),
  '-223': row(
    'config',
    'OA chưa cấp quyền này cho ứng dụng; quản trị viên OA cấp quyền lại và chọn đủ các nhóm quyền.',
    'The OA has not granted this permission; its admin authorises the app again and ticks every permission group.',
  ),
  '-223.quota': row(
    'give-up',
    'OA đã hết hạn mức đăng bài của tháng.',
    'The OA has used up its articles of this month.',
  ),
  '-224': row(
    'config',
    'Gói dịch vụ của OA không có chức năng này; cần nâng gói.',
    'The service package of the OA lacks this; upgrade it.',
  ),
  '-227': row(
    'give-up',
    'Tài khoản người này bị khoá hoặc đã ngưng hoạt động hơn 45 ngày.',
    'This account is banned or has been inactive for over 45 days.',
  ),
  '-230': {
    ...row(
      'give-up',
      'Đã quá 7 ngày từ lần tương tác cuối nên không thể trả lời nữa.',
      'More than 7 days since the last interaction: an answer is no longer possible.',
    ),
    byHand: true,
  },
  '-232': {
    ...row(
      'give-up',
      'Người này chưa tương tác với OA hoặc thời hạn trả lời đã hết.',
      'This person has not interacted with the OA, or the time to answer is over.',
    ),
    byHand: true,
  },
  '-233': row('give-up', 'Loại tin nhắn này không được hỗ trợ.', 'This type of message is not supported.'),
  '-234': row(
    'give-up',
    'Zalo không cho gửi loại tin này từ 22 giờ đến 6 giờ.',
    'Zalo bars this type of message from 22:00 to 6:00.',
  ),
  '-235': row('config', 'Loại OA này không dùng được API này.', 'This type of OA cannot use this API.'),
  '-237': row('give-up', 'Nhóm đã bị tắt hoặc hết hạn.', 'The group is disabled or has expired.'),
  '-238': row('config', 'Gói nhóm (asset) đã được dùng.', 'The group package (asset) is already used.'),
  '-240': row(
    'give-up',
    'Zalo đã ngừng API tin nhắn cũ: hãy cập nhật Sàng.',
    'Zalo has shut this message API down: please update Sàng.',
  ),
  '-241': row(
    'config',
    'Gói nhóm (asset) đã được dùng hoặc bị tắt.',
    'The group package (asset) is used or disabled.',
  ),
  '-242': row(
    'stop',
    'Ứng dụng đòi appsecret_proof và chữ ký không khớp; kiểm tra khoá bí mật của ứng dụng.',
    'The app demands appsecret_proof and ours does not match; check the app secret.',
  ),
  '-244': row(
    'give-up',
    'Người này đã chặn loại tin này từ OA.',
    'This person restricts this type of message from the OA.',
  ),
  '-248': row(
    'stop-writes',
    'Zalo cho rằng nội dung vi phạm quy định; tạm ngưng gửi cho đến khi có người kiểm tra.',
    'Zalo says the content violates its standards; sending rests until a person has looked.',
  ),
  '-249': row(
    'give-up',
    'Mẫu tin này không gửi được theo mã người dùng.',
    'This template cannot be sent by user id.',
  ),
  '-320': row(
    'give-up',
    'Cần Zalo Cloud Account để gửi tin tính phí.',
    'A Zalo Cloud Account is needed to send billed messages.',
  ),
  '-321': row('give-up', 'Tài khoản Zalo Cloud đã hết tiền.', 'The Zalo Cloud Account is out of money.'),
  '-403': row('give-up', 'OA không ở trong nhóm này.', 'The OA is not in this group.'),
  'oauth.-118': row('stop', REAUTHORISE.vi, REAUTHORISE.en),
  'oauth.-14014': row('stop', REAUTHORISE.vi, REAUTHORISE.en),
  'oauth.-14003': row(
    'stop',
    'Địa chỉ callback không khớp với địa chỉ đã đăng ký trên developers.zalo.me.',
    'The callback address differs from the one registered on developers.zalo.me.',
  ),
  'oauth.empty': row(
    'stop',
    `Zalo không nhận mã làm mới vì đã dùng rồi. ${REAUTHORISE.vi}`,
    `Zalo does not accept the refresh token, it was used before. ${REAUTHORISE.en}`,
  ),
  'oauth.refused': row('stop', REAUTHORISE.vi, REAUTHORISE.en),
  'oauth.unavailable': row(
    'retry',
    'Máy chủ cấp quyền của Zalo đang lỗi; sẽ thử lại.',
    'The authorisation host of Zalo is failing; it will be tried again.',
  ),
  'token.missing': row(
    'stop',
    'Nguồn này chưa có mã truy cập: hãy cấp quyền cho OA (sang source consent).',
    'This source has no token yet: authorise the OA (sang source consent).',
  ),
  'http.404': row(
    'config',
    'Zalo không có đường dẫn API này: hãy cập nhật Sàng hoặc kiểm tra ZALO_API_URL.',
    'Zalo has no such API path: update Sàng or check the configured API address.',
  ),
  'http.429': row(
    'rate',
    'Zalo yêu cầu gọi chậm lại; tự chờ.',
    'Zalo asks for fewer calls; waits by itself.',
  ),
  'http.5xx': {
    ...row(
      'retry',
      'Máy chủ Zalo đang lỗi; sẽ thử lại.',
      'The Zalo servers are failing; it will be tried again.',
    ),
    maybeApplied: true,
  },
  'http.unreadable': {
    ...row(
      'retry',
      'Zalo trả lời không đọc được; sẽ thử lại.',
      'Zalo sent an unreadable answer; it will be tried again.',
    ),
    maybeApplied: true,
  },
  'reply.empty': row('give-up', 'Nội dung trả lời trống.', 'The answer is empty.'),
  'reply.too-long': row(
    'give-up',
    'Nội dung trả lời dài quá 2.000 ký tự.',
    'The answer is longer than 2,000 characters.',
  ),
  'reply.unconfirmed': row(
    'retry',
    'Zalo báo đã nhận nhưng chưa thấy câu trả lời trong hội thoại; sẽ xem lại rồi mới gửi lại.',
    'Zalo said yes, but the answer is not in the conversation yet; it is looked for before anything is sent again.',
  ),
  'reply.no-recipient': row(
    'give-up',
    'Không còn lưu mã người nhận của hội thoại này; hãy trả lời trong OA Manager.',
    'The recipient of this conversation is no longer stored; answer in OA Manager.',
  ),
  'article.unreadable': row(
    'give-up',
    'Không đọc được đầy đủ bài viết nên không sửa; hãy đổi trong OA Manager.',
    'The article cannot be read in full, so it is not changed; switch it in OA Manager.',
  ),
};

/** Positive and short twins of token errors seen in the field. */
export const TWINS: Readonly<Record<string, string>> = {
  '216': '-216',
  '220': '-220',
  '401': '-216',
  '-401': '-216',
};

function row(react: Reaction, vi: string, en: string): Row {
  return { react, vi, en };
}
