import type { Clock } from './clock.ts';
import { ApiError } from './errors.ts';

const MINUTE = 60_000;

/** Calls per minute, counted anew with each full minute, for the app and for the OA. */
export class Rate {
  readonly #clock: Clock;
  /** Documented: 4,000 a minute and app, OA API and Article API apart. */
  appLimit = 4_000;
  /** Reported since June 2026: also a limit per OA, by its package. */
  oaLimit = 2_000;
  /** Calls answered with -32. */
  refused = 0;
  readonly #used = new Map<string, { minute: number; calls: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one call. The headers go on every answer, also on the refusal. */
  count(api: 'oa' | 'article'): { headers: Record<string, string>; refusal?: ApiError } {
    const app = this.#book(`app.${api}`);
    const oa = this.#book('oa');
    const tightest = this.appLimit - app < this.oaLimit - oa ? [this.appLimit, app] : [this.oaLimit, oa];
    const [limit = 0, used = 0] = tightest;
    const headers = { 'X-RateLimit-Limit': `${limit}`, 'X-RateLimit-Remain': `${Math.max(0, limit - used)}` };
    if (app > this.appLimit) {
      this.refused += 1;
      return { headers, refusal: new ApiError(-32) };
    }
    if (oa > this.oaLimit) {
      this.refused += 1;
      return { headers, refusal: new ApiError(-32, 'Your OA reached limit call api') };
    }
    return { headers };
  }

  #book(key: string): number {
    const minute = Math.floor(this.#clock.now() / MINUTE);
    const entry = this.#used.get(key);
    const calls = entry?.minute === minute ? entry.calls + 1 : 1;
    this.#used.set(key, { minute, calls });
    return calls;
  }
}
