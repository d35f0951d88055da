import type { DigestInput } from '../../domain/digest/digest.ts';

/** Whom a digest is for: everyone (written to the folder) or one moderator (mailed). */
export interface Audience {
  /** `installation` or `moderator:7`; the key under which a window is digested once. */
  readonly key: string;
  /** Sources the audience may see; absent = all. */
  readonly sources?: readonly number[];
}

/** A digest that was begun: written once, sent once. */
export interface DigestRow {
  readonly id: number;
  readonly from: Date;
  readonly to: Date;
}

/** Storage of digests. */
export interface DigestStore {
  now(): Promise<Date>;
  /** The cases of a window with everything a reader needs; texts only for the moment of rendering. */
  read(window: { from: Date; to: Date; sources?: readonly number[]; limit: number }): Promise<DigestInput>;
  /**
   * Begins the digest of an audience that ends at `to`; undefined when that one has been begun before. The window
   * starts where the audience's last digest ended, or at `earliest`.
   */
  begin(audience: Audience, to: Date, earliest: Date): Promise<DigestRow | undefined>;
  written(id: number, path: string, cases: number): Promise<void>;
  sent(id: number): Promise<void>;
}
