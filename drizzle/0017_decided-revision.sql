ALTER TABLE "cases" ADD COLUMN "decided_revision" bigint;--> statement-breakpoint
-- A case goes by the text that is there now: those left behind by an edit catch up with it.
INSERT INTO "unscreened" ("revision_id", "source_id")
SELECT c.current_revision, c.source_id FROM "cases" k
JOIN "comments" c ON c.id = k.comment_id JOIN "verdicts" v ON v.id = k.verdict_id
WHERE v.revision_id <> c.current_revision AND c.purged_at IS NULL
ON CONFLICT DO NOTHING;
