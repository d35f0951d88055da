import type { By } from './audit.ts';

/** What a brake is on: one page, one rule of it, or one rule everywhere. */
export interface BrakeScope {
  readonly source?: number;
  readonly rule?: string;
}

/** A brake that stands: automatic hiding and answering within it is off until a person releases it. */
export interface StandingBrake extends BrakeScope {
  readonly id: number;
  /** Name of the source. */
  readonly page?: string;
  /** A cause of `BrakeCause` where it was pulled by itself, else who pulled it and why. */
  readonly why: string;
  readonly at: Date;
  readonly automatic: boolean;
}

/** The global stop: nothing is done at any platform, save making comments visible again. */
export interface Stop {
  readonly by: string;
  readonly at: Date;
  readonly why?: string;
}

/** Named switches of the installation and brakes, read by every worker before it screens and before it acts. */
export interface ControlStore {
  brakes(): Promise<readonly StandingBrake[]>;
  /** Pulls a brake by hand; hides not sent yet are taken back. False when it stood already. */
  pull(scope: BrakeScope, by: string, why: string | undefined): Promise<boolean>;
  /** Releases the brakes of exactly this scope; resolves to how many. Counting starts anew from here. */
  release(scope: BrakeScope, by: By): Promise<number>;
  stopActions(by: string, why: string | undefined): Promise<void>;
  resumeActions(by: By): Promise<void>;
  /** Undefined while actions are carried out. */
  stopped(): Promise<Stop | undefined>;
}
