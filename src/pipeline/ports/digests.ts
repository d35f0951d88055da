import type { DigestInput } from '../../domain/digest/digest.ts';
import type { DigestSettings } from '../../domain/digest/settings.ts';
import type { Lang } from '../../domain/lang.ts';
import type { By } from './audit.ts';

/** `regular` at the reader's times, `urgent` at once. */
export type DigestKind = 'regular' | 'urgent';

/** Everyone's digest: written to the folder, not mailed. */
export const INSTALLATION = 'installation';

/** A digest that was begun and is in the hands of this process until its lease ends. */
export interface DigestRow {
  readonly id: number;
  /** `installation`, `moderator:7` or `channel:5`. */
  readonly audience: string;
  readonly kind: DigestKind;
  readonly from: Date;
  readonly to: Date;
  /** Tries so far, this one included. */
  readonly attempts: number;
}

/** What a digest is composed of. */
export interface DigestWindow {
  readonly from: Date;
  readonly to: Date;
  /** Sources the audience may see; absent = all. */
  readonly sources?: readonly number[];
  /** Only urgent cases. */
  readonly urgent?: boolean;
  readonly limit: number;
}

/** A digest that could not be sent, for Health. */
export interface LostDigest {
  readonly id: number;
  readonly audience: string;
  readonly code: string;
  readonly at: Date;
}

/** Storage of digests. */
export interface DigestStore {
  now(): Promise<Date>;
  /** The cases of a window with everything a reader needs; texts only for the moment of rendering. */
  read(window: DigestWindow): Promise<DigestInput>;
  /**
   * Begins the digest of an audience that ends at `to` and takes its lease; undefined when that one has been begun
   * before or another one is on its way. The window starts where the audience's last digest that was sent ended, or
   * at `earliest`; older ones that never went out are given up, since this one holds what they would have.
   */
  begin(
    wanted: {
      readonly audience: string;
      readonly kind: DigestKind;
      readonly to: Date;
      readonly earliest: Date;
    },
    leaseSeconds: number,
  ): Promise<DigestRow | undefined>;
  /** Takes over a digest that was begun and neither sent nor given up, when nobody holds it. */
  claim(id: number, leaseSeconds: number): Promise<DigestRow | undefined>;
  /** Digests nobody holds and that are due, the oldest first. */
  stranded(limit: number): Promise<readonly number[]>;
  /**
   * Right before delivering: whether this try (its number is `attempts`) still has the digest, which it then holds for as
   * long again. Somebody who stood still past the lease must not deliver what another has taken over or replaced.
   */
  hold(row: DigestRow, leaseSeconds: number): Promise<boolean>;
  written(id: number, path: string | undefined, cases: number): Promise<void>;
  sent(id: number): Promise<void>;
  /** Notes a failure; without `retryAt` the digest is given up. */
  failed(id: number, code: string, retryAt?: Date): Promise<void>;
  /** Digests given up since a moment, the newest first; replaced ones are none. */
  lost(since: Date, limit: number): Promise<readonly LostDigest[]>;
}

/** Somebody who gets digests by mail. */
export interface Subscriber {
  /** `moderator:7` or `channel:5`. */
  readonly audience: string;
  readonly email: string;
  readonly lang: Lang;
  readonly settings: DigestSettings;
  /** Changes with every new subscription, so that a link out of an old mail cannot end a new one. */
  readonly subscription: string;
  /** Pages of the subscriber's team; absent = all (operators and admins). */
  readonly sources?: readonly number[];
  readonly since: Date;
  /** Where the last digest of each kind ended, sent or on its way. */
  readonly regularTo?: Date;
  readonly urgentTo?: Date;
}

/** Who gets digests, and when. Each change is audited. */
export interface SubscriberStore {
  /** Everybody with settings who is not disabled. */
  all(): Promise<readonly Subscriber[]>;
  get(audience: string): Promise<Subscriber | undefined>;
  settings(audience: string): Promise<DigestSettings | undefined>;
  /**
   * Sets or, without settings, ends somebody's digests; false when there is no such person or channel. `itself` =
   * whoever reads the mails ended them by their link.
   */
  change(audience: string, settings: DigestSettings | undefined, by: By): Promise<boolean>;
  /** Per page, when its latest open urgent case was opened and nobody has taken notice of it. */
  urgent(since: Date): Promise<ReadonlyMap<number, Date>>;
}
