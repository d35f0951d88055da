import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  real,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { at, bytes, id, oneOf, ref, stamp } from './columns.ts';

/** One Facebook Page, Zalo OA or comment file. */
export const sources = pgTable(
  'sources',
  {
    id: id(),
    platform: text().notNull(),
    externalId: text().notNull(),
    name: text().notNull(),
    /** `observe`: nothing is ever done at the platform by itself. */
    mode: text().notNull().default('observe'),
    status: text().notNull().default('active'),
    /** Why the source stands still (`stopped`), as a failure code. */
    stoppedCode: text(),
    pollSeconds: integer().notNull().default(60),
    /** Name of the environment variable that holds the token, when it is not in `tokens`. */
    tokenEnv: text(),
    /** The page's own phones, links and names. */
    contacts: jsonb().notNull().default({}),
    /** Adapter settings, opening hours, hotline, opt-ins; validated where they are read. */
    settings: jsonb().notNull().default({}),
    /** Calls wait until then (throttled, back-off). */
    notBefore: at(),
    /** Writes wait until then; reading goes on. */
    writesNotBefore: at(),
    /** When the next poll is due, and who polls until when: polls of one source never overlap. */
    pollDueAt: stamp(),
    pollLeaseUntil: at(),
    pollLease: text(),
    polledAt: at(),
    /** The adapter's memory (PollBatch.cursor). */
    cursor: jsonb(),
    failures: integer().notNull().default(0),
    lastFailure: text(),
    createdAt: stamp(),
    removedAt: at(),
  },
  (t) => [
    unique('sources_platform_external').on(t.platform, t.externalId),
    oneOf('sources_platform', t.platform, ['facebook', 'zalo', 'file']),
    oneOf('sources_mode', t.mode, ['observe', 'enforce']),
    oneOf('sources_status', t.status, ['active', 'paused', 'stopped', 'removed']),
  ],
);

/** How full a call budget is: one row a source, and one for each app that several sources share. */
export const budgets = pgTable('budgets', {
  /** `source:7` or `app:facebook`. */
  key: text().primaryKey(),
  percent: real().notNull().default(0),
  regainAt: at(),
  /** Consecutive throttlings, for the back-off where the platform names no time. */
  throttled: integer().notNull().default(0),
  updatedAt: stamp(),
});

/** Encrypted credentials of a source. */
export const tokens = pgTable('tokens', {
  sourceId: ref()
    .primaryKey()
    .references(() => sources.id),
  sealed: bytes().notNull(),
  expiresAt: at(),
  updatedAt: stamp(),
});

export const posts = pgTable(
  'posts',
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    externalId: text().notNull(),
    kind: text().notNull(),
    text: text(),
    permalink: text(),
    createdAt: at(),
    lastCommentAt: at(),
    /** The adapter's memory of the post (PostSeen.state). */
    state: jsonb(),
    seenAt: stamp(),
  },
  (t) => [
    unique('posts_external').on(t.sourceId, t.externalId),
    // PollMemory.posts(since): the look-back window of one source, newest first.
    index('posts_window').on(t.sourceId, sql`greatest(${t.createdAt}, ${t.lastCommentAt}) desc`),
  ],
);

/** Named switches of the whole installation (`stop-actions`), effective within seconds on all workers. */
export const controls = pgTable('controls', {
  name: text().primaryKey(),
  value: jsonb().notNull(),
  at: stamp(),
  by: text().notNull(),
});

/** Per source: automatic hiding braked until a person looks. */
export const brakes = pgTable(
  'brakes',
  {
    id: id(),
    sourceId: ref().references(() => sources.id),
    /** Empty = every rule of the source. */
    rule: text(),
    why: text().notNull(),
    at: stamp(),
    releasedAt: at(),
    releasedBy: text(),
    automatic: boolean().notNull().default(true),
  },
  (t) => [
    uniqueIndex('brakes_active')
      .on(sql`coalesce(${t.sourceId}, 0)`, sql`coalesce(${t.rule}, '')`)
      .where(sql`${t.releasedAt} is null`),
  ],
);
