import type { MiddlewareHandler } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';

interface Bucket {
  left: number;
  at: number;
}

/** Buckets kept; beyond that the oldest go, so that a flood of addresses cannot fill the memory. */
const MOST = 10_000;

/**
 * Lets `burst` requests of one address through at once and `perMinute` after that, in this process. Refuses the
 * rest with 429 and the seconds to wait.
 */
export function limit(burst: number, perMinute: number, now: () => number = Date.now): MiddlewareHandler {
  const buckets = new Map<string, Bucket>();
  return async (c, next) => {
    const key = addressOf(c);
    const at = now();
    const bucket = buckets.get(key) ?? { left: burst, at };
    bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) / 60_000) * perMinute);
    bucket.at = at;
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > MOST) {
      const oldest = buckets.keys().next();
      if (oldest.done !== true) buckets.delete(oldest.value);
    }
    if (bucket.left < 1) {
      c.header('retry-after', String(Math.ceil((1 - bucket.left) * (60 / perMinute))));
      return c.text('Bạn thử quá nhanh, hãy đợi một chút / Too many tries, wait a moment', 429);
    }
    bucket.left -= 1;
    return next();
  };
}

function addressOf(c: Parameters<MiddlewareHandler>[0]): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
