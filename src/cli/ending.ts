import type { Log } from '../pipeline/ports/log.ts';

/** Resolves at SIGTERM or SIGINT; a second one ends the process at once. SIGHUP calls `onHangup`. */
export function stopSignal(onHangup: () => void): Promise<undefined> {
  process.on('SIGHUP', onHangup);
  return new Promise((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve(undefined);
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
  });
}

/**
 * Ends this process in order: runs the steps, which resolve to the number of jobs they had to leave, and exits with 0
 * when nothing was left and nothing had `failed` before, else with 1. After `deadline` milliseconds it exits whatever still hangs (a server that went
 * silent without closing its connections): what is in hand is taken over by others, as after a crash.
 */
export async function endInOrder(
  deadline: number,
  log: Log,
  failed: boolean,
  steps: () => Promise<number>,
): Promise<void> {
  const late = setTimeout(() => {
    log.error({ step: 'stop', deadline }, 'not finished in time; others take over what is left');
    process.exit(1);
  }, deadline);
  const left = await steps().catch((error: unknown) => {
    log.error({ step: 'stop', err: error }, 'could not end in order; others take over what is left');
    return 1;
  });
  clearTimeout(late);
  if (left > 0) log.warn({ step: 'stop', left }, 'stopped; others take over what is left');
  else log.info({ step: 'stop' }, 'stopped');
  // Connections to a server that is away would go on trying and keep the process.
  process.exit(left > 0 || failed ? 1 : 0);
}
