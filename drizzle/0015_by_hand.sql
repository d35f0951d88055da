ALTER TABLE "actions" DROP CONSTRAINT "actions_key";--> statement-breakpoint
ALTER TABLE "actions" DROP CONSTRAINT "actions_sweep_verbs";--> statement-breakpoint
DROP INDEX "actions_failed";--> statement-breakpoint
CREATE UNIQUE INDEX "actions_key" ON "actions" USING btree ("case_id","number","kind",(coalesce("detail"->>'verb', '')));--> statement-breakpoint
CREATE INDEX "actions_by_hand" ON "actions" USING btree ("source_id","case_id") WHERE "actions"."kind" = 'by-hand' and "actions"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "cases_provisional" ON "cases" USING btree ("source_id","expires_at","id") WHERE "cases"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "actions_failed" ON "actions" USING btree ("source_id","case_id") WHERE "actions"."state" = 'failed';--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_sweep_verbs" CHECK ("actions"."by" <> 'sweep' or "actions"."kind" in ('unhide', 'untag') or ("actions"."kind" = 'by-hand' and "actions"."detail"->>'verb' = 'unhide'));