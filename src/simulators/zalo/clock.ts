/** The simulator's time: runs with the real one until stopped, and travels on command. */
export class Clock {
  #offset: number;
  #stopped: number | undefined;

  constructor(start?: Date) {
    this.#offset = start === undefined ? 0 : start.getTime() - Date.now();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#stopped ?? Date.now() + this.#offset;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** Moves time on by `ms`. */
  advance(ms: number): void {
    if (this.#stopped === undefined) {
      this.#offset += ms;
    } else {
      this.#stopped += ms;
    }
  }

  /** Time stands still from now on, except for `advance`. */
  stop(): void {
    this.#stopped = this.now();
  }
}
