/** Storage of forgetting. Texts go, counts stay. */
export interface RetentionStore {
  /**
   * Empties texts, names and keys of comments made before `before`, some at a time; open cases and standing
   * provisional hides are exempt. Resolves to the number of comments emptied.
   */
  purge(before: Date, limit: number): Promise<number>;
  /** The same at once for everything one author wrote on one page, open cases included. */
  purgeAuthor(sourceId: number, keys: readonly Buffer[]): Promise<number>;
  /** Installation secrets still in use: versions of the author keys that are left. */
  keyVersions(): Promise<readonly number[]>;
  now(): Promise<Date>;
}
