-- The versions of the texts that a visit agreed to and signed; empty for the
-- entries that were kept before.
ALTER TABLE badgelog.entries
	ADD COLUMN consent text NOT NULL DEFAULT '',
	ADD COLUMN rules   text NOT NULL DEFAULT '';
