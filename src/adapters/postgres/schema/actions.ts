import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { AUTO_HIDE_CATEGORIES, HIDE_CATEGORIES } from '../../../domain/categories.ts';
import { cases } from './cases.ts';
import { at, id, oneOf, ref, stamp } from './columns.ts';
import { moderators } from './people.ts';
import { sources } from './sources.ts';

const list = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '));

/** A verb at the platform: written with the decision, carried out by `act`, or by a person where `kind` says `by-hand`. */
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
    /** The case's decision number: (case, number, kind, verb by hand) is the key that makes a repeat harmless. */
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
    /**
     * Shown again while the fate of an earlier hide is open: looked at once more then, for that call may land late.
     * Infinity once that has been done.
     */
    lookAgainAt: at(),
    leaseUntil: at(),
    lease: text(),
    code: text(),
    externalId: text(),
    createdAt: stamp(),
    doneAt: at(),
  },
  (t) => [
    // A decision may leave more than one task to do by hand: to show a comment again, and to answer it.
    uniqueIndex('actions_key').on(t.caseId, t.number, t.kind, sql`(coalesce(${t.detail}->>'verb', ''))`),
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
    check(
      'actions_sweep_verbs',
      sql`${t.by} <> 'sweep' or ${t.kind} in ('unhide', 'untag') or (${t.kind} = 'by-hand' and ${t.detail}->>'verb' = 'unhide')`,
    ),
    // The claiming query: within one source people first, then oldest.
    index('actions_due')
      .on(t.sourceId, sql`(case ${t.by} when 'person' then 0 else 1 end)`, t.createdAt, t.id)
      .where(sql`${t.state} in ('pending', 'postponed')`),
    // The lanes of what failed and of what is to be done by hand, page by page.
    index('actions_look_again')
      .on(t.lookAgainAt)
      .where(sql`${t.lookAgainAt} is not null and ${t.state} = 'done'`),
    index('actions_failed').on(t.sourceId, t.caseId).where(sql`${t.state} = 'failed'`),
    index('actions_by_hand')
      .on(t.sourceId, t.caseId)
      .where(sql`${t.kind} = 'by-hand' and ${t.state} = 'pending'`),
    // What was done in a window: the report.
    index('actions_created').on(t.createdAt),
    // The answers that are known: which action a message found at the platform belongs to.
    index('actions_answer').on(t.sourceId, t.externalId).where(sql`${t.externalId} is not null`),
    // What went out by itself lately on one page: brakes.
    index('actions_automatic_hides')
      .on(t.sourceId, t.createdAt)
      .where(sql`${t.kind} = 'hide' and ${t.by} = 'rule' and ${t.number} = 1`),
    index('actions_rule').on(t.rule, t.createdAt).where(sql`${t.rule} is not null`),
  ],
);
