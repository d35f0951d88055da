import type pg from 'pg';

/** What has a clock of its own that runs with ours: the simulated platforms. */
export interface Watch {
  advance(milliseconds: number): void;
}

const TICK = 50;

/**
 * Time at `rate` times the real one: the database's clock, which is the service's, and the platforms' clocks. Nothing
 * in the service knows of it but `sang_now()`.
 */
export class FastTime {
  readonly rate: number;
  readonly #pool: pg.Pool;
  readonly #watches: readonly Watch[];
  readonly #base = Date.now();
  /** Milliseconds the database's clock is off, beside running fast. */
  #jumped = 0;
  #ticked = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(pool: pg.Pool, rate: number, watches: readonly Watch[]) {
    this.#pool = pool;
    this.rate = rate;
    this.#watches = watches;
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  /** Puts the database's clock in place; again after each jump. */
  async set(): Promise<void> {
    const base = `timestamptz 'epoch' + interval '${this.#base} milliseconds'`;
    await this.#pool.query(`create or replace function sang_now() returns timestamptz
      language sql stable parallel safe as $$
        select ${base} + (now() - (${base})) * ${this.rate} + interval '${Math.round(this.#jumped)} milliseconds'
      $$`);
  }

  /** The database's clock jumps, and nobody else's. */
  async jump(milliseconds: number): Promise<void> {
    this.#jumped += milliseconds;
    await this.set();
  }

  get jumped(): number {
    return this.#jumped;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    for (const watch of this.#watches) watch.advance((now - this.#ticked) * (this.rate - 1));
    this.#ticked = now;
  }
}
