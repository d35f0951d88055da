/** Storage of forgetting. Texts go, counts stay. */
export interface RetentionStore {
  /**
   * Empties texts, names and keys of comments made before `before`, some at a time; open cases and standing
   * provisional hides are exempt. Resolves to the number of comments emptied.
   */
  purge(before: Date, limit: number): Promise<number>;
  /**
   * Empties the posts not seen since `before` of which no comment has a text any more, some at a time; of conversations
   * also what tells whose they are. Resolves to their number.
   */
  purgePosts(before: Date, limit: number): Promise<number>;
  /**
   * Empties at once everything one person wrote on one page, open cases included, and what the page wrote to them: all of
   * their conversation, and its answers to their comments. The person is named as at the platform. Resolves to the number
   * of comments emptied; undefined where there is no such source.
   */
  purgeAuthor(sourceId: number, personId: string): Promise<number | undefined>;
  /**
   * Removes what ended before `before` and is of no more use, some at a time: sessions, links, notices, samples, the files
   * of replaced rulebooks. Resolves to the number of rows.
   */
  clear(before: Date, limit: number): Promise<number>;
  /** Installation secrets still in use: versions of the author keys that are left. */
  keyVersions(): Promise<readonly number[]>;
  now(): Promise<Date>;
}
