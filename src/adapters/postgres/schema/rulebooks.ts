import { boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { id, stamp } from './columns.ts';

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
