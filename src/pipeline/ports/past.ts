import type { PastComment } from '../../rulebook/backtest.ts';

/** Stored comments as rules can be tried on them. */
export interface PastStore {
  /**
   * Judged comments written since `since` whose text is still there, in order of time, page by page; of these
   * sources where given. Memory does not grow with their number.
   */
  comments(since: Date, sources?: readonly number[]): AsyncIterable<PastComment>;
}
