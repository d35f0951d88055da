CREATE TABLE "searchable" (
	"revision_id" bigint PRIMARY KEY NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "searchable_words" ON "searchable" USING gin ("words");--> statement-breakpoint
CREATE INDEX "audit_what" ON "audit" USING btree ("what","id");--> statement-breakpoint
CREATE INDEX "audit_moderator" ON "audit" USING btree ("moderator_id","id") WHERE "audit"."moderator_id" is not null;--> statement-breakpoint
CREATE INDEX "cases_held" ON "cases" USING btree ("held_by") WHERE "cases"."held_by" is not null;