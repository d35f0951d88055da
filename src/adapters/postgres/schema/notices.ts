import { sql } from 'drizzle-orm';
import { index, integer, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { at, id, oneOf, ref, stamp } from './columns.ts';

/** A message to a channel or person of the page's team about one case; repeated until acknowledged. */
export const notices = pgTable(
  'notices',
  {
    id: id(),
    caseId: ref()
      .notNull()
      .references(() => cases.id),
    /** `channel:5` or `moderator:7`. */
    recipient: text().notNull(),
    /** `urgent` = the rules found it so, `escalated` = a person handed it up. */
    kind: text().notNull(),
    /** The case's decision number and revision, so that a reopened or edited case is told again. */
    number: integer().notNull(),
    revisionId: ref().notNull(),
    state: text().notNull().default('pending'),
    /** Times it was told. */
    sent: smallint().notNull().default(0),
    /** Failures in a row. */
    attempts: smallint().notNull().default(0),
    nextAt: stamp(),
    /** Notices told together share a delivery; a repeat after a crash carries the same one. */
    delivery: text(),
    leaseUntil: at(),
    code: text(),
    createdAt: stamp(),
    sentAt: at(),
  },
  (t) => [
    uniqueIndex('notices_key').on(t.caseId, t.recipient, t.kind, t.number, t.revisionId),
    oneOf('notices_kind', t.kind, ['urgent', 'escalated']),
    // `unanswered` = told as often as may be and nobody took notice.
    oneOf('notices_state', t.state, ['pending', 'done', 'unanswered', 'failed']),
    index('notices_due').on(t.nextAt).where(sql`${t.state} = 'pending'`),
    // What may still be told: looked through whenever the sweep asks who is to be told.
    index('notices_open').on(t.caseId).where(sql`${t.state} <> 'done'`),
    index('notices_recipient').on(t.recipient, t.sentAt),
    index('notices_failed').on(t.createdAt).where(sql`${t.state} in ('failed', 'unanswered')`),
  ],
);
