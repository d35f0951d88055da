/** How full the platform says the budget is. */
export interface Usage {
  /** 0–100 and above; the highest of all figures the answer carried. */
  readonly percent: number;
  /** When the platform says calls are welcome again. */
  readonly regainAt?: Date;
  /** Who shares this budget. */
  readonly scope: 'source' | 'app';
}

/** Calls made on behalf of a person go through until the very end of the budget; polls stop earlier. */
export type Lane = 'human' | 'automatic' | 'poll';

/** The call budget of one source, shared by all processes (kept in Postgres). */
export interface CallBudget {
  /** To be asked before `calls` are made: throws `PlatformFailure` of kind `wait` when this lane must rest. */
  spend(calls: number): Promise<void>;
  /** Records what the platform's headers said. */
  observe(usage: Usage): Promise<void>;
}
