import type { Category, Severity } from '../../domain/categories.ts';
import type { Quiet } from '../../domain/clock.ts';
import type { Lang } from '../../domain/lang.ts';
import type { By } from './audit.ts';

const CHANNEL_KINDS = ['mail', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** How a webhook's body is written. */
export const PRESETS = ['plain', 'slack', 'telegram'] as const;
export type Preset = (typeof PRESETS)[number];

/** Where a channel's messages go. Stored encrypted; never shown, never logged. */
export type Target =
  | { readonly kind: 'mail'; readonly address: string }
  | {
      readonly kind: 'webhook';
      readonly url: string;
      /** Signs every message, so that the receiver knows whose it is. */
      readonly secret: string;
      readonly preset: Preset;
      /** The chat a Telegram bot writes to. */
      readonly chat?: string;
    };

/** A channel of a page's team, as an operator sees it: without its target. */
export interface Channel {
  readonly id: number;
  readonly sourceId: number;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly preset: Preset;
  readonly lang: Lang;
  /** Only urgent messages break through. */
  readonly quiet?: Quiet;
  /** Host of a webhook, domain of an address: enough to tell channels apart. */
  readonly hint: string;
}

export interface ChannelDraft {
  readonly sourceId: number;
  readonly name: string;
  readonly target: Target;
  readonly lang: Lang;
  readonly quiet?: Quiet;
}

/** What may be changed of a channel that exists; a new target is a new channel. */
export type ChannelChange = Pick<ChannelDraft, 'name' | 'lang' | 'quiet'>;

/** Channels; each change is audited under `by`, without the target. */
export interface ChannelStore {
  add(draft: ChannelDraft, by: By): Promise<number>;
  list(sourceId?: number): Promise<readonly Channel[]>;
  /** False when there is none. */
  change(channelId: number, change: ChannelChange, by: By): Promise<boolean>;
  /** Turns a channel off for good; what waits for it is ended. False when there is none. */
  remove(channelId: number, by: By): Promise<boolean>;
  /** Whom messages to `channel:5` or `moderator:7` reach; undefined when it is gone or its target cannot be read any more. */
  recipient(recipient: string): Promise<Recipient | undefined>;
}

/** A channel or a senior person, ready to be told. */
export interface Recipient {
  readonly target: Target;
  readonly lang: Lang;
  readonly quiet?: Quiet;
}

/** `urgent` = the rules found it so, `escalated` = a person handed it up. */
export type NoticeKind = 'urgent' | 'escalated';

/**
 * What is told of one case: where it is and why it presses. No text of the comment, no name, no number: a chat or a
 * mailbox outside the console is read by more eyes, kept longer and forgotten by nobody. The link leads to all of it.
 */
export interface NoticeCase {
  readonly noticeId: number;
  readonly caseId: number;
  readonly kind: NoticeKind;
  readonly urgent: boolean;
  readonly page: string;
  readonly platform: string;
  readonly categories: readonly Category[];
  readonly severity: Severity;
  readonly why: readonly string[];
  readonly openedAt: Date;
  readonly permalink?: string;
  /** Times it was told before. */
  readonly sent: number;
  /** Failures in a row. */
  readonly attempts: number;
}

/** Notices of one recipient that are due, in the hands of this process until their lease ends. */
export interface Delivery {
  /** The same when it is repeated after a crash, so that the receiver can drop the second one. */
  readonly id: string;
  readonly recipient: string;
  readonly cases: readonly NoticeCase[];
}

/** A notice that did not reach anybody, for the Failed lane and Health. */
export interface LostNotice {
  readonly id: number;
  readonly caseId: number;
  readonly recipient: string;
  /** What the channel or person is called. */
  readonly name: string;
  readonly kind: NoticeKind;
  /** `failed` = could not be delivered, `unanswered` = told as often as may be. */
  readonly state: 'failed' | 'unanswered';
  readonly code?: string;
  readonly at: Date;
}

export interface NoticeStore {
  now(): Promise<Date>;
  /**
   * Writes notices for urgent and escalated cases nobody has taken notice of, one for each channel and senior person
   * of the page (admins, where it has neither), and ends those whose case was decided or noticed or whose recipient is none
   * any more, lost ones too; what was lost for a passing reason is due again at its time.
   */
  raise(): Promise<number>;
  /**
   * Claims the notices of the recipient that waits longest: at most `most` of them, none of a recipient that was told
   * less than `apartSeconds` ago or is being told.
   */
  claim(most: number, apartSeconds: number, leaseSeconds: number): Promise<Delivery | undefined>;
  /** Notes that it was told; `next` = when each notice is told again unless acknowledged, missing = that was the last time. */
  told(delivery: Delivery, next: ReadonlyMap<number, Date>): Promise<void>;
  /** Puts notices off without having tried (quiet hours). */
  postpone(delivery: Delivery, until: Date): Promise<void>;
  /** Notes a failure: `lost` = people are shown it, `again` = when it is tried again all the same, missing = never. */
  failed(
    delivery: Delivery,
    code: string,
    next: { readonly lost: boolean; readonly again: Date | undefined },
  ): Promise<void>;
  /** A person has taken notice of a case: nobody is told of it any more. False when it was noticed before. */
  acknowledge(caseId: number, memberId: number): Promise<boolean>;
  /** Notices that reached nobody, the newest first. */
  lost(sources: readonly number[] | undefined, limit: number): Promise<readonly LostNotice[]>;
  /** Tells a lost one again, by a person's wish; of cases they may see only. False when there is none. */
  retry(noticeId: number, sources: readonly number[] | undefined): Promise<boolean>;
  /** Pages whose urgent cases nobody would be told of: neither channel nor senior person. */
  unheard(): Promise<readonly { readonly id: number; readonly name: string }[]>;
}

/** Delivers messages to one kind of target. Throws `DeliveryFailure`. */
export interface Messenger {
  tell(recipient: Recipient, message: Message): Promise<void>;
}

export interface Message {
  readonly id: string;
  readonly at: Date;
  readonly urgent: boolean;
  readonly cases: readonly (NoticeCase & { readonly url?: string })[];
  /** Sent by `sang channel test`: says that the channel works. */
  readonly test?: boolean;
}
