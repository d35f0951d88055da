import { GraphError } from './errors.ts';

/** One planned misbehaviour. */
export interface Fault {
  /**
   * `error`: a Graph error; `html`: a 502 page; `drop`: the connection is cut before anything happens;
   * `drop-after`: cut after the call was applied; `slow`: the answer drips byte by byte; `cut`: half an answer;
   * `null-item`: a batch item that timed out; `pretend`: a write that is answered as done and was not.
   */
  readonly kind: 'error' | 'html' | 'drop' | 'drop-after' | 'slow' | 'cut' | 'null-item' | 'pretend';
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  readonly status?: number | undefined;
  readonly method?: string | undefined;
  /** Matched against the path without version, e.g. `/123_456/comments`. */
  readonly path?: RegExp | undefined;
  /** How often it strikes; default once with neither `probability` nor `times` given, else for ever. */
  readonly times?: number | undefined;
  readonly probability?: number | undefined;
}

type Live = Fault & { left: number };

/** Faults by script: one-shot, by path, by probability (seeded). */
export class Faults {
  /** How often one struck so far. */
  struck = 0;
  #live: Live[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(fault: Fault): void {
    const endless = fault.probability !== undefined && fault.times === undefined;
    this.#live.push({ ...fault, left: endless ? Number.POSITIVE_INFINITY : (fault.times ?? 1) });
  }

  clear(): void {
    this.#live = [];
  }

  /** The fault that strikes this call, if one does; `kinds` says which ones can here. */
  strike(method: string, path: string, kinds: readonly Fault['kind'][]): Fault | undefined {
    for (const fault of this.#live) {
      if (!kinds.includes(fault.kind) || fault.left <= 0) continue;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path && !fault.path.test(path)) continue;
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      fault.left -= 1;
      this.struck += 1;
      return fault;
    }
    return undefined;
  }
}

export function errorOf(fault: Fault): GraphError {
  return new GraphError(fault.code ?? 2, fault.subcode, fault.message, fault.status);
}
