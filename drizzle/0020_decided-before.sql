-- What was decided before the text was noted was decided on the one its verdict is about.
UPDATE "cases" k SET "decided_revision" = v.revision_id FROM "verdicts" v
WHERE v.id = k.verdict_id AND k.decided_revision IS NULL AND k.state <> 'open'
  AND k.decided_by = 'person' AND k.moderator_id IS NOT NULL;
