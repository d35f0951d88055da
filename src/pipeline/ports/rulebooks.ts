import type { Stage } from '../../domain/verdict.ts';
import type { RuleFile } from '../../rulebook/document.ts';
import type { Fault } from '../../rulebook/fault.ts';
import type { RuleVersion } from '../../rulebook/rulebook.ts';

/** A published rulebook: what every worker compiles for itself. */
export interface Published {
  readonly id: number;
  readonly hash: string;
  readonly files: readonly RuleFile[];
  /** The stage each rule runs at in it. */
  readonly stages: ReadonlyMap<string, Stage>;
}

/** A rulebook about to be published. */
export interface Publishing extends Omit<Published, 'id'> {
  readonly versions: readonly RuleVersion[];
  /** The stage each version starts from that was never published before. */
  readonly starts: ReadonlyMap<string, Stage>;
}

/** What versions of rules have earned so far. */
export interface EarnedStages {
  readonly now: Date;
  /** What this version has earned; undefined where it was never published. */
  earned(rule: string, fingerprint: string): Stage | undefined;
  /** A person's ceiling for the rule, whatever its version. */
  held(rule: string): Stage | undefined;
  /** Whether any version of the rule ever reached people. */
  flaggedBefore(rule: string): boolean;
}

/** The last attempt to publish that was refused, while no other has succeeded since. */
export interface RefusedPublication {
  readonly at: Date;
  readonly by: string;
  readonly faults: readonly Fault[];
}

/** Storage of rulebooks: texts under their hash, one of them active. */
export interface RulebookStore {
  /** Id and hash of the active one; cheap, asked before every batch. */
  active(): Promise<{ readonly id: number; readonly hash: string } | undefined>;
  /** Undefined where it is unknown, or replaced so long ago that its files are gone. */
  read(id: number): Promise<Published | undefined>;
  /**
   * Stores the files under their hash (once) and makes them active; audited, with the rules that detect something
   * else from now on. With `over`, only while that one is still active: resolves to undefined otherwise.
   */
  publish(rulebook: Publishing, by: string, over?: number): Promise<number | undefined>;
  /** Remembers why a publication was refused. */
  refuse(faults: readonly Fault[], by: string): Promise<void>;
  refused(): Promise<RefusedPublication | undefined>;
  /** What rules have earned. */
  earned(): Promise<EarnedStages>;
}
