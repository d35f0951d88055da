CREATE TABLE "blind_keys" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "blind_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "unindexed" (
	"revision_id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- Texts that lost their words (edited away and back) or never had any (stored by a slow transaction) get them now.
-- Before anything is locked: it reads every text.
INSERT INTO "unindexed" SELECT r.id FROM "revisions" r
WHERE r.text <> '' AND NOT EXISTS (SELECT 1 FROM "searchable" w WHERE w.revision_id = r.id);--> statement-breakpoint
CREATE INDEX "audit_source" ON "audit" USING btree ("source_id","id") WHERE "audit"."source_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "notices_open" ON "notices" USING btree ("case_id") WHERE "notices"."state" <> 'done';--> statement-breakpoint
-- A text that is forgotten takes its words along, whoever forgets it; any other change makes it findable anew.
CREATE OR REPLACE FUNCTION searchable_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- Also of an emptied one: its words may just be on their way. First, in the order of whoever makes texts findable.
    INSERT INTO unindexed VALUES (OLD.id) ON CONFLICT DO NOTHING;
  END IF;
  DELETE FROM searchable WHERE revision_id = OLD.id;
  RETURN NULL;
END $$;--> statement-breakpoint
DROP TRIGGER searchable_forgets ON "revisions";--> statement-breakpoint
CREATE TRIGGER searchable_forgets AFTER DELETE ON "revisions" FOR EACH ROW EXECUTE FUNCTION searchable_forgets();--> statement-breakpoint
CREATE TRIGGER searchable_changes AFTER UPDATE OF "text" ON "revisions" FOR EACH ROW
  WHEN (OLD."text" IS DISTINCT FROM NEW."text") EXECUTE FUNCTION searchable_forgets();--> statement-breakpoint
CREATE FUNCTION searchable_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unindexed SELECT id FROM made WHERE "text" <> '' ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER searchable_waits AFTER INSERT ON "revisions" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION searchable_waits();--> statement-breakpoint
-- What came in while the texts were read.
INSERT INTO "unindexed" SELECT r.id FROM "revisions" r
WHERE r.id > (SELECT coalesce(max(id), 0) - 20000 FROM "revisions") AND r.text <> ''
  AND NOT EXISTS (SELECT 1 FROM "searchable" w WHERE w.revision_id = r.id)
ON CONFLICT DO NOTHING;
