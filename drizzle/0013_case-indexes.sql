DROP INDEX "cases_source";--> statement-breakpoint
DROP INDEX "cases_told";