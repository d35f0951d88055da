import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
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

/**
 * Revisions that wait for a verdict. A row is born with its revision and dies in the transaction that stores its
 * verdict, so what is here is exactly what is owed. A claim is a row lock: a worker that dies gives it back.
 */
export const unscreened = pgTable(
  'unscreened',
  {
    revisionId: ref().primaryKey(),
    sourceId: ref().notNull(),
    since: stamp(),
    /** Failed attempts; above 0 the revision is screened alone, so that one bad text cannot take others along. */
    tries: smallint().notNull().default(0),
    /** Why the last attempt failed, as a code. */
    code: text(),
  },
  (t) => [
    // The claiming query: fair between sources, oldest first.
    index('unscreened_fresh').on(t.sourceId, t.since).where(sql`${t.tries} = 0`),
    index('unscreened_tried').on(t.since).where(sql`${t.tries} > 0`),
  ],
);

/**
 * Batches being screened, written before and removed after: what a worker was holding when it was killed. Its
 * revisions are then screened one by one.
 */
export const batches = pgTable('batches', {
  id: id(),
  revisionIds: ref().array().notNull(),
  startedAt: stamp(),
});

/** Fingerprints of the last day, to see near-duplicates and floods on one page; swept. */
export const prints = pgTable(
  'prints',
  {
    revisionId: ref().primaryKey(),
    sourceId: ref().notNull(),
    authorKey: bytes(),
    /** Hash of the folded letters. */
    exact: bigint({ mode: 'bigint' }).notNull(),
    /** SimHash and MinHash bands; see the domain's `wave`. */
    sim: bigint({ mode: 'bigint' }).notNull(),
    band0: integer('band_0').notNull(),
    band1: integer('band_1').notNull(),
    band2: integer('band_2').notNull(),
    band3: integer('band_3').notNull(),
    at: at().notNull(),
  },
  (t) => [
    // Look-ups of near-identical texts on one page, newest first.
    index('prints_exact').on(t.sourceId, t.exact, t.at),
    index('prints_band_0').on(t.sourceId, t.band0, t.at),
    index('prints_band_1').on(t.sourceId, t.band1, t.at),
    index('prints_band_2').on(t.sourceId, t.band2, t.at),
    index('prints_band_3').on(t.sourceId, t.band3, t.at),
    index('prints_age').on(t.at),
  ],
);

/** All findings of a revision under one rulebook, with the advice that follows. */
export const verdicts = pgTable(
  'verdicts',
  {
    id: id(),
    revisionId: ref().notNull(),
    rulebookId: integer().notNull(),
    decision: text().notNull(),
    suggest: text().notNull(),
    /** Row of the decision table. */
    row: text().notNull(),
    language: text().notNull(),
    accents: text().notNull(),
    unjudged: text(),
    at: stamp(),
  },
  (t) => [
    unique('verdicts_key').on(t.revisionId, t.rulebookId),
    oneOf('verdicts_decision', t.decision, ['none', 'reply', 'flag', 'hide', 'urgent']),
    oneOf('verdicts_suggest', t.suggest, ['none', 'reply', 'hide', 'escalate']),
  ],
);

export const findings = pgTable(
  'findings',
  {
    verdictId: ref()
      .notNull()
      .references(() => verdicts.id),
    /** Position within the verdict. */
    ordinal: smallint().notNull(),
    rule: text().notNull(),
    category: text().notNull(),
    severity: text().notNull(),
    stage: text().notNull(),
    /** Flat [start, end, …] in UTF-16 units of the revision's text. */
    spans: integer().array().notNull(),
    steps: text().array().notNull(),
    why: text().notNull(),
    claim: text(),
    at: stamp(),
  },
  (t) => [
    primaryKey({ columns: [t.verdictId, t.ordinal] }),
    // Hits of a rule in a window: console, brake, backtest.
    index('findings_rule').on(t.rule, t.at),
    oneOf('findings_stage', t.stage, ['shadow', 'flag', 'hide']),
  ],
);

/** Published rulebooks: the texts of all rule files under their hash. */
export const rulebooks = pgTable('rulebooks', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  hash: text().notNull().unique('rulebooks_hash'),
  /** [{ path, text }] as compiled. */
  files: jsonb().notNull(),
  /** Effective stages at the time, { rule: stage }. */
  stages: jsonb().notNull(),
  publishedAt: stamp(),
  by: text().notNull(),
  /** Exactly one row is active. */
  active: boolean().notNull().default(false),
});

/** What each rule of a published rulebook detected: tells which version of a rule a finding is of. */
export const ruleVersions = pgTable(
  'rule_versions',
  {
    rulebookId: integer()
      .notNull()
      .references(() => rulebooks.id),
    rule: text().notNull(),
    fingerprint: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.rulebookId, t.rule] })],
);

/** The last attempt to publish that was refused, until one succeeds: what the operator has to mend. */
export const refusals = pgTable('refusals', {
  id: id(),
  at: stamp(),
  by: text().notNull(),
  /** [{ vi, en }]: every fault in words, with file, line and column. */
  faults: jsonb().notNull(),
});
