import { createControlStore } from '../../adapters/postgres/controls.ts';
import { createHealthStore } from '../../adapters/postgres/health.ts';
import type { Processes } from '../../pipeline/ports/health.ts';
import type { Queues } from '../../pipeline/ports/queue.ts';
import type { Check } from '../../pipeline/ports/platform.ts';
import { ROLES } from '../../../workers/main.ts';
import type { Runtime } from '../runtime.ts';

const OLDEST_REDIS = 7;
const KNOWN = new Set<string>(ROLES);

/** The Redis of the queues, the roles somebody runs, and what holds actions back. */
export async function runningChecks({ service: { pool, queues } }: Runtime): Promise<Check[]> {
  const controls = createControlStore(pool);
  const [server, processes, stopped, brakes] = await Promise.all([
    queues.redis?.(),
    createHealthStore(pool).processes(),
    controls.stopped(),
    controls.brakes(),
  ]);
  const checks = server === undefined ? [] : [redis(server)];
  checks.push(roles(processes.flatMap((process) => process.roles.split(','))));
  const deaf = elsewhere(processes, queues.backend);
  if (deaf.length > 0) {
    checks.push({
      id: 'queues apart',
      ok: false,
      level: 'error',
      vi: `Tiến trình vai ${deaf.join('; ')} để hàng đợi ở nơi khác, không nghe thấy các tiến trình còn lại: đặt cùng một REDIS_URL cho mọi tiến trình, hoặc không đặt ở đâu cả`,
      en: `Processes with the roles ${deaf.join('; ')} keep their queues elsewhere and do not hear the others: set the same REDIS_URL for all processes, or for none`,
    });
  }
  if (stopped !== undefined) {
    const why = stopped.why === undefined ? '' : `: ${stopped.why}`;
    checks.push(
      held(
        'stop-actions',
        `Mọi thao tác đang bị dừng (${stopped.by}${why}). Cho chạy lại: sang resume-actions`,
        `All actions are stopped (${stopped.by}${why}). To go on: sang resume-actions`,
      ),
    );
  }
  if (brakes.length > 0) {
    checks.push(
      held(
        'brakes',
        `${brakes.length} phanh đang kéo: xem sang brakes, nhả bằng sang resume-actions`,
        `${brakes.length} brakes stand: sang brakes lists them, sang resume-actions releases them`,
      ),
    );
  }
  return checks;
}

/**
 * The roles of processes of this installation whose queues are kept elsewhere than in `backend`: with REDIS_URL beside
 * others without. They are alive and wait for rings nobody sends there.
 */
export function elsewhere(processes: readonly Processes[], backend: Queues['backend']): readonly string[] {
  return processes
    .filter(
      ({ roles: run, queues }) =>
        queues !== '' && queues !== backend && run.split(',').some((role) => KNOWN.has(role)),
    )
    .map(({ roles: run }) => run);
}

const held = (id: string, vi: string, en: string): Check => ({ id, ok: false, level: 'warn', vi, en });

function redis({ version, policy }: { readonly version: string; readonly policy: string }): Check {
  const id = 'redis';
  if (Number.parseInt(version, 10) < OLDEST_REDIS) {
    return {
      id,
      ok: false,
      level: 'error',
      vi: `Redis ${version} quá cũ: cần ${OLDEST_REDIS} trở lên`,
      en: `Redis ${version} is too old: ${OLDEST_REDIS} or newer is needed`,
    };
  }
  if (policy !== 'noeviction') {
    return held(
      id,
      `Redis bỏ bớt việc khi đầy bộ nhớ (${policy}): đặt maxmemory-policy noeviction`,
      `Redis throws rings out when it is full (${policy}): set maxmemory-policy noeviction`,
    );
  }
  return {
    id,
    ok: true,
    level: 'info',
    vi: `Redis ${version}, ${policy}`,
    en: `Redis ${version}, ${policy}`,
  };
}

function roles(run: readonly string[]): Check {
  const missing = ROLES.filter((role) => !run.includes(role));
  const id = 'roles';
  if (missing.length === 0) {
    return { id, ok: true, level: 'info', vi: 'Vai nào cũng có tiến trình chạy', en: 'Every role is run' };
  }
  if (missing.length === ROLES.length) {
    return held(
      id,
      'Dịch vụ không chạy: không tiến trình nào nối vào cơ sở dữ liệu này. Chạy: sang start',
      'The service does not run: no process is connected to this database. Run: sang start',
    );
  }
  const list = missing.join(',');
  return held(
    id,
    `Không tiến trình nào chạy vai ${list}. Chạy: sang start --roles ${list}`,
    `Nobody runs the roles ${list}. Run: sang start --roles ${list}`,
  );
}
