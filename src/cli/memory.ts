import v8 from 'node:v8';
import vm from 'node:vm';

/** Above this resident size garbage is collected at once instead of when V8 finds time, in bytes. */
const CEILING = 150_000_000;
/** Collecting again is not worth it before so many calls have gone by. */
const REST = 4;

/**
 * Keeps a long stream in constant memory: V8 lets garbage pile up to a share of the machine's memory, and its limits
 * cannot be set once it runs. Call the result after each batch.
 */
export function memoryKeeper(): () => void {
  v8.setFlagsFromString('--expose-gc');
  const collect: unknown = vm.runInNewContext('gc');
  let rest = 0;
  return () => {
    rest -= 1;
    if (rest > 0 || typeof collect !== 'function') return;
    if (process.memoryUsage.rss() < CEILING) return;
    collect();
    rest = REST;
  };
}
