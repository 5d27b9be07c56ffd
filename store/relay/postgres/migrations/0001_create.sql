-- The badge logs of all kiosks. The columns of entries are those of
-- docs/badgelog.md, by the same names; keys compare byte by byte.

CREATE TABLE badgelog.entries (
	kiosk      text COLLATE "C" NOT NULL,
	epoch      text COLLATE "C" NOT NULL,
	seq        bigint           NOT NULL,
	time       timestamptz      NOT NULL,
	kind       text COLLATE "C" NOT NULL,
	actor      text COLLATE "C" NOT NULL,
	ticket     bigint           NOT NULL,
	badge      text COLLATE "C" NOT NULL,
	attempt    bigint           NOT NULL,
	visit      text COLLATE "C" NOT NULL,
	rev        bigint           NOT NULL,
	state      text COLLATE "C" NOT NULL,
	visitor    text,
	title      text,
	company    text,
	host_id    text COLLATE "C" NOT NULL,
	host       text             NOT NULL,
	department text             NOT NULL,
	floor      text             NOT NULL,
	lift_bank  text             NOT NULL,
	registered timestamptz,
	confirmed  timestamptz,
	entered    timestamptz,
	ended      timestamptz,
	by_hand    boolean          NOT NULL,
	commit     bytea            NOT NULL,
	previous   bytea            NOT NULL,
	hash       bytea            NOT NULL,
	PRIMARY KEY (kiosk, epoch, seq)
);
CREATE INDEX entries_visit ON badgelog.entries (kiosk, visit) WHERE visit <> '';
CREATE INDEX entries_erased ON badgelog.entries (kiosk, visit) WHERE kind = 'erased';

CREATE TABLE badgelog.epochs (
	kiosk     text COLLATE "C" NOT NULL,
	epoch     text COLLATE "C" NOT NULL,
	base_seq  bigint           NOT NULL,
	base_hash bytea            NOT NULL,
	first_met timestamptz      NOT NULL DEFAULT now(),
	PRIMARY KEY (kiosk, epoch)
);

-- How far each kiosk's log is here. head is the newest entry that the kiosk was
-- known to have; trouble says why the last batch was refused, if it was.
CREATE TABLE badgelog.cursors (
	kiosk    text COLLATE "C" NOT NULL PRIMARY KEY,
	epoch    text COLLATE "C" NOT NULL DEFAULT '',
	seq      bigint           NOT NULL DEFAULT 0,
	hash     bytea            NOT NULL DEFAULT '',
	head     bigint           NOT NULL DEFAULT 0,
	synced   timestamptz,
	trouble  text,
	troubled timestamptz
) WITH (fillfactor = 50);

-- Signed checkpoints as the kiosks showed them, each once.
CREATE TABLE badgelog.notes (
	kiosk  text COLLATE "C" NOT NULL,
	epoch  text COLLATE "C" NOT NULL,
	digest bytea            NOT NULL,
	seq    bigint           NOT NULL,
	note   bytea            NOT NULL,
	kept   timestamptz      NOT NULL DEFAULT now(),
	PRIMARY KEY (kiosk, epoch, digest)
);

-- Entries that a column could not take, for a person to look at. Text is kept as
-- bytes, because text is what was refused; there is no index on the visit, which
-- may be longer than an index takes.
CREATE TABLE badgelog.set_aside (
	kiosk    text COLLATE "C" NOT NULL,
	epoch    text COLLATE "C" NOT NULL,
	seq      bigint           NOT NULL,
	visit    bytea            NOT NULL,
	erased   boolean          NOT NULL,
	entry    bytea            NOT NULL,
	personal bytea,
	hash     bytea            NOT NULL,
	reason   text             NOT NULL,
	kept     timestamptz      NOT NULL DEFAULT now(),
	PRIMARY KEY (kiosk, epoch, seq)
);

-- The entry that last spoke of each visit whose visitor is inside.
CREATE TABLE badgelog.on_site (
	kiosk text COLLATE "C" NOT NULL,
	visit text COLLATE "C" NOT NULL,
	epoch text COLLATE "C" NOT NULL,
	seq   bigint           NOT NULL,
	PRIMARY KEY (kiosk, visit)
);
