const FIRST_REST_MS = 5 * 60_000;
const LONGEST_REST_MS = 60 * 60_000;

/** Polls rest above this anyway; a batch shall not end beyond it. */
const POLLS_REST_AT = 90;

/**
 * Learns from the usage headers what one call costs of a source's budget, in percent. The platform does not tell how
 * many calls there are, and a batch that runs into the limit half way lengthens the block with every item.
 */
export class Meter {
  #percent = 0;
  #calls = 0;
  #cost = 0;
  #throttled = 0;

  made(calls: number): void {
    this.#calls += calls;
  }

  heard(percent: number): void {
    if (percent > this.#percent) this.#cost = (percent - this.#percent) / Math.max(1, this.#calls);
    if (percent !== this.#percent) this.#calls = 0;
    this.#percent = percent;
  }

  /** A call went through: whatever throttled us is over. */
  passed(): void {
    this.#throttled = 0;
  }

  /** How long to rest where the platform names no time: 5, 10, 20 … minutes, at most an hour, spread a little. */
  rest(): number {
    const pause = Math.min(FIRST_REST_MS * 2 ** this.#throttled, LONGEST_REST_MS);
    this.#throttled += 1;
    return pause * (1 + Math.random() / 5);
  }

  /** How many of `most` calls fit; at least one, for somebody has to find out. */
  room(most: number): number {
    if (this.#cost === 0) return most;
    const fit = Math.floor((POLLS_REST_AT - this.#percent) / this.#cost);
    return Math.max(1, Math.min(most, fit));
  }
}
