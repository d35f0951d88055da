import { boolean, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { at, id, oneOf, ref, stamp } from './columns.ts';
import { moderators } from './people.ts';
import { sources } from './sources.ts';

/** A person's yes or no to what a rule found: the rule's precision. */
export const judgements = pgTable(
  'judgements',
  {
    id: id(),
    rule: text().notNull(),
    sourceId: ref().notNull(),
    revisionId: ref().notNull(),
    confirmed: boolean().notNull(),
    accents: text().notNull(),
    /** `case` = by deciding a case, `check` = answered a sample, `appeal` = overturned. */
    by: text().notNull(),
    moderatorId: ref().references(() => moderators.id),
    at: stamp(),
  },
  (t) => [
    unique('judgements_key').on(t.rule, t.revisionId),
    index('judgements_rule').on(t.rule, t.at),
    // What people said of one comment: backtest.
    index('judgements_revision').on(t.revisionId),
  ],
);

/** The check lane: findings of shadow rules, at most 20 a day and page, answered yes or no, never acted on. */
export const samples = pgTable(
  'samples',
  {
    id: id(),
    rule: text().notNull(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    revisionId: ref().notNull(),
    /** Local day of the source, for the daily limit. */
    day: text().notNull(),
    spans: integer().array().notNull(),
    category: text().notNull(),
    createdAt: stamp(),
    answeredAt: at(),
  },
  (t) => [unique('samples_key').on(t.rule, t.revisionId), index('samples_open').on(t.sourceId, t.day)],
);

/** What each version of a rule has earned; the file states what it asks for. */
export const stages = pgTable(
  'stages',
  {
    rule: text().notNull(),
    /** Hash of what the rule detects: what it earned belongs to that, not to its name. */
    fingerprint: text().notNull(),
    earned: text().notNull(),
    /** A person's ceiling: no numbers lift a rule above it. Carried on when the rule changes. */
    held: text(),
    /** Automatic hiding is asked for by one person and agreed to by another. */
    proposedBy: ref().references(() => moderators.id),
    proposedAt: at(),
    agreedBy: ref().references(() => moderators.id),
    /** Since when its precision is below the gate of its stage. */
    belowSince: at(),
    /** The `review_by` that passed and was told. */
    lapsed: text(),
    /** When its judgements were last counted. */
    reviewedAt: stamp(),
    changedAt: stamp(),
  },
  (t) => [
    primaryKey({ columns: [t.rule, t.fingerprint] }),
    oneOf('stages_earned', t.earned, ['shadow', 'flag', 'hide']),
    oneOf('stages_held', t.held, ['shadow', 'flag']),
  ],
);
