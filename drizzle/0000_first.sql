-- The one clock of leases, waits and expiries. Tests replace it to move time; nothing else does.
CREATE FUNCTION sang_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT now()';--> statement-breakpoint
CREATE TABLE "actions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "actions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" bigint NOT NULL,
	"source_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"category" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"by" text NOT NULL,
	"moderator_id" bigint,
	"rule" text,
	"expires_at" timestamp with time zone,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"attempted_at" timestamp with time zone,
	"not_before" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"lease" text,
	"code" text,
	"external_id" text,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "actions_key" UNIQUE("case_id","number","kind"),
	CONSTRAINT "actions_kind" CHECK ("actions"."kind" in ('hide', 'unhide', 'reply', 'tag', 'untag', 'remove-member', 'comments-off', 'comments-on', 'by-hand')),
	CONSTRAINT "actions_by" CHECK ("actions"."by" in ('person', 'rule', 'sweep')),
	CONSTRAINT "actions_state" CHECK ("actions"."state" in ('pending', 'done', 'postponed', 'failed', 'cancelled')),
	CONSTRAINT "actions_hide_is_for_harm" CHECK ("actions"."kind" <> 'hide' or ("actions"."category" is not null and "actions"."category" in ('scam', 'spam', 'sexual', 'threat', 'personal-data', 'hate', 'abuse'))),
	CONSTRAINT "actions_automatic_hide_is_provisional" CHECK ("actions"."kind" <> 'hide' or "actions"."by" <> 'rule' or ("actions"."expires_at" is not null and "actions"."rule" is not null and "actions"."category" in ('scam', 'spam', 'sexual', 'threat', 'personal-data'))),
	CONSTRAINT "actions_person_has_name" CHECK ("actions"."by" <> 'person' or "actions"."moderator_id" is not null),
	CONSTRAINT "actions_rule_verbs" CHECK ("actions"."by" <> 'rule' or "actions"."kind" in ('hide', 'tag', 'reply')),
	CONSTRAINT "actions_sweep_verbs" CHECK ("actions"."by" <> 'sweep' or "actions"."kind" in ('unhide', 'untag'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"actor" text NOT NULL,
	"moderator_id" bigint,
	"rule" text,
	"source_id" bigint,
	"case_id" bigint,
	"what" text NOT NULL,
	"why" text,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "cases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"comment_id" bigint NOT NULL,
	"verdict_id" bigint NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decision" text NOT NULL,
	"suggest" text NOT NULL,
	"categories" text[] NOT NULL,
	"severity" text NOT NULL,
	"rules" text[] NOT NULL,
	"harm" boolean NOT NULL,
	"reply" boolean NOT NULL,
	"waiting_since" timestamp with time zone,
	"opened_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"decision_number" integer DEFAULT 0 NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"moderator_id" bigint,
	"expires_at" timestamp with time zone,
	"appealed_at" timestamp with time zone,
	"held_by" bigint,
	"held_until" timestamp with time zone,
	"proposed_by" bigint,
	"proposed_category" text,
	"proposed_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" bigint,
	"group_key" text,
	"updated_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "cases_comment" UNIQUE("comment_id"),
	CONSTRAINT "cases_state" CHECK ("cases"."state" in ('open', 'kept', 'hidden', 'replied', 'escalated', 'expired')),
	CONSTRAINT "cases_decision" CHECK ("cases"."decision" in ('none', 'reply', 'flag', 'hide', 'urgent'))
);
--> statement-breakpoint
CREATE TABLE "judgements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "judgements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule" text NOT NULL,
	"source_id" bigint NOT NULL,
	"revision_id" bigint NOT NULL,
	"confirmed" boolean NOT NULL,
	"accents" text NOT NULL,
	"by" text NOT NULL,
	"moderator_id" bigint,
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "judgements_key" UNIQUE("rule","revision_id")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" bigint,
	"channel_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"sent" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"lease_until" timestamp with time zone,
	"code" text,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "samples" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "samples_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule" text NOT NULL,
	"source_id" bigint NOT NULL,
	"revision_id" bigint NOT NULL,
	"day" text NOT NULL,
	"spans" integer[] NOT NULL,
	"category" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "samples_key" UNIQUE("rule","revision_id")
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"rule" text PRIMARY KEY NOT NULL,
	"fingerprint" text NOT NULL,
	"earned" text NOT NULL,
	"proposed_by" bigint,
	"proposed" text,
	"changed_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"why" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"revision_ids" bigint[] NOT NULL,
	"started_at" timestamp with time zone DEFAULT sang_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "comments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"post_id" bigint NOT NULL,
	"parent_external_id" text,
	"kind" text NOT NULL,
	"attachment" text,
	"permalink" text,
	"author_key" "bytea",
	"key_version" smallint DEFAULT 1 NOT NULL,
	"author_name" text,
	"answer_to" "bytea",
	"by_page" boolean DEFAULT false NOT NULL,
	"current_revision" bigint NOT NULL,
	"hidden" boolean DEFAULT false NOT NULL,
	"hidden_by" text,
	"can_hide" boolean,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"gone_at" timestamp with time zone,
	"purged_at" timestamp with time zone,
	CONSTRAINT "comments_external" UNIQUE("source_id","external_id"),
	CONSTRAINT "comments_kind" CHECK ("comments"."kind" in ('comment', 'message', 'group-message', 'article')),
	CONSTRAINT "comments_hidden_by" CHECK ("comments"."hidden_by" in ('us', 'other'))
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"verdict_id" bigint NOT NULL,
	"ordinal" smallint NOT NULL,
	"rule" text NOT NULL,
	"category" text NOT NULL,
	"severity" text NOT NULL,
	"stage" text NOT NULL,
	"spans" integer[] NOT NULL,
	"steps" text[] NOT NULL,
	"why" text NOT NULL,
	"claim" text,
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "findings_verdict_id_ordinal_pk" PRIMARY KEY("verdict_id","ordinal"),
	CONSTRAINT "findings_stage" CHECK ("findings"."stage" in ('shadow', 'flag', 'hide'))
);
--> statement-breakpoint
CREATE TABLE "prints" (
	"revision_id" bigint PRIMARY KEY NOT NULL,
	"source_id" bigint NOT NULL,
	"author_key" "bytea",
	"exact" bigint NOT NULL,
	"sim" bigint NOT NULL,
	"band_0" integer NOT NULL,
	"band_1" integer NOT NULL,
	"band_2" integer NOT NULL,
	"band_3" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "revisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"comment_id" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"text" text NOT NULL,
	"seen_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "revisions_hash" UNIQUE("comment_id","hash")
);
--> statement-breakpoint
CREATE TABLE "rulebooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rulebooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"files" jsonb NOT NULL,
	"stages" jsonb NOT NULL,
	"published_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"by" text NOT NULL,
	"active" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rulebooks_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "unscreened" (
	"revision_id" bigint PRIMARY KEY NOT NULL,
	"source_id" bigint NOT NULL,
	"since" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"code" text
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verdicts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"revision_id" bigint NOT NULL,
	"rulebook_id" integer NOT NULL,
	"decision" text NOT NULL,
	"suggest" text NOT NULL,
	"row" text NOT NULL,
	"language" text NOT NULL,
	"accents" text NOT NULL,
	"unjudged" text,
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "verdicts_key" UNIQUE("revision_id","rulebook_id"),
	CONSTRAINT "verdicts_decision" CHECK ("verdicts"."decision" in ('none', 'reply', 'flag', 'hide', 'urgent')),
	CONSTRAINT "verdicts_suggest" CHECK ("verdicts"."suggest" in ('none', 'reply', 'hide', 'escalate'))
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"target" "bytea" NOT NULL,
	"preset" text DEFAULT 'plain' NOT NULL,
	"quiet" jsonb,
	"lang" text DEFAULT 'vi' NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "channels_kind" CHECK ("channels"."kind" in ('mail', 'webhook')),
	CONSTRAINT "channels_preset" CHECK ("channels"."preset" in ('plain', 'slack', 'telegram'))
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "digests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"audience" text NOT NULL,
	"window_from" timestamp with time zone NOT NULL,
	"window_to" timestamp with time zone NOT NULL,
	"cases" bigint NOT NULL,
	"path" text,
	"kind" text DEFAULT 'regular' NOT NULL,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"code" text,
	CONSTRAINT "digests_key" UNIQUE("audience","kind","window_to")
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" "bytea" PRIMARY KEY NOT NULL,
	"moderator_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "moderators" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "moderators_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text DEFAULT 'moderator' NOT NULL,
	"password" text,
	"lang" text DEFAULT 'vi' NOT NULL,
	"digest" jsonb,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "moderators_role" CHECK ("moderators"."role" in ('moderator', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" "bytea" PRIMARY KEY NOT NULL,
	"moderator_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"agent" text
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"source_id" bigint NOT NULL,
	"moderator_id" bigint NOT NULL,
	"senior" boolean DEFAULT false NOT NULL,
	CONSTRAINT "teams_source_id_moderator_id_pk" PRIMARY KEY("source_id","moderator_id")
);
--> statement-breakpoint
CREATE TABLE "brakes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "brakes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint,
	"rule" text,
	"why" text NOT NULL,
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"released_at" timestamp with time zone,
	"released_by" text,
	"automatic" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"key" text PRIMARY KEY NOT NULL,
	"percent" real DEFAULT 0 NOT NULL,
	"regain_at" timestamp with time zone,
	"spent" integer DEFAULT 0 NOT NULL,
	"window_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"throttled" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT sang_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "controls" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "posts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"kind" text NOT NULL,
	"text" text,
	"permalink" text,
	"created_at" timestamp with time zone,
	"last_comment_at" timestamp with time zone,
	"state" jsonb,
	"seen_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	CONSTRAINT "posts_external" UNIQUE("source_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text DEFAULT 'observe' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"stopped_code" text,
	"poll_seconds" integer DEFAULT 60 NOT NULL,
	"token_env" text,
	"contacts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"not_before" timestamp with time zone,
	"writes_not_before" timestamp with time zone,
	"poll_due_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"poll_lease_until" timestamp with time zone,
	"poll_lease" text,
	"polled_at" timestamp with time zone,
	"cursor" jsonb,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_failure" text,
	"created_at" timestamp with time zone DEFAULT sang_now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "sources_platform_external" UNIQUE("platform","external_id"),
	CONSTRAINT "sources_platform" CHECK ("sources"."platform" in ('facebook', 'zalo', 'file')),
	CONSTRAINT "sources_mode" CHECK ("sources"."mode" in ('observe', 'enforce')),
	CONSTRAINT "sources_status" CHECK ("sources"."status" in ('active', 'paused', 'stopped', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"source_id" bigint PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL,
	"expires_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT sang_now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_verdict_id_verdicts_id_fk" FOREIGN KEY ("verdict_id") REFERENCES "public"."verdicts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_held_by_moderators_id_fk" FOREIGN KEY ("held_by") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_proposed_by_moderators_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_acknowledged_by_moderators_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgements" ADD CONSTRAINT "judgements_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_proposed_by_moderators_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_verdict_id_verdicts_id_fk" FOREIGN KEY ("verdict_id") REFERENCES "public"."verdicts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_moderator_id_moderators_id_fk" FOREIGN KEY ("moderator_id") REFERENCES "public"."moderators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "brakes" ADD CONSTRAINT "brakes_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actions_due" ON "actions" USING btree ((case "by" when 'person' then 0 else 1 end),"created_at") WHERE "actions"."state" in ('pending', 'postponed');--> statement-breakpoint
CREATE INDEX "actions_failed" ON "actions" USING btree ("created_at") WHERE "actions"."state" = 'failed';--> statement-breakpoint
CREATE INDEX "actions_rule" ON "actions" USING btree ("rule","created_at") WHERE "actions"."rule" is not null;--> statement-breakpoint
CREATE INDEX "audit_case" ON "audit" USING btree ("case_id") WHERE "audit"."case_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "cases_queue" ON "cases" USING btree ((case "decision" when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end),"opened_at","id") WHERE "cases"."state" = 'open';--> statement-breakpoint
CREATE INDEX "cases_source" ON "cases" USING btree ("source_id","opened_at");--> statement-breakpoint
CREATE INDEX "cases_expiry" ON "cases" USING btree ("expires_at") WHERE "cases"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "cases_waiting" ON "cases" USING btree ("waiting_since") WHERE "cases"."waiting_since" is not null;--> statement-breakpoint
CREATE INDEX "cases_decided" ON "cases" USING btree ("decided_at") WHERE "cases"."decided_at" is not null;--> statement-breakpoint
CREATE INDEX "judgements_rule" ON "judgements" USING btree ("rule","at");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_key" ON "notices" USING btree ("case_id","channel_id","number","kind");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("next_at") WHERE "notices"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "samples_open" ON "samples" USING btree ("source_id","day");--> statement-breakpoint
CREATE INDEX "comments_post" ON "comments" USING btree ("post_id","created_at");--> statement-breakpoint
CREATE INDEX "comments_author" ON "comments" USING btree ("source_id","author_key") WHERE "comments"."author_key" is not null;--> statement-breakpoint
CREATE INDEX "comments_unpurged" ON "comments" USING btree ("created_at") WHERE "comments"."purged_at" is null;--> statement-breakpoint
CREATE INDEX "findings_rule" ON "findings" USING btree ("rule","at");--> statement-breakpoint
CREATE INDEX "prints_exact" ON "prints" USING btree ("source_id","exact","at");--> statement-breakpoint
CREATE INDEX "prints_band_0" ON "prints" USING btree ("source_id","band_0","at");--> statement-breakpoint
CREATE INDEX "prints_band_1" ON "prints" USING btree ("source_id","band_1","at");--> statement-breakpoint
CREATE INDEX "prints_band_2" ON "prints" USING btree ("source_id","band_2","at");--> statement-breakpoint
CREATE INDEX "prints_band_3" ON "prints" USING btree ("source_id","band_3","at");--> statement-breakpoint
CREATE INDEX "prints_age" ON "prints" USING btree ("at");--> statement-breakpoint
CREATE INDEX "unscreened_fresh" ON "unscreened" USING btree ("source_id","since") WHERE "unscreened"."tries" = 0;--> statement-breakpoint
CREATE INDEX "unscreened_tried" ON "unscreened" USING btree ("since") WHERE "unscreened"."tries" > 0;--> statement-breakpoint
CREATE INDEX "digests_unsent" ON "digests" USING btree ("created_at") WHERE "digests"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "moderators_email" ON "moderators" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "sessions_moderator" ON "sessions" USING btree ("moderator_id");--> statement-breakpoint
CREATE INDEX "teams_moderator" ON "teams" USING btree ("moderator_id");--> statement-breakpoint
CREATE INDEX "brakes_active" ON "brakes" USING btree ("source_id","rule") WHERE "brakes"."released_at" is null;--> statement-breakpoint
CREATE INDEX "posts_window" ON "posts" USING btree ("source_id",greatest("created_at", "last_comment_at") desc);