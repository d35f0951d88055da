/** What goes wrong with a call. `applied`: the call takes effect first, then its answer is spoilt. */
export type Effect =
  | { readonly error: number; readonly message?: string | undefined }
  | { readonly status: number; readonly body?: string | undefined; readonly applied?: boolean | undefined }
  | { readonly empty: true; readonly applied?: boolean | undefined }
  /** The connection dies before or after the call takes effect. */
  | { readonly drop: 'before' | 'after' }
  /** The right answer, late. */
  | { readonly delayMs: number }
  /** The right answer, a byte each so many milliseconds. */
  | { readonly trickleMs: number };

export interface Fault {
  /** Exact path or pattern; absent = every path. */
  readonly path?: string | RegExp | undefined;
  readonly effect: Effect;
  /** How often it strikes; absent = until removed. */
  readonly times?: number | undefined;
  /** 0–1; absent = each time. */
  readonly probability?: number | undefined;
}

/** The script of faults. Chance comes from a seeded generator, so that a run can be repeated. */
export class Faults {
  readonly #script: { fault: Fault; left: number }[] = [];
  #seed: number;
  /** How often any fault struck. */
  struck = 0;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  /** @returns a function that removes the fault */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#script.push(entry);
    return () => {
      const index = this.#script.indexOf(entry);
      if (index !== -1) {
        this.#script.splice(index, 1);
      }
    };
  }

  clear(): void {
    this.#script.length = 0;
  }

  /** The effect that strikes a call to `path`, if any; the first fitting fault of the script wins. */
  strike(path: string): Effect | undefined {
    const entry = this.#script.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.path === undefined ||
          (typeof fault.path === 'string' ? fault.path === path : fault.path.test(path))) &&
        (fault.probability === undefined || this.#chance() < fault.probability),
    );
    if (entry === undefined) {
      return undefined;
    }
    entry.left--;
    this.struck++;
    return entry.fault.effect;
  }

  /** Mulberry32. */
  #chance(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}
