/** What the sweep looks after; every method is safe to repeat and to run on several machines at once. */
export interface SweepStore {
  /** Actions that are due and held by nobody. */
  actionsDue(): Promise<number>;
  /** Notices that are due, and pressing cases nobody was told of yet. */
  noticesDue(): Promise<number>;
  /** Takes back what rules wanted of sources that only observe, by now or because they were removed. */
  withdraw(): Promise<void>;
  /**
   * Winds up removed sources, a step at a time: what stands hidden for a while ends now, open cases are closed, the
   * token is deleted when nothing is to be done with it any more.
   */
  leave(limit: number): Promise<void>;
  /**
   * Ends provisional hides whose time is over: an `unhide` by `sweep` is due, and the case waits, open, for a person.
   * Resolves to the number ended.
   */
  expire(limit: number): Promise<number>;
  /**
   * Has comments looked at once more that were shown again while a call to hide them may still have been on its way.
   * Resolves to their number; not where another decision on visibility has come since.
   */
  lookAgain(limit: number): Promise<number>;
  /** Drops fingerprints older than a day. */
  forgetPrints(): Promise<number>;
}
