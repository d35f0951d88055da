/** Storage of rescreening. */
export interface RescreenStore {
  /**
   * Puts the visible revisions of comments seen since `since` that have no verdict under the active rulebook among
   * the owed ones, oldest first, at most `limit`. Resolves to the number put.
   */
  owe(since: Date, limit: number): Promise<number>;
}
