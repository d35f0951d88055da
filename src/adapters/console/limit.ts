import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

/** Buckets kept; beyond that the oldest go, so that a flood of keys cannot fill the memory. */
const MOST = 10_000;

/** Token buckets of this process: `burst` at once and `perMinute` after that, for each key. */
export class Buckets {
  readonly #burst: number;
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(burst: number, perMinute: number, now: () => number = Date.now) {
    this.#burst = burst;
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one; resolves to 0, or to the seconds to wait where none is left. */
  take(key: string): number {
    const at = this.#now();
    const bucket = this.#buckets.get(key) ?? { left: this.#burst, at };
    bucket.left = Math.min(this.#burst, bucket.left + ((at - bucket.at) / 60_000) * this.#perMinute);
    bucket.at = at;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MOST) {
      const oldest = this.#buckets.keys().next();
      if (oldest.done !== true) this.#buckets.delete(oldest.value);
    }
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) * (60 / this.#perMinute));
    bucket.left -= 1;
    return 0;
  }

  /** Gives one back: what was right counts for nothing. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.left += 1;
  }
}

/** Refuses what one address tries in vain beyond its bucket, with 429 and the seconds to wait. */
export function limitFailures(buckets: Buckets): MiddlewareHandler {
  return async (c, next) => {
    const address = addressOf(c);
    const wait = buckets.take(address);
    if (wait > 0) return tooFast(c, wait);
    await next();
    if (c.res.status < 400) buckets.giveBack(address);
    return undefined;
  };
}

export function tooFast(c: Context, wait: number): Response | Promise<Response> {
  c.header('retry-after', String(wait));
  return problem(c, 429, 'fast');
}

function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
