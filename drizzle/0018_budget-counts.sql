ALTER TABLE "budgets" DROP COLUMN "spent";--> statement-breakpoint
ALTER TABLE "budgets" DROP COLUMN "window_at";