/** Where a comment stands. */
export type CommentKind = 'comment' | 'message' | 'group-message' | 'article';

/**
 * Kinds of which nothing is ever hidden, by a call or by hand: a letter to the page is read by the page alone, and in a
 * group a message can only be deleted for good, which nobody could undo.
 */
const NEVER_HIDDEN = ['message', 'group-message'] as const satisfies readonly CommentKind[];
export type NeverHidden = (typeof NEVER_HIDDEN)[number];

export function isNeverHidden(kind: CommentKind): kind is NeverHidden {
  return NEVER_HIDDEN.some((each) => each === kind);
}

/** Who owns a contact found in a comment. */
export type Owner = 'own' | 'page' | 'third-party' | 'unknown';

/** What the page declares as its own, so that its hotline is never a "leaked" number. */
export interface PageContacts {
  /** Phone numbers in any writing; compared by digits. */
  readonly phones: readonly string[];
  /** Registrable domains (example.vn) or full links. */
  readonly links: readonly string[];
  /** Names the page goes by. */
  readonly names: readonly string[];
}

/** What screening may know of the author: counts on this page, never an identity. */
export interface AuthorContext {
  /** Up to 20, this one included. */
  readonly commentsOnPage: number;
  readonly firstSeen: Date;
  /** Earlier comments a person hid as harm, and those a person cleared. */
  readonly confirmed: number;
  readonly overturned: number;
}

/** How often near-identical texts appeared on this page in the window; raises severity, never a finding alone. */
export interface WaveContext {
  readonly similar: number;
  readonly byAuthor: number;
}

export interface PostContext {
  readonly text: string;
  readonly createdAt?: Date;
}

/** One comment as the rules see it. `text` is screened as it stands; all offsets point into it (UTF-16). */
export interface ScreenInput {
  readonly text: string;
  readonly createdAt?: Date;
  readonly author?: AuthorContext;
  readonly wave?: WaveContext;
  readonly post?: PostContext;
  readonly page?: PageContacts;
}

/**
 * Makes a text storable: lone surrogates become U+FFFD and NUL is dropped, because Postgres text and jsonb
 * refuse both. Offsets are those of the result.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
