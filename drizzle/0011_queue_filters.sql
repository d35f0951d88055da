CREATE INDEX "cases_severity" ON "cases" USING btree ("severity",(case "decision" when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end),"opened_at","id") WHERE "cases"."state" = 'open';--> statement-breakpoint
CREATE INDEX "cases_found" ON "cases" USING gin ("categories","rules") WHERE "cases"."state" = 'open';--> statement-breakpoint
CREATE INDEX "cases_lanes" ON "cases" USING btree ("source_id","harm","reply","decision") WHERE "cases"."state" = 'open';--> statement-breakpoint
CREATE INDEX "cases_urgent" ON "cases" USING btree ("source_id") WHERE "cases"."state" = 'open' and "cases"."decision" = 'urgent';--> statement-breakpoint
CREATE INDEX "cases_escalated" ON "cases" USING btree ("source_id","opened_at") WHERE "cases"."state" = 'escalated';