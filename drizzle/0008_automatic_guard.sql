-- What may go out without a person is held here too, whatever the program says: an automatic answer only where nothing
-- but a question was found, an automatic hide never where somebody asks, complains or is at risk.
CREATE FUNCTION automatic_actions_are_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found text[];
BEGIN
  SELECT categories INTO found FROM cases WHERE id = NEW.case_id;
  IF NEW.kind = 'reply' AND NOT found <@ ARRAY['needs-reply'] THEN
    RAISE EXCEPTION 'an automatic answer is for questions alone' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind = 'hide' AND found && ARRAY['needs-reply', 'at-risk'] THEN
    RAISE EXCEPTION 'never hidden automatically' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER actions_automatic BEFORE INSERT OR UPDATE OF kind, "by", case_id ON "actions" FOR EACH ROW
  WHEN (NEW."by" = 'rule') EXECUTE FUNCTION automatic_actions_are_guarded();
