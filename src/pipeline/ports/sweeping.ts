/** What the sweep looks after; every method is safe to repeat and to run on several machines at once. */
export interface SweepStore {
  /** Actions that are due and held by nobody. */
  actionsDue(): Promise<number>;
  /** Notices that are due, and pressing cases nobody was told of yet. */
  noticesDue(): Promise<number>;
  /**
   * Ends provisional hides whose time is over: the case becomes `expired` and an `unhide` by `sweep` is due.
   * Resolves to the number ended.
   */
  expire(limit: number): Promise<number>;
  /** Drops fingerprints older than a day. */
  forgetPrints(): Promise<number>;
}
