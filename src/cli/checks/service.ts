import { failureCode, Refusal } from '../../domain/failure.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import type { Runtime } from '../runtime.ts';

/** Clocks further apart than this are told, in milliseconds: platforms refuse signatures, leases run short. */
const CLOCK_APART = 5_000;
const QUEUE_TIMEOUT = 5_000;

/** What stands in the way of opening the database at all. */
export function unreachable(error: unknown): Check {
  // A refusal says what is wrong and what to do itself.
  if (error instanceof Refusal) {
    return { id: 'database', ok: false, level: 'error', vi: error.vi, en: error.en };
  }
  const said = failureCode(error);
  return {
    id: 'database',
    ok: false,
    level: 'error',
    vi: `Không mở được cơ sở dữ liệu (${said}): xem lại DATABASE_URL, mật khẩu và tường lửa`,
    en: `The database cannot be opened (${said}): check DATABASE_URL, the password and the firewall`,
  };
}

/** Queues and clock. */
export async function serviceChecks({ service: { queues, digests } }: Runtime): Promise<Check[]> {
  const apart = Math.abs((await digests.now()).getTime() - Date.now());
  const queue = await queues.ready(QUEUE_TIMEOUT).then(
    () => true,
    () => false,
  );
  return [
    {
      id: 'queues',
      ok: queue,
      level: 'error',
      vi: queue ? `Hàng đợi trả lời (${queues.backend})` : 'Hàng đợi không trả lời: xem lại REDIS_URL',
      en: queue ? `The queues answer (${queues.backend})` : 'The queues do not answer: check REDIS_URL',
    },
    {
      id: 'clock',
      ok: apart < CLOCK_APART,
      level: 'warn',
      vi: `Đồng hồ lệch ${apart} ms so với cơ sở dữ liệu${apart < CLOCK_APART ? '' : ': bật đồng bộ giờ (NTP)'}`,
      en: `The clock is ${apart} ms from the database's${apart < CLOCK_APART ? '' : ': turn time synchronisation on (NTP)'}`,
    },
  ];
}
