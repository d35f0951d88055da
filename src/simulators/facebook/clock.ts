/** The simulator's clock: standing still until moved, or running with the real one. */
export class SimulatedClock {
  #base: number;
  #startedAt: number | undefined;
  #due: { at: number; run: () => void }[] = [];

  constructor(start: Date, running: boolean) {
    this.#base = start.getTime();
    this.#startedAt = running ? performance.now() : undefined;
  }

  now(): Date {
    const elapsed = this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt;
    return new Date(this.#base + elapsed);
  }

  /** Moves on by `ms`, running what was planned on the way at its own moment. */
  advance(ms: number): void {
    const target = this.now().getTime() + ms;
    for (let next = this.#nextDue(target); next; next = this.#nextDue(target)) {
      this.#base += Math.max(0, next.at - this.now().getTime());
      next.run();
    }
    this.#base += Math.max(0, target - this.now().getTime());
  }

  /** Plans a change of the world; runs when the clock is moved past `at` (or reaches it, when running). */
  at(at: Date, run: () => void): void {
    const wait = at.getTime() - this.now().getTime();
    if (this.#startedAt !== undefined) setTimeout(run, Math.max(0, wait)).unref();
    else if (wait <= 0) run();
    else this.#due.push({ at: at.getTime(), run });
  }

  #nextDue(until: number): { at: number; run: () => void } | undefined {
    this.#due.sort((a, b) => a.at - b.at);
    const first = this.#due[0];
    return first !== undefined && first.at <= until ? this.#due.shift() : undefined;
  }
}
