import type { SimulatedClock } from './clock.ts';
import { GraphError } from './errors.ts';

export interface Allowance {
  /** Calls within the window. */
  readonly calls: number;
  readonly windowMs: number;
}

interface Meter {
  startedAt: number;
  calls: number;
  blockedUntil: number;
}

/** Counts calls against a page's allowance and the app's, and refuses when one is used up. */
export class UsageMeter {
  page: Allowance | undefined;
  app: Allowance | undefined;
  /** Calls answered with a throttle error. */
  refused = 0;
  /** Every call made, also those in a batch and those answered 304. */
  total = 0;
  /** Calls answered 304: counted like any other. */
  unchanged = 0;
  readonly byPath = new Map<string, number>();
  readonly #clock: SimulatedClock;
  readonly #meters = new Map<string, Meter>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Books one call; throws 80001 (page) or 4 (app) while the allowance is spent. Hammering lengthens the block. */
  book(pageId: string, edge: string): void {
    this.total += 1;
    this.byPath.set(edge, (this.byPath.get(edge) ?? 0) + 1);
    this.#bookOn(this.app, 'app', 4);
    if (pageId !== '') this.#bookOn(this.page, `page:${pageId}`, 80001);
  }

  headers(pageId: string): Record<string, string> {
    const headers: Record<string, string> = {};
    const app = this.#percent(this.app, 'app');
    if (app !== undefined) headers['x-app-usage'] = JSON.stringify(threefold(app));
    const page = this.#percent(this.page, `page:${pageId}`);
    if (page !== undefined) {
      const minutes = this.#minutesLeft(`page:${pageId}`);
      headers['x-business-use-case-usage'] = JSON.stringify({
        [pageId]: [{ type: 'pages', ...threefold(page), estimated_time_to_regain_access: minutes }],
      });
    }
    return headers;
  }

  #bookOn(allowance: Allowance | undefined, key: string, code: number): void {
    if (!allowance) return;
    const now = this.#clock.now().getTime();
    const meter = this.#meter(key, now, allowance);
    if (meter.blockedUntil > now) {
      this.refused += 1;
      meter.blockedUntil += 60_000;
      throw new GraphError(code);
    }
    meter.calls += 1;
    if (meter.calls > allowance.calls) {
      this.refused += 1;
      meter.blockedUntil = meter.startedAt + allowance.windowMs;
      throw new GraphError(code);
    }
  }

  #meter(key: string, now: number, allowance: Allowance): Meter {
    const known = this.#meters.get(key);
    if (known && now < Math.max(known.startedAt + allowance.windowMs, known.blockedUntil)) return known;
    const fresh = { startedAt: now, calls: 0, blockedUntil: 0 };
    this.#meters.set(key, fresh);
    return fresh;
  }

  /** Headers appear only once there is traffic worth mentioning. */
  #percent(allowance: Allowance | undefined, key: string): number | undefined {
    if (!allowance) return undefined;
    const percent = Math.floor(((this.#meters.get(key)?.calls ?? 0) / allowance.calls) * 100);
    return percent >= 5 ? percent : undefined;
  }

  #minutesLeft(key: string): number {
    const left = (this.#meters.get(key)?.blockedUntil ?? 0) - this.#clock.now().getTime();
    return left > 0 ? Math.ceil(left / 60_000) : 0;
  }
}

function threefold(percent: number): { call_count: number; total_time: number; total_cputime: number } {
  return {
    call_count: percent,
    total_time: Math.floor(percent * 0.8),
    total_cputime: Math.floor(percent * 0.5),
  };
}
