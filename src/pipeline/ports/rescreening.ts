/** A comment's place in the order of their writing; `at` to the microsecond, as the database writes it. */
export interface Place {
  readonly at: string;
  readonly id: number;
}

/** Storage of rescreening. */
export interface RescreenStore {
  /**
   * Looks at the next `limit` comments behind `place`, oldest first, and puts those whose visible text has no verdict
   * under the active rulebook among the owed ones, behind all that is new. Resolves to the number put and to the place
   * of the last comment looked at; without it there was none.
   */
  owe(place: Place, limit: number): Promise<{ readonly put: number; readonly next?: Place }>;
}
