DROP INDEX "unscreened_fresh";--> statement-breakpoint
ALTER TABLE "unscreened" ADD COLUMN "again" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "unscreened_waiting" ON "unscreened" USING btree ("source_id","again","since");--> statement-breakpoint
CREATE INDEX "verdicts_at" ON "verdicts" USING btree ("at");