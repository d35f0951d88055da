DROP INDEX "comments_author";--> statement-breakpoint
CREATE INDEX "comments_author" ON "comments" USING btree ("source_id","author_key","created_at") WHERE "comments"."author_key" is not null;