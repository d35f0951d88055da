-- Words as the search compares them: compatibility forms, invisible characters, accents and capitals taken off.
CREATE FUNCTION sang_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(lower(regexp_replace(normalize(left(given, 20000), NFKD),
    '[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]', '', 'g')), 'đ', 'd')
$$;--> statement-breakpoint
-- A text that is forgotten takes its words along, whoever forgets it.
CREATE FUNCTION searchable_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM searchable WHERE revision_id = OLD.id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER searchable_forgets AFTER UPDATE OF "text" OR DELETE ON "revisions" FOR EACH ROW EXECUTE FUNCTION searchable_forgets();
