import { sql } from 'drizzle-orm';
import { boolean, index, pgTable, smallint, text, unique } from 'drizzle-orm/pg-core';
import { at, bytes, id, oneOf, ref, stamp, words } from './columns.ts';
import { posts, sources } from './sources.ts';

/** What a person wrote, once per (source, external id). */
export const comments = pgTable(
  'comments',
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    externalId: text().notNull(),
    postId: ref()
      .notNull()
      .references(() => posts.id),
    parentExternalId: text(),
    kind: text().notNull(),
    attachment: text(),
    permalink: text(),
    /** HMAC of (source, platform user id): floods on one page can be seen, people cannot be followed. */
    authorKey: bytes(),
    /** Which installation secret made the key. */
    keyVersion: smallint().notNull().default(1),
    /** Display name for the moderator who answers; purged with the text. */
    authorName: text(),
    /** The platform's id of the person, encrypted, where answering needs it; purged with the text. */
    answerTo: bytes(),
    byPage: boolean().notNull().default(false),
    /** The revision now visible. No foreign key: the two rows are made in one statement. */
    currentRevision: ref().notNull(),
    hidden: boolean().notNull().default(false),
    /** Who hid it: `us` or `other` (the platform, its filters or a person there). */
    hiddenBy: text(),
    canHide: boolean(),
    createdAt: at().notNull(),
    seenAt: stamp(),
    goneAt: at(),
    purgedAt: at(),
  },
  (t) => [
    unique('comments_external').on(t.sourceId, t.externalId),
    // PollMemory.commentIds and the thread shown beside a case.
    index('comments_post').on(t.postId, t.createdAt),
    // The author's earlier comments on this page (counts only).
    index('comments_author').on(t.sourceId, t.authorKey, t.createdAt).where(sql`${t.authorKey} is not null`),
    // What came in lately on one page: brakes, digests.
    index('comments_seen').on(t.sourceId, t.seenAt),
    // Whether the page itself has answered a comment.
    index('comments_answers').on(t.sourceId, t.parentExternalId).where(sql`${t.byPage}`),
    // Retention: what is due for purging.
    index('comments_unpurged').on(t.createdAt).where(sql`${t.purgedAt} is null`),
    oneOf('comments_kind', t.kind, ['comment', 'message', 'group-message', 'article']),
    oneOf('comments_hidden_by', t.hiddenBy, ['us', 'other']),
  ],
);

/** One text of a comment; an edit makes a new one, an edit back finds the old one again. */
export const revisions = pgTable(
  'revisions',
  {
    id: id(),
    commentId: ref()
      .notNull()
      .references(() => comments.id),
    /** SHA-256 of text and attachment, first 16 bytes. */
    hash: bytes().notNull(),
    /** Empty string after purging. */
    text: text().notNull(),
    seenAt: stamp(),
  },
  (t) => [unique('revisions_hash').on(t.commentId, t.hash)],
);

/**
 * The words of texts, accents and capitals taken off, for the console's search. Filled behind the screening, because
 * it would slow the intake down; a trigger forgets the words with their text.
 */
export const searchable = pgTable(
  'searchable',
  {
    revisionId: ref().primaryKey(),
    words: words().notNull(),
  },
  (t) => [index('searchable_words').using('gin', t.words)],
);

/** Revisions whose words are not findable yet, or not any more; triggers on `revisions` put them here. */
export const unindexed = pgTable('unindexed', { revisionId: ref().primaryKey() });

/**
 * Keys under which the hashes of forgotten texts are kept, sealed under the installation's secret; the oldest that opens
 * is used. They outlive a change of the secret: what was forgotten must be known again.
 */
export const blindKeys = pgTable('blind_keys', {
  id: id(),
  sealed: bytes().notNull(),
  createdAt: stamp(),
});
