import type { Stage } from '../../domain/verdict.ts';

/** One rule file as published; `path` is relative to the rules folder. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** A published rulebook: what every worker compiles for itself. */
export interface Published {
  readonly id: number;
  readonly hash: string;
  readonly files: readonly RuleFile[];
  /** What each rule had earned when it was published. */
  readonly stages: ReadonlyMap<string, Stage>;
}

/** Storage of rulebooks: texts under their hash, one of them active. */
export interface RulebookStore {
  /** Id and hash of the active one; cheap, asked before every batch. */
  active(): Promise<{ readonly id: number; readonly hash: string } | undefined>;
  read(id: number): Promise<Published | undefined>;
  /** Stores the files under their hash (once) and makes them active; audited. */
  publish(rulebook: Omit<Published, 'id'>, by: string): Promise<number>;
  /** What rules have earned, by rule id. */
  earned(): Promise<ReadonlyMap<string, Stage>>;
}
