import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { at, bytes, id, oneOf, ref, stamp } from './columns.ts';
import { sources } from './sources.ts';

/** The people who decide: moderators, operators, admins. */
export const moderators = pgTable(
  'moderators',
  {
    id: id(),
    email: text().notNull(),
    name: text().notNull(),
    role: text().notNull().default('moderator'),
    /** scrypt: parameters, salt and hash in one string; absent = signs in by link only. */
    password: text(),
    lang: text().notNull().default('vi'),
    /** Digest times (`["07:30","16:30"]`), days, zone, sources, urgent at once; absent = none. */
    digest: jsonb(),
    createdAt: stamp(),
    disabledAt: at(),
  },
  (t) => [
    uniqueIndex('moderators_email').on(sql`lower(${t.email})`),
    oneOf('moderators_role', t.role, ['moderator', 'operator', 'admin']),
  ],
);

/** Whose page is whose: a moderator sees and decides only cases of the sources listed. */
export const teams = pgTable(
  'teams',
  {
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    moderatorId: ref()
      .notNull()
      .references(() => moderators.id),
    /** Escalations go to the senior ones. */
    senior: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.moderatorId] }), index('teams_moderator').on(t.moderatorId)],
);

/** Where escalations go: mail or a signed webhook of the same page's team. */
export const channels = pgTable(
  'channels',
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    kind: text().notNull(),
    name: text().notNull(),
    /** Address or URL and secret, encrypted. */
    target: bytes().notNull(),
    preset: text().notNull().default('plain'),
    /** { from, to, zone }: only urgent ones break through. */
    quiet: jsonb(),
    /** A mailbox of the team may get the page's digest too; settings as of a person. */
    digest: jsonb(),
    lang: text().notNull().default('vi'),
    createdAt: stamp(),
    disabledAt: at(),
  },
  (t) => [
    oneOf('channels_kind', t.kind, ['mail', 'webhook']),
    oneOf('channels_preset', t.preset, ['plain', 'slack', 'telegram']),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's secret. */
    id: bytes().primaryKey(),
    moderatorId: ref()
      .notNull()
      .references(() => moderators.id),
    createdAt: stamp(),
    seenAt: stamp(),
    expiresAt: at().notNull(),
    agent: text(),
    /** Opened by a one-time link: whoever forgot their password may set another. */
    byLink: boolean().notNull().default(false),
  },
  (t) => [index('sessions_moderator').on(t.moderatorId)],
);

/** One-time links: sign-in, unsubscribe, invitations. */
export const links = pgTable('links', {
  /** SHA-256 of the link's secret. */
  id: bytes().primaryKey(),
  moderatorId: ref()
    .notNull()
    .references(() => moderators.id),
  purpose: text().notNull(),
  createdAt: stamp(),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** The flagged cases of a window for one audience; written before it is sent, stamped after. */
export const digests = pgTable(
  'digests',
  {
    id: id(),
    /** `installation`, `moderator:7`, `channel:5`. */
    audience: text().notNull(),
    windowFrom: at().notNull(),
    windowTo: at().notNull(),
    cases: ref().notNull(),
    /** Where the files are, relative to the digest folder. */
    path: text(),
    /** `urgent` digests go out at once. */
    kind: text().notNull().default('regular'),
    createdAt: stamp(),
    leaseUntil: at(),
    attempts: smallint().notNull().default(0),
    sentAt: at(),
    /** Given up, with the reason in `code`; what it held is in the next one. */
    failedAt: at(),
    code: text(),
  },
  (t) => [
    unique('digests_key').on(t.audience, t.kind, t.windowTo),
    index('digests_unsent').on(t.createdAt).where(sql`${t.sentAt} is null and ${t.failedAt} is null`),
    index('digests_audience').on(t.audience, t.kind, t.windowTo),
  ],
);
