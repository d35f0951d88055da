-- A revision that is just being made cannot wait yet: nothing to compare with, row by row, in the intake.
CREATE OR REPLACE FUNCTION searchable_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unindexed SELECT id FROM made WHERE "text" <> '';
  RETURN NULL;
END $$;
