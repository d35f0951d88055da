DROP INDEX "notices_key";--> statement-breakpoint
DROP INDEX "digests_unsent";--> statement-breakpoint
ALTER TABLE "notices" ALTER COLUMN "case_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "recipient" text NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "revision_id" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "delivery" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "digest" jsonb;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "created_at" timestamp with time zone DEFAULT sang_now() NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "cases_told" ON "cases" USING btree ("source_id","opened_at") WHERE ("cases"."state" = 'open' and "cases"."decision" = 'urgent') or "cases"."state" = 'escalated';--> statement-breakpoint
CREATE INDEX "notices_recipient" ON "notices" USING btree ("recipient","sent_at");--> statement-breakpoint
CREATE INDEX "notices_failed" ON "notices" USING btree ("created_at") WHERE "notices"."state" in ('failed', 'unanswered');--> statement-breakpoint
CREATE INDEX "digests_audience" ON "digests" USING btree ("audience","kind","window_to");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_key" ON "notices" USING btree ("case_id","recipient","kind","number","revision_id");--> statement-breakpoint
CREATE INDEX "digests_unsent" ON "digests" USING btree ("created_at") WHERE "digests"."sent_at" is null and "digests"."failed_at" is null;--> statement-breakpoint
ALTER TABLE "notices" DROP COLUMN "channel_id";--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_kind" CHECK ("notices"."kind" in ('urgent', 'escalated'));--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_state" CHECK ("notices"."state" in ('pending', 'done', 'unanswered', 'failed'));