import type { Lang } from '../../../domain/lang.ts';

/** Signing in, and one’s own account. */
const vi = {
  signIn: 'Đăng nhập',
  signInSays: 'Dành cho đội duyệt bình luận.',
  email: 'Email',
  password: 'Mật khẩu',
  noPassword: 'Chưa có mật khẩu? Nhờ quản trị viên gửi đường dẫn dùng một lần.',
  signInWrong: 'Email hoặc mật khẩu không đúng.',
  signInSlow: 'Thử sai quá nhiều lần. Hãy đợi vài phút, hoặc nhờ quản trị viên gửi đường dẫn dùng một lần.',
  linkDead: 'Đường dẫn này đã dùng hoặc đã hết hạn. Hãy xin đường dẫn mới.',
  linkAsk: 'Bấm để đăng nhập bằng đường dẫn dùng một lần này.',
  sessions: 'Các phiên đăng nhập',
  session: { seen: 'Dùng lần cuối', since: 'Đăng nhập lúc', device: 'Trình duyệt', unknown: 'không rõ' },
  thisSession: 'phiên này',
  revoke: 'Kết thúc',
  revokeOthers: 'Kết thúc mọi phiên khác',
  passwordForm: {
    title: 'Mật khẩu',
    none: 'Bạn đang đăng nhập bằng đường dẫn dùng một lần. Có thể đặt mật khẩu ở đây.',
    current: 'Mật khẩu hiện tại',
    next: 'Mật khẩu mới (ít nhất 10 ký tự)',
    save: 'Đổi mật khẩu',
    set: 'Đặt mật khẩu',
    saved: 'Đã đổi mật khẩu. Mọi phiên khác đã kết thúc.',
    wrong: 'Mật khẩu hiện tại không đúng.',
    short: 'Mật khẩu mới phải có ít nhất 10 ký tự.',
  },
};
type AccountTexts = typeof vi;

const en: AccountTexts = {
  signIn: 'Sign in',
  signInSays: "The moderators' desk.",
  email: 'E-mail',
  password: 'Password',
  noPassword: 'No password yet? Ask an admin for a one-time link.',
  signInWrong: 'Address or password is wrong.',
  signInSlow: 'Too many wrong tries. Wait a few minutes, or ask an admin for a one-time link.',
  linkDead: 'This link has been used or has expired. Ask for a new one.',
  linkAsk: 'Press to sign in with this one-time link.',
  sessions: 'Sessions',
  session: { seen: 'Last used', since: 'Since', device: 'Browser', unknown: 'unknown' },
  thisSession: 'this one',
  revoke: 'End',
  revokeOthers: 'End all others',
  passwordForm: {
    title: 'Password',
    none: 'You signed in with a one-time link. You may set a password here.',
    current: 'Present password',
    next: 'New password (at least 10 characters)',
    save: 'Change password',
    set: 'Set the password',
    saved: 'The password was changed. All other sessions were ended.',
    wrong: 'The present password is wrong.',
    short: 'The new password needs at least 10 characters.',
  },
};

export const ACCOUNT: Readonly<Record<Lang, AccountTexts>> = { vi, en };
