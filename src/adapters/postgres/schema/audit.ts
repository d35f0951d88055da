import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { id, ref, stamp } from './columns.ts';

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
    // Filters of the audit page: one kind of event, one source, one kind of actor, one person, each newest first.
    index('audit_what').on(t.what, t.id),
    index('audit_source').on(t.sourceId, t.id).where(sql`${t.sourceId} is not null`),
    index('audit_actor').on(t.actor, t.id),
    index('audit_moderator').on(t.moderatorId, t.id).where(sql`${t.moderatorId} is not null`),
  ],
);
