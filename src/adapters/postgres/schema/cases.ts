import { sql } from 'drizzle-orm';
import {
  boolean,
  type ExtraConfigColumn,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { CATEGORIES } from '../../../domain/categories.ts';
import { at, id, oneOf, ref, stamp } from './columns.ts';
import { comments } from './comments.ts';
import { moderators } from './people.ts';
import { verdicts } from './screening.ts';
import { sources } from './sources.ts';

/** What the queue is ordered by: most pressing first, then oldest. */
const queueOrder = (t: Record<'decision' | 'openedAt' | 'id', ExtraConfigColumn>) =>
  [
    sql`(case ${t.decision} when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end)`,
    t.openedAt,
    t.id,
  ] as const;

/** A verdict that needs a person: one a comment, reopened by edit, appeal or undo. */
export const cases = pgTable(
  'cases',
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    commentId: ref()
      .notNull()
      .references(() => comments.id),
    verdictId: ref()
      .notNull()
      .references(() => verdicts.id),
    state: text().notNull().default('open'),
    decision: text().notNull(),
    suggest: text().notNull(),
    categories: text().array().notNull(),
    /** Highest severity among its findings. */
    severity: text().notNull(),
    /** Of its text, as the verdict says. */
    language: text().notNull().default('und'),
    /** Rules that fired, for filters. */
    rules: text().array().notNull(),
    /** Stands in the harm lane, in the reply lane, or in both. */
    harm: boolean().notNull(),
    reply: boolean().notNull(),
    /** The reply lane's own clock; ends with an answer or a decision. */
    waitingSince: at(),
    openedAt: stamp(),
    /** Grows with every decision; numbers the actions. */
    decisionNumber: integer().notNull().default(0),
    decidedAt: at(),
    /** `person`, `rule` or `sweep`. */
    decidedBy: text(),
    moderatorId: ref().references(() => moderators.id),
    /** The text the last decision was made on; absent where it was taken back or no person made it. */
    decidedRevision: ref(),
    /** While a provisional hide stands: when it ends by itself. */
    expiresAt: at(),
    /**
     * What a decision took off the open case, {expiresAt, waitingSince, appealedAt}: undoing it gives them back. Of an
     * open one {held: {decidedAt, moderatorId}}: the hide that stands for a while over a changed text.
     */
    former: jsonb(),
    /** The author appealed, or a moderator did for them: a different person must decide. */
    appealedAt: at(),
    /** How often; the author is heard once. */
    appeals: smallint().notNull().default(0),
    /** Who had hidden it then: until the text is another one, they do not hide it again. */
    appealedAgainst: ref().array().notNull().default(sql`'{}'`),
    /** Its author used the word of appeal; cleared when the appeal is heard. */
    appealWantedAt: at(),
    /** A person who looks at it now, so that two never work the same case unknowingly. */
    heldBy: ref().references(() => moderators.id),
    heldUntil: at(),
    /** A hide the rules gave no reason for: proposed by one person, carried out when another one agrees. */
    proposedBy: ref().references(() => moderators.id),
    proposedCategory: text(),
    proposedAt: at(),
    /** Urgent cases: who has taken notice. */
    acknowledgedAt: at(),
    acknowledgedBy: ref().references(() => moderators.id),
    /** Near-identical texts are shown as one group. */
    groupKey: text(),
    updatedAt: stamp(),
  },
  (t) => [
    unique('cases_comment').on(t.commentId),
    oneOf('cases_state', t.state, ['open', 'kept', 'hidden', 'replied', 'escalated', 'expired']),
    oneOf('cases_decision', t.decision, ['none', 'reply', 'flag', 'hide', 'urgent']),
    // The queue of a page: open cases, most pressing first (1 = urgent), then oldest. Narrowed down as people narrow it,
    // in the same order: however rare what is looked for is, and wherever it stands, the rest is not looked through.
    index('cases_page')
      .on(t.sourceId, ...queueOrder(t))
      .where(sql`${t.state} = 'open'`),
    index('cases_severity')
      .on(t.sourceId, t.severity, ...queueOrder(t))
      .where(sql`${t.state} = 'open'`),
    index('cases_language')
      .on(t.sourceId, t.language, ...queueOrder(t))
      .where(sql`${t.state} = 'open'`),
    index('cases_harm_queue')
      .on(t.sourceId, ...queueOrder(t))
      .where(sql`${t.state} = 'open' and ${t.harm} and ${t.decision} <> 'none'`),
    index('cases_reply_queue')
      .on(t.sourceId, ...queueOrder(t))
      .where(sql`${t.state} = 'open' and ${t.reply} and ${t.waitingSince} is not null`),
    ...CATEGORIES.map((category) =>
      index(`cases_of_${category.replace('-', '_')}`)
        .on(t.sourceId, ...queueOrder(t))
        .where(sql`${t.state} = 'open' and ${t.categories} @> array[${sql.raw(`'${category}'`)}]`),
    ),
    // A rule's cases: the rare from the set, the common in the order of the queue.
    index('cases_queue')
      .on(...queueOrder(t))
      .where(sql`${t.state} = 'open'`),
    index('cases_rules').using('gin', t.rules).where(sql`${t.state} = 'open'`),
    // Near-identical texts of a page: the first stands for the others.
    index('cases_alike')
      .on(t.sourceId, t.groupKey, t.decision, t.openedAt, t.id)
      .where(sql`${t.state} = 'open' and ${t.groupKey} is not null`),
    // Counts of the lanes, page by page.
    index('cases_lanes').on(t.sourceId, t.harm, t.reply, t.decision).where(sql`${t.state} = 'open'`),
    index('cases_urgent').on(t.sourceId).where(sql`${t.state} = 'open' and ${t.decision} = 'urgent'`),
    index('cases_escalated').on(t.sourceId, t.openedAt).where(sql`${t.state} = 'escalated'`),
    index('cases_expiry').on(t.expiresAt, t.id).where(sql`${t.expiresAt} is not null`),
    index('cases_provisional').on(t.sourceId, t.expiresAt, t.id).where(sql`${t.expiresAt} is not null`),
    index('cases_appeals').on(t.appealWantedAt).where(sql`${t.appealWantedAt} is not null`),
    index('cases_waiting').on(t.waitingSince).where(sql`${t.waitingSince} is not null`),
    index('cases_decided').on(t.decidedAt).where(sql`${t.decidedAt} is not null`),
    index('cases_held').on(t.heldBy).where(sql`${t.heldBy} is not null`),
  ],
);
