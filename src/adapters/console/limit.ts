import { type BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { unwrap } from '../channels/address.ts';
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
export function limitFailures(buckets: Buckets, proxies: BlockList): MiddlewareHandler {
  return async (c, next) => {
    const address = addressOf(c, proxies);
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

/**
 * Who asks: the other end of the connection or, where that is a trusted proxy, the last address of `X-Forwarded-For` that
 * is none. What stands before it the asker could have written themselves.
 */
export function addressOf(c: Context, proxies: BlockList): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? [];
  let address = unwrap(otherEnd(c));
  while (isTrusted(address, proxies)) {
    const before = unwrap(forwarded.pop()?.trim() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

function isTrusted(address: string, proxies: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function otherEnd(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
