/** A text a rule found and a person, after an appeal, found it should not have. */
export interface Overturned {
  readonly rule: string;
  readonly caseId: number;
  readonly text: string;
  readonly at: Date;
}

/** Decisions that were taken back on appeal, to be offered as `no_match` examples of the rule. */
export interface OverturnedStore {
  /** The latest of a rule (absent: of all), newest first; only those whose text is not forgotten yet. */
  list(rule: string | undefined, limit: number): Promise<readonly Overturned[]>;
}
