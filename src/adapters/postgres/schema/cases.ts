import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  type ExtraConfigColumn,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { AUTO_HIDE_CATEGORIES, CATEGORIES, HIDE_CATEGORIES } from '../../../domain/categories.ts';
import { at, id, oneOf, ref, stamp } from './columns.ts';
import { comments, verdicts } from './comments.ts';
import { moderators } from './people.ts';
import { sources } from './sources.ts';

/** What the queue is ordered by: most pressing first, then oldest. */
const queueOrder = (t: Record<'decision' | 'openedAt' | 'id', ExtraConfigColumn>) =>
  [
    sql`(case ${t.decision} when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end)`,
    t.openedAt,
    t.id,
  ] as const;

const list = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '));

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
    /** While a provisional hide stands: when it ends by itself. */
    expiresAt: at(),
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
    // Counts of the lanes, page by page.
    index('cases_lanes').on(t.sourceId, t.harm, t.reply, t.decision).where(sql`${t.state} = 'open'`),
    index('cases_urgent').on(t.sourceId).where(sql`${t.state} = 'open' and ${t.decision} = 'urgent'`),
    index('cases_escalated').on(t.sourceId, t.openedAt).where(sql`${t.state} = 'escalated'`),
    index('cases_expiry').on(t.expiresAt, t.id).where(sql`${t.expiresAt} is not null`),
    index('cases_appeals').on(t.appealWantedAt).where(sql`${t.appealWantedAt} is not null`),
    index('cases_waiting').on(t.waitingSince).where(sql`${t.waitingSince} is not null`),
    index('cases_decided').on(t.decidedAt).where(sql`${t.decidedAt} is not null`),
    index('cases_held').on(t.heldBy).where(sql`${t.heldBy} is not null`),
  ],
);

/** A verb at the platform: written with the decision, carried out by `act`. */
export const actions = pgTable(
  'actions',
  {
    id: id(),
    caseId: ref()
      .notNull()
      .references(() => cases.id),
    sourceId: ref()
      .notNull()
      .references(() => sources.id),
    /** The case's decision number: (case, number, kind) is the key that makes a repeat harmless. */
    number: integer().notNull(),
    kind: text().notNull(),
    /** What a hide or an automatic answer is for; always one of the closed list. */
    category: text(),
    /** Reply text, tag, article: what the verb needs beyond the comment. */
    detail: jsonb().notNull().default({}),
    /** `person`, `rule` or `sweep`. */
    by: text().notNull(),
    moderatorId: ref().references(() => moderators.id),
    /** The rule behind an automatic action. */
    rule: text(),
    /** An automatic hide is provisional: without confirmation it is undone then. */
    expiresAt: at(),
    state: text().notNull().default('pending'),
    attempts: smallint().notNull().default(0),
    /** First time the platform was called: where to look for a reply of unknown fate. */
    attemptedAt: at(),
    notBefore: at(),
    leaseUntil: at(),
    lease: text(),
    code: text(),
    externalId: text(),
    createdAt: stamp(),
    doneAt: at(),
  },
  (t) => [
    unique('actions_key').on(t.caseId, t.number, t.kind),
    oneOf('actions_kind', t.kind, [
      'hide',
      'unhide',
      'reply',
      'tag',
      'untag',
      'remove-member',
      'comments-off',
      'comments-on',
      'by-hand',
    ]),
    oneOf('actions_by', t.by, ['person', 'rule', 'sweep']),
    oneOf('actions_state', t.state, ['pending', 'done', 'postponed', 'failed', 'cancelled']),
    check(
      'actions_hide_is_for_harm',
      sql`${t.kind} <> 'hide' or (${t.category} is not null and ${t.category} in (${list(HIDE_CATEGORIES)}))`,
    ),
    check(
      'actions_automatic_hide_is_provisional',
      sql`${t.kind} <> 'hide' or ${t.by} <> 'rule' or (${t.expiresAt} is not null and ${t.rule} is not null and ${t.category} in (${list(AUTO_HIDE_CATEGORIES)}))`,
    ),
    check('actions_person_has_name', sql`${t.by} <> 'person' or ${t.moderatorId} is not null`),
    // A rule never answers in public, save opening hours; nothing but a person sends any other verb.
    check('actions_rule_verbs', sql`${t.by} <> 'rule' or ${t.kind} in ('hide', 'tag', 'reply')`),
    check(
      'actions_automatic_answer',
      sql`${t.kind} <> 'reply' or ${t.by} <> 'rule' or (${t.rule} is not null and ${t.category} is not null and ${t.category} = 'needs-reply')`,
    ),
    // A comment is answered by itself once, whatever happens to its case.
    uniqueIndex('actions_answered_once').on(t.caseId).where(sql`${t.kind} = 'reply' and ${t.by} = 'rule'`),
    check('actions_sweep_verbs', sql`${t.by} <> 'sweep' or ${t.kind} in ('unhide', 'untag')`),
    // The claiming query: within one source people first, then oldest.
    index('actions_due')
      .on(t.sourceId, sql`(case ${t.by} when 'person' then 0 else 1 end)`, t.createdAt, t.id)
      .where(sql`${t.state} in ('pending', 'postponed')`),
    index('actions_failed').on(t.createdAt).where(sql`${t.state} = 'failed'`),
    index('actions_rule').on(t.rule, t.createdAt).where(sql`${t.rule} is not null`),
  ],
);

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

/**
 * Who did what, when, why, before and after. Append only; holds no comment text and no author.
 *
 * `what` of rules, each with `rule` set and `before`/`after` of the form `{stage}`: by the sweep `stage.promoted`,
 * `stage.demoted` (`why` = the numbers), `stage.lapsed` and `stage.renewed` (`review_by` passed, or was set anew;
 * `after.reviewBy`); by a person `stage.raised`, `stage.lowered`, `stage.proposed`. Of the rulebook:
 * `rulebook.published` (`after` = {hash, added, removed, changed}), `rulebook.refused` (`after` = {faults: count}),
 * and `rule.changed` for each rule that detects something else from now on (`after.stage` = where it starts).
 */
export const audit = pgTable(
  'audit',
  {
    id: id(),
    at: stamp(),
    /** `person`, `rule`, `sweep`, `operator` (command line) or `service`. */
    actor: text().notNull(),
    moderatorId: ref(),
    rule: text(),
    sourceId: ref(),
    caseId: ref(),
    what: text().notNull(),
    why: text(),
    before: jsonb(),
    after: jsonb(),
  },
  (t) => [
    index('audit_case').on(t.caseId).where(sql`${t.caseId} is not null`),
    index('audit_rule').on(t.rule, t.at).where(sql`${t.rule} is not null`),
    index('audit_at').on(t.at),
    // Filters of the audit page: one kind of event, one person of the team, each newest first.
    index('audit_what').on(t.what, t.id),
    index('audit_moderator').on(t.moderatorId, t.id).where(sql`${t.moderatorId} is not null`),
  ],
);

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
    index('notices_recipient').on(t.recipient, t.sentAt),
    index('notices_failed').on(t.createdAt).where(sql`${t.state} in ('failed', 'unanswered')`),
  ],
);
