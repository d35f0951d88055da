import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { at, bytes, id, oneOf, ref, stamp } from './columns.ts';

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
    /** Has been judged before and is to be judged anew: waits until nothing else does. */
    again: boolean().notNull().default(false),
    /** Failed attempts; above 0 the revision is screened alone, so that one bad text cannot take others along. */
    tries: smallint().notNull().default(0),
    /** Why the last attempt failed, as a code. */
    code: text(),
  },
  (t) => [
    // The claiming query: fair between sources, oldest first; and what waits on a page, and how long.
    index('unscreened_waiting').on(t.sourceId, t.again, t.since),
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
    // What was judged in a window: the report.
    index('verdicts_at').on(t.at),
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
