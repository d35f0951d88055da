import { sealedUnder, secretFit } from '../../adapters/postgres/secret-fit.ts';
import { versionOf } from '../../adapters/secrets/people.ts';
import { secretFile } from '../../config/secret.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import type { Runtime } from '../runtime.ts';
import { secretsOf } from '../secret.ts';

/** Whether the secrets set are those under which authors are known, and whether the former one may go. */
export async function secretCheck({ service, secret, environment, embedded }: Runtime): Promise<Check> {
  const fit = await secretFit(service.pool, secretsOf(environment));
  // Without SANG_SECRET a process refuses to start here (see `secretOf`).
  if (fit === 'other-tokens' || (fit === 'other-authors' && environment.SANG_SECRET === undefined)) {
    return {
      id: 'secret',
      ok: false,
      level: 'error',
      vi: 'Khoá bí mật ở đây không phải khoá mà dữ liệu được lưu: đặt SANG_SECRET của bản cài (khoá cũ thì vào SANG_SECRET_PREVIOUS); nếu đã mất, nhập lại mã truy cập của từng nguồn',
      en: 'The secret here is not the one the data were stored under: set the SANG_SECRET of the installation (a former one as SANG_SECRET_PREVIOUS); if it is lost, enter the token of each source anew',
    };
  }
  const previous = environment.SANG_SECRET_PREVIOUS;
  const used = new Set(await service.retaining.store.keyVersions());
  const stillUsed =
    previous !== undefined && (used.has(versionOf(previous)) || (await sealedUnder(service.pool, previous)));
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
        ? 'Còn dữ liệu lưu bằng khoá cũ: giữ SANG_SECRET_PREVIOUS cho tới khi dữ liệu bị xoá theo hạn (mã truy cập được chuyển sang khoá mới trong vòng một giờ)'
        : 'Không còn dữ liệu nào lưu bằng khoá cũ: có thể bỏ SANG_SECRET_PREVIOUS',
      en: stillUsed
        ? 'Texts or tokens are still kept under the former secret: leave SANG_SECRET_PREVIOUS until the texts are purged (tokens move to the new one within the hour)'
        : 'Nothing is left under the former secret: SANG_SECRET_PREVIOUS may be unset',
    };
  }
  if (!embedded && environment.SANG_SECRET === undefined) {
    return {
      id: 'secret',
      ok: false,
      level: 'warn',
      vi: `Chưa đặt SANG_SECRET: khoá trong ${secretFile(environment.SANG_DATA)} chỉ máy này có; đặt nó làm SANG_SECRET ở mọi máy dùng chung cơ sở dữ liệu`,
      en: `SANG_SECRET is not set: this machine alone has the secret in ${secretFile(environment.SANG_DATA)}; set it as SANG_SECRET on every machine of this database`,
    };
  }
  return { id: 'secret', ok: true, level: 'info', vi: 'Khoá bí mật dùng được', en: 'The secret is sound' };
}
