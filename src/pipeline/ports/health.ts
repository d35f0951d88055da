/** Processes that are connected to the database and do the same (`poll,screen`). */
export interface Processes {
  readonly roles: string;
  /** Where they keep their queues: `redis` or `postgres`; empty where they do not say. */
  readonly queues: string;
  readonly connections: number;
}

/** How the service is, as an operator wants to see it at a glance. */
export interface Health {
  readonly processes: readonly Processes[];
  /** Texts that wait for their first verdict, and since when the oldest does; those to be judged `again`. Up to 100,000. */
  readonly unscreened: { readonly count: number; readonly again: number; readonly oldest?: Date };
  /** Texts screening failed on more than once. */
  readonly troubled: number;
  readonly actions: { readonly waiting: number; readonly postponed: number; readonly failed: number };
  readonly actionsStopped: boolean;
  readonly rulebook?: { readonly hash: string; readonly at: Date; readonly by: string };
}

export interface HealthStore {
  read(): Promise<Health>;
  processes(): Promise<readonly Processes[]>;
}
