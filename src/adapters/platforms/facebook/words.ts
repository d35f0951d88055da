interface Words {
  readonly vi: string;
  readonly en: string;
}

const RENEW_VI = 'Hãy đăng nhập lại bằng tài khoản quản trị Trang và chạy "sang source set".';
const RENEW_EN = 'Sign in again as an admin of the Page and run "sang source set".';

/** What a dead token or a lost permission means for the operator, by failure code. */
export const TOKEN_WORDS: Readonly<Record<string, Words>> = {
  'facebook.190': {
    vi: `mã truy cập không còn dùng được. ${RENEW_VI}`,
    en: `the access token no longer works. ${RENEW_EN}`,
  },
  'facebook.190.458': {
    vi: `ứng dụng đã bị gỡ khỏi tài khoản. ${RENEW_VI}`,
    en: `the app was removed from the account. ${RENEW_EN}`,
  },
  'facebook.190.459': {
    vi: `tài khoản đang bị Facebook yêu cầu xác minh. Hãy mở facebook.com xác minh trước. ${RENEW_VI}`,
    en: `Facebook wants the account to be verified. Open facebook.com and verify it first. ${RENEW_EN}`,
  },
  'facebook.190.460': {
    vi: `mật khẩu của tài khoản đã đổi. ${RENEW_VI}`,
    en: `the account's password was changed. ${RENEW_EN}`,
  },
  'facebook.190.463': {
    vi: `mã truy cập đã hết hạn. ${RENEW_VI}`,
    en: `the access token has expired. ${RENEW_EN}`,
  },
  'facebook.190.464': {
    vi: `tài khoản chưa được xác nhận. Hãy xác nhận tài khoản trên facebook.com. ${RENEW_VI}`,
    en: `the account is not confirmed. Confirm it on facebook.com. ${RENEW_EN}`,
  },
  'facebook.190.492': {
    vi: `tài khoản không còn vai trò trên Trang. Chủ Trang cần thêm lại vai trò. ${RENEW_VI}`,
    en: `the account has no role on the Page any more. The owner has to add it again. ${RENEW_EN}`,
  },
  'facebook.10': {
    vi: 'Facebook từ chối vì thiếu quyền (hoặc quyền không dùng quá 90 ngày). Chủ Trang cần cấp lại quyền cho ứng dụng.',
    en: "Facebook refuses for want of a permission (or one unused for 90 days). The Page's owner has to grant it to the app again.",
  },
  'facebook.100': {
    vi: 'Facebook không nhận lời gọi. Kiểm tra khoá bí mật của ứng dụng (appsecret_proof) có đúng không.',
    en: 'Facebook does not accept the call. Check that the app secret (appsecret_proof) is the right one.',
  },
};
