DROP INDEX "brakes_active";--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "appeals" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "appealed_against" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "appeal_wanted_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "actions_answered_once" ON "actions" USING btree ("case_id") WHERE "actions"."kind" = 'reply' and "actions"."by" = 'rule';--> statement-breakpoint
CREATE INDEX "cases_appeals" ON "cases" USING btree ("appeal_wanted_at") WHERE "cases"."appeal_wanted_at" is not null;--> statement-breakpoint
CREATE INDEX "comments_seen" ON "comments" USING btree ("source_id","seen_at");--> statement-breakpoint
CREATE INDEX "comments_answers" ON "comments" USING btree ("source_id","parent_external_id") WHERE "comments"."by_page";--> statement-breakpoint
CREATE UNIQUE INDEX "brakes_active" ON "brakes" USING btree (coalesce("source_id", 0),coalesce("rule", '')) WHERE "brakes"."released_at" is null;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_automatic_answer" CHECK ("actions"."kind" <> 'reply' or "actions"."by" <> 'rule' or ("actions"."rule" is not null and "actions"."category" is not null and "actions"."category" = 'needs-reply'));