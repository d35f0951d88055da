import type { CommentKind, PageContacts } from '../../domain/comment.ts';
import type { Told } from '../../domain/lang.ts';
import type { CallBudget } from './budget.ts';
import type { TokenPair } from './tokens.ts';

export const PLATFORMS = ['facebook', 'zalo', 'file'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

/**
 * What a platform lets us do. Console and `act` use only what is declared here; anything missing becomes a
 * "by hand" task with a link.
 */
export interface Capabilities {
  /** Hide and show again one comment. */
  readonly hide: boolean;
  /** Answer a comment or message; `maxLength` in UTF-16 units. */
  readonly reply: false | { readonly maxLength: number };
  /** Mark the conversation's person with a tag in the platform's own tool. */
  readonly tag: boolean;
  /** Remove a member from a group the account owns. */
  readonly removeMember: boolean;
  /** Switch all commenting on one article off and on. */
  readonly commentsToggle: boolean;
  readonly webhooks: boolean;
}

/** Verbs a person can carry out in a platform's own tool where no call does. */
export type HandVerb = 'hide' | 'unhide' | 'reply';

/** What a person is to do there, in plain words, and the tool's address where it is known. */
export interface ByHand {
  readonly vi: string;
  readonly en: string;
  readonly url?: string;
}

/** A source as an adapter may use it. Tokens come from `TokenVault`, never from here. */
export interface SourceAccess {
  readonly id: number;
  readonly platform: PlatformName;
  /** Page id, OA id, or the path of a file. */
  readonly externalId: string;
  readonly name: string;
  readonly contacts: PageContacts;
  /** Adapter-specific settings, validated by the adapter's own schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A post, article or conversation that comments stand under. */
export interface PostSeen {
  readonly externalId: string;
  readonly kind:
    | 'post'
    | 'video'
    | 'reel'
    | 'live'
    | 'photo'
    | 'ad'
    | 'article'
    | 'conversation'
    | 'group'
    | 'file';
  /** The page's own words; empty where they are somebody else's, absent where they are not known. */
  readonly text?: string;
  readonly permalink?: string;
  readonly createdAt?: Date;
  /** The adapter's memory of this post (watermarks, counts); stored with the batch, handed back by `PollMemory`. */
  readonly state?: Json;
}

/** One comment as the platform shows it now. */
export interface CommentSeen {
  /** Canonical id: the same comment reached on two ways has one id. Ids are strings (beyond 2^53). */
  readonly externalId: string;
  readonly postExternalId: string;
  readonly parentExternalId?: string;
  readonly kind: CommentKind;
  readonly text: string;
  /** Type of an attachment (`photo`, `sticker`, …), for cases without text. */
  readonly attachment?: string;
  readonly createdAt: Date;
  readonly permalink?: string;
  /** The platform's id of the author; becomes a keyed hash at the door. Absent where the platform hides it. */
  readonly authorId?: string;
  readonly authorName?: string;
  /** Written by the page itself: stored as context, never screened. */
  readonly byPage: boolean;
  /** Hidden at the platform at this moment, by whomever; absent where it was not told (webhooks): keep what is stored. */
  readonly hidden?: boolean;
  readonly canHide?: boolean;
  /** Set when answering needs the platform's id of the person (Zalo): kept encrypted with the open conversation. */
  readonly answerTo?: string;
}

/** Something in the source that could not be read: told to the operator, never fatal. Holds nothing of its text. */
export interface Unread {
  /** Where, in the source's own terms (`line 12`). */
  readonly at: string;
  readonly why: string;
}

/** What one step of a poll brought; stored together with `cursor` in one transaction. */
export interface PollBatch {
  readonly posts: readonly PostSeen[];
  readonly comments: readonly CommentSeen[];
  /** Canonical ids known to be gone from the platform. */
  readonly gone: readonly string[];
  readonly unread?: readonly Unread[];
  /** The adapter's memory of the source after this batch; never a platform cursor, which dies. */
  readonly cursor: Json;
}

/** What the adapter stored with earlier batches. */
export interface PollMemory {
  readonly cursor: Json;
  /** States of the posts whose creation or last new comment is not before `since`, newest first. */
  posts(since: Date): Promise<readonly { externalId: string; createdAt?: Date; state: Json }[]>;
  /** States of the posts named; unknown ones are missing from the map. */
  post(externalIds: readonly string[]): Promise<ReadonlyMap<string, Json>>;
  /** Canonical ids of the stored comments of these posts that are not known to be gone; posts without any are missing. */
  commentIds(postExternalIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** One comment and the post (article, conversation) it stands under: some platforms address it by both. */
export interface Target {
  readonly comment: string;
  readonly post: string;
}

export type Order =
  | (Target & { readonly verb: 'hide' | 'unhide' })
  | {
      readonly verb: 'reply';
      readonly comment: string;
      readonly kind: CommentKind;
      readonly text: string;
      readonly answerTo?: string;
      /** Group or conversation the reply belongs to, where the platform wants it. */
      readonly post: string;
      /** Set on a repeat: look for our text since this moment before sending again. */
      readonly attemptedAt?: Date;
      /** Whether a message of ours is known to be the answer to something else: found, it is not this one. */
      readonly isTaken?: (externalId: string) => Promise<boolean>;
    }
  | { readonly verb: 'tag' | 'untag'; readonly answerTo: string; readonly tag: string }
  | { readonly verb: 'remove-member'; readonly post: string; readonly answerTo: string }
  | { readonly verb: 'comments-off' | 'comments-on'; readonly post: string };

/** `ensure` semantics: what holds now, whether or not this call brought it about. */
export interface Ensured {
  /** True when it was so before we asked. */
  readonly already: boolean;
  /** Id of what was made (a reply). */
  readonly externalId?: string;
}

/** The platform's present state of one comment; `undefined` where it is gone. */
export interface CommentNow {
  readonly hidden: boolean;
  readonly canHide: boolean;
  readonly text: string;
}

/** What answering this person would cost at this moment; shown to the moderator before anything is sent. */
export interface ReplyTerms {
  readonly state: 'free' | 'billed' | 'closed';
  /** When the state changes for the worse; absent where nobody can say. */
  readonly until?: Date;
  /** Free answers left, where the platform counts them. */
  readonly remaining?: number;
}

/** A check of configuration, token or permission, in words that say what to do. */
export interface Check extends Told {
  readonly id: string;
  readonly ok: boolean;
  readonly level: 'error' | 'warn' | 'info';
}

export interface PlatformContext {
  readonly access: SourceAccess;
  readonly budget: CallBudget;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
}

/**
 * One platform. Methods throw `PlatformFailure` for everything the platform or the network did, and let only
 * programming errors through as they are.
 */
export interface Platform {
  readonly name: PlatformName;
  readonly capabilities: Capabilities;
  /** One poll cycle, in batches small enough to store each in one transaction. */
  poll(context: PlatformContext, memory: PollMemory): AsyncIterable<PollBatch>;
  /**
   * Brings a state about; safe to repeat. Verbs not among the capabilities are `give-up` with code `unsupported`;
   * a comment that does not exist any more is `give-up` with `gone`.
   */
  ensure(context: PlatformContext, order: Order): Promise<Ensured>;
  /** Reads one comment back; needed after a call whose fate is unknown. */
  read(context: PlatformContext, target: Target): Promise<CommentNow | undefined>;
  /** What an answer to this person costs now. Absent: answers are always free. */
  replyTerms?(context: PlatformContext, answerTo: string): Promise<ReplyTerms>;
  /** What `sang doctor` and the start-up say about this source. */
  check(context: PlatformContext): Promise<readonly Check[]>;
  /**
   * Turns the token an operator pasted into the one to store, as a person's into the Page's own. What cannot be
   * turned comes back as it was: `check` says what is wrong with it. Absent: nothing to turn.
   */
  adopt?(source: SourceAccess, pasted: TokenPair, now: Date): Promise<TokenPair>;
  /** What a person does where `ensure` cannot; undefined = nothing to add. */
  byHand?(verb: HandVerb, kind: CommentKind): ByHand | undefined;
  /** What a failure code of this platform means and what to do about it; undefined = nothing to add. */
  explain?(code: string): Told | undefined;
  readonly webhook?: Webhook;
}

/** What an authentic webhook delivery tells: which sources to poll at once, and comments it carried. */
export interface WebhookNews {
  readonly sourceExternalId: string;
  readonly comments: readonly CommentSeen[];
  readonly gone: readonly string[];
  /** Author ids whose data must be deleted (Zalo `user_withdraw`). */
  readonly withdrawn: readonly string[];
  /** Something moved that only a poll can tell. */
  readonly poll: boolean;
}

export interface Webhook {
  /** Answer to a subscription handshake, or undefined when `query` is none or its token is wrong. */
  handshake(query: Readonly<Record<string, string>>): string | undefined;
  /** Constant-time check of the signature over the raw bytes. */
  authentic(headers: Readonly<Record<string, string | undefined>>, body: Uint8Array): boolean;
  /** Reads an authentic body; unknown events are skipped, never an error. Throws `PlatformFailure` on broken JSON. */
  read(body: Uint8Array): readonly WebhookNews[];
}
