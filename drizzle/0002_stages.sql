CREATE TABLE "refusals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refusals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"by" text NOT NULL,
	"faults" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_versions" (
	"rulebook_id" integer NOT NULL,
	"rule" text NOT NULL,
	"fingerprint" text NOT NULL,
	CONSTRAINT "rule_versions_rulebook_id_rule_pk" PRIMARY KEY("rulebook_id","rule")
);
--> statement-breakpoint
ALTER TABLE "stages" DROP CONSTRAINT "stages_pkey";--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_rule_fingerprint_pk" PRIMARY KEY("rule","fingerprint");--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "held" text;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "proposed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "agreed_by" bigint;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "below_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "lapsed" text;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "reviewed_at" timestamp with time zone DEFAULT sang_now() NOT NULL;--> statement-breakpoint
ALTER TABLE "rule_versions" ADD CONSTRAINT "rule_versions_rulebook_id_rulebooks_id_fk" FOREIGN KEY ("rulebook_id") REFERENCES "public"."rulebooks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_agreed_by_moderators_id_fk" FOREIGN KEY ("agreed_by") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_rule" ON "audit" USING btree ("rule","at") WHERE "audit"."rule" is not null;--> statement-breakpoint
ALTER TABLE "stages" DROP COLUMN "proposed";--> statement-breakpoint
ALTER TABLE "stages" DROP COLUMN "why";--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_earned" CHECK ("stages"."earned" in ('shadow', 'flag', 'hide'));--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_held" CHECK ("stages"."held" in ('shadow', 'flag'));