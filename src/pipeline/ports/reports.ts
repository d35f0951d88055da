import type { ParityGroup } from '../../domain/report/parity.ts';
import type { ReportInput } from '../../domain/report/report.ts';

/** A case with a finding of harm, for comparing how critical comments fare. The text is not kept. */
export interface HarmCase {
  readonly source: number;
  readonly rules: readonly string[];
  /** Carries a needs-reply finding. */
  readonly complains: boolean;
  /** Empty once purged. */
  readonly text: string;
  readonly hidden: boolean;
}

export interface ReportWindow {
  readonly from: Date;
  readonly to: Date;
  /** Absent = all. */
  readonly sources?: readonly number[];
  /** IANA zone that days are counted in. */
  readonly timeZone: string;
}

/** Rings the alarm of criticism parity: into the audit, from where digests and the console tell people. */
export interface ParityAlarms {
  /** True for one caller in so many hours, whichever process it is in. */
  claim(hours: number): Promise<boolean>;
  /** Gives the claim back: whoever looked came to no end. */
  release(): Promise<void>;
  /** Writes down each group; one that rang in the last `days` stays silent. Resolves to how many rang. */
  ring(groups: readonly ParityGroup[], days: number): Promise<number>;
}

/** Counts of a window, from what is stored. */
export interface ReportStore {
  now(): Promise<Date>;
  read(window: ReportWindow): Promise<Omit<ReportInput, 'parity'>>;
  /** Every case with a finding of harm opened in the window, a few hundred at a time. */
  harmCases(window: ReportWindow): AsyncIterable<readonly HarmCase[]>;
}
