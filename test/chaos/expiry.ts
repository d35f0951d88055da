import type pg from 'pg';

const LOOK = 200;
/** A killed worker's job is given to another after its lock (15 s) and the look for stalled ones (5 s), at any rate of the clock. */
const GIVEN_BACK = 20_000;

/**
 * Looks all the time which provisional hides have outlived their expiry. Counts only the time in which the service
 * could have done something: while a fault lasts, a process starts or a killed one still holds the sweep, nobody sweeps; while
 * a platform has asked for rest (five minutes of its time at first, then longer), nobody calls it.
 */
export class Expiry {
  /** The longest that a hide outlived its expiry, in milliseconds of the time the service had. */
  longest = 0;
  /** Hides that ended by themselves. */
  ended = 0;
  /** True while something is broken on purpose. */
  disturbed = false;
  readonly #pool: pg.Pool;
  readonly #overdue = new Map<string, number>();
  #looked = performance.now();
  #held = 0;
  #looking = false;
  readonly #timer: NodeJS.Timeout;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#timer = setInterval(() => {
      if (this.#looking) return;
      this.#looking = true;
      this.#look()
        .catch(() => {
          this.#looked = performance.now();
        })
        .finally(() => {
          this.#looking = false;
        });
    }, LOOK);
  }

  /** A worker was killed: what it was doing is not given to another at once. */
  killed(): void {
    this.rests(GIVEN_BACK);
  }

  /** Tries may rest for so many milliseconds. */
  rests(milliseconds: number): void {
    this.#held = Math.max(this.#held, performance.now() + milliseconds);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `select id from cases where expires_at <= sang_now()
       union select case_id from actions where kind = 'unhide' and by = 'sweep'
         and state in ('pending', 'postponed')`,
    );
    const resting = await this.#pool.query(
      'select 1 from budgets where percent >= 100 and regain_at > sang_now()',
    );
    const now = performance.now();
    const idle = this.disturbed || now < this.#held || resting.rowCount !== 0;
    const passed = idle ? 0 : now - this.#looked;
    this.#looked = now;
    const present = new Set(rows.map(({ id }) => id));
    for (const id of this.#overdue.keys()) {
      if (present.has(id)) continue;
      this.#overdue.delete(id);
      this.ended += 1;
    }
    for (const id of present) {
      const known = this.#overdue.get(id);
      const late = known === undefined ? 0 : known + passed;
      this.#overdue.set(id, late);
      this.longest = Math.max(this.longest, late);
    }
  }
}
