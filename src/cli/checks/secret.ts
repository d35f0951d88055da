import { versionOf } from '../../adapters/secrets/people.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import type { Runtime } from '../runtime.ts';

/** Whether the secrets set are those under which authors are known, and whether the former one may go. */
export async function secretCheck({ service, secret, environment }: Runtime): Promise<Check> {
  const previous = environment.SANG_SECRET_PREVIOUS;
  const used = new Set(await service.retaining.store.keyVersions());
  const stillUsed = previous !== undefined && used.has(versionOf(previous));
  used.delete(versionOf(secret));
  if (previous !== undefined) used.delete(versionOf(previous));
  if (used.size > 0) {
    return {
      id: 'secret',
      ok: false,
      level: 'warn',
      vi: 'Còn người viết được lưu bằng một khoá nay không còn: đặt khoá cũ vào SANG_SECRET_PREVIOUS, nếu không khi họ yêu cầu xoá sẽ không tìm thấy gì',
      en: 'Some authors are kept under a secret that is not set: set it as SANG_SECRET_PREVIOUS, or their deletion requests will find nothing',
    };
  }
  if (previous !== undefined) {
    return {
      id: 'secret',
      ok: true,
      level: 'info',
      vi: stillUsed
        ? 'Còn dữ liệu lưu bằng khoá cũ: giữ SANG_SECRET_PREVIOUS cho tới khi dữ liệu ấy bị xoá theo hạn'
        : 'Không còn dữ liệu nào lưu bằng khoá cũ: có thể bỏ SANG_SECRET_PREVIOUS',
      en: stillUsed
        ? 'Texts under the former secret are still kept: leave SANG_SECRET_PREVIOUS until they are purged'
        : 'Nothing is left under the former secret: SANG_SECRET_PREVIOUS may be unset',
    };
  }
  return { id: 'secret', ok: true, level: 'info', vi: 'Khoá bí mật dùng được', en: 'The secret is sound' };
}
