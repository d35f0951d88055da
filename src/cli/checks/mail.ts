import { DeliveryFailure } from '../../pipeline/ports/mail.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import type { Runtime } from '../runtime.ts';

/** Mail for digests and for being told, and whether every page has somebody to tell. */
export async function mailChecks({ service, environment }: Runtime): Promise<Check[]> {
  const readers = (await service.subscribers.all()).length;
  const checks: Check[] = [];
  if (service.mailer === undefined) {
    checks.push({
      id: 'mail',
      ok: readers === 0,
      level: 'warn',
      vi: `Chưa đặt SMTP_URL: bản tin chỉ ghi vào thư mục${readers === 0 ? '' : `, ${readers} người đăng ký không nhận được email`}`,
      en: `SMTP_URL is not set: digests are written to the folder only${readers === 0 ? '' : `, ${readers} subscribers get no mail`}`,
    });
  } else {
    const code = await service.mailer.check().then(
      () => undefined,
      (error: unknown) => (error instanceof DeliveryFailure ? error.code : 'mail.failed'),
    );
    checks.push({
      id: 'mail',
      ok: code === undefined,
      level: 'error',
      vi:
        code === undefined
          ? `Máy chủ email trả lời, ${readers} người nhận bản tin`
          : `Máy chủ email từ chối (${code}): xem lại SMTP_URL, mật khẩu và tường lửa`,
      en:
        code === undefined
          ? `The mail server answers, ${readers} get digests`
          : `The mail server refuses (${code}): check SMTP_URL, the password and the firewall`,
    });
    if (environment.SANG_URL === undefined) {
      checks.push({
        id: 'mail links',
        ok: false,
        level: 'warn',
        vi: 'Chưa đặt SANG_URL: email không có đường dẫn để mở hồ sơ và ngừng nhận',
        en: 'SANG_URL is not set: mails carry no links to cases and none to unsubscribe',
      });
    }
  }
  for (const { id, name } of await service.notices.unheard()) {
    checks.push({
      id: `told ${id}`,
      ok: false,
      level: 'warn',
      vi: `${name}: việc khẩn chưa có ai được báo riêng; chạy sang channel add --source ${id}, hoặc sang user add … --source ${id} --senior`,
      en: `${name}: nobody of its own is told of urgent cases; run sang channel add --source ${id}, or sang user add … --source ${id} --senior`,
    });
  }
  return checks;
}
