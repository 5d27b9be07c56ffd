package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lobby.internal/store/relay"
)

// Fleet answers facilities' questions about all lobbies. It changes nothing.
type Fleet struct{ pool *pgxpool.Pool }

// OpenFleet connects to a database that a sink has made. A role that may only
// read is enough. The URL is as for Open.
func OpenFleet(ctx context.Context, url string) (*Fleet, error) {
	pool, err := connect(ctx, url, map[string]string{"default_transaction_read_only": "on"})
	if err != nil {
		return nil, err
	}
	all, err := steps()
	if err == nil {
		err = checkVersion(ctx, pool, len(all))
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &Fleet{pool}, nil
}

func checkVersion(ctx context.Context, pool *pgxpool.Pool, known int) error {
	switch v, err := version(ctx, pool); {
	case err != nil:
		return classify("read the schema's version", err)
	case v < known:
		return relay.Permanent("postgres: there are no badge logs of this version in the database: copy some into it first, with lobbyctl badgelog sync")
	default:
		return newer(v, known)
	}
}

// Close closes all connections.
func (f *Fleet) Close() error {
	f.pool.Close()
	return nil
}

// Inside is a visitor who is on the premises.
type Inside struct {
	Kiosk      string    `json:"kiosk"`
	Badge      string    `json:"badge"`
	Since      time.Time `json:"since"`
	Department string    `json:"department"` // the host's
	Host       string    `json:"host"`
	Visitor    string    `json:"visitor"` // empty once it was forgotten
	Company    string    `json:"company"`
	// Unsure says that the kiosk's file was restored from a backup made before the
	// visit: the kiosk no longer knows of it and will not say when it ends.
	Unsure bool `json:"unsure"`
}

// OnSite returns who is on the premises of all lobbies as far as their logs are
// here, by kiosk and badge. The error is that of the database.
func (f *Fleet) OnSite(ctx context.Context) ([]Inside, error) {
	return ask(ctx, f, "ask who is inside", func(row pgx.CollectableRow) (i Inside, err error) {
		err = row.Scan(&i.Kiosk, &i.Badge, &i.Since, &i.Department, &i.Host, &i.Visitor, &i.Company, &i.Unsure)
		return i, err
	}, `SELECT o.kiosk, coalesce(e.badge, ''), coalesce(e.entered, e.time, a.kept), coalesce(e.department, ''), coalesce(e.host, ''),
			coalesce(e.visitor, ''), coalesce(e.company, ''), o.epoch <> c.epoch AND o.seq > coalesce(now.base_seq, 0)
		FROM badgelog.on_site o
		JOIN badgelog.cursors c ON c.kiosk = o.kiosk
		LEFT JOIN badgelog.epochs now ON now.kiosk = c.kiosk AND now.epoch = c.epoch
		LEFT JOIN badgelog.entries e ON e.kiosk = o.kiosk AND e.epoch = o.epoch AND e.seq = o.seq
		LEFT JOIN badgelog.set_aside a ON a.kiosk = o.kiosk AND a.epoch = o.epoch AND a.seq = o.seq
		WHERE e.seq IS NOT NULL OR a.seq IS NOT NULL
		ORDER BY 1, 3, 2`)
}

// Health is how far a kiosk's log is here.
type Health struct {
	Kiosk    string    `json:"kiosk"`
	OnSite   int       `json:"on_site"`
	Seq      uint64    `json:"seq"`    // the newest entry here
	Behind   uint64    `json:"behind"` // entries that the kiosk was known to have besides
	Last     time.Time `json:"last,omitzero"`
	Synced   time.Time `json:"synced,omitzero"` // when the kiosk was last heard of
	SetAside int       `json:"set_aside"`       // entries that wait for a person to look at them
	Epochs   int       `json:"epochs"`
	Trouble  string    `json:"trouble"` // why the last batch was refused, empty when it was not
	Troubled time.Time `json:"troubled,omitzero"`
}

// Kiosks returns the health of each kiosk, by name. The error is that of the
// database.
func (f *Fleet) Kiosks(ctx context.Context) ([]Health, error) {
	return ask(ctx, f, "ask how the kiosks are", func(row pgx.CollectableRow) (h Health, err error) {
		var last, synced, troubled *time.Time
		err = row.Scan(&h.Kiosk, &h.OnSite, &h.Seq, &h.Behind, &last, &synced, &h.SetAside, &h.Epochs, &h.Trouble, &troubled)
		h.Last, h.Synced, h.Troubled = value(last), value(synced), value(troubled)
		return h, err
	}, `SELECT c.kiosk, (SELECT count(*) FROM badgelog.on_site o WHERE o.kiosk = c.kiosk), c.seq, greatest(c.head - c.seq, 0),
			e.time, c.synced, (SELECT count(*) FROM badgelog.set_aside a WHERE a.kiosk = c.kiosk),
			(SELECT count(*) FROM badgelog.epochs p WHERE p.kiosk = c.kiosk), coalesce(c.trouble, ''), c.troubled
		FROM badgelog.cursors c
		LEFT JOIN badgelog.entries e ON e.kiosk = c.kiosk AND e.epoch = c.epoch AND e.seq = c.seq
		ORDER BY c.kiosk`)
}

// Gap is entries that are missing here, the first to the last.
type Gap struct {
	Kiosk string `json:"kiosk"`
	Epoch string `json:"epoch"`
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

// Gaps returns the entries that are neither here nor set aside, although later
// ones are: somebody has deleted them, or they were deleted on time. A log that
// begins in the middle has no gap before. It counts every entry, which reads the
// whole index. The error is that of the database.
func (f *Fleet) Gaps(ctx context.Context) ([]Gap, error) {
	return ask(ctx, f, "look for gaps", func(row pgx.CollectableRow) (g Gap, err error) {
		err = row.Scan(&g.Kiosk, &g.Epoch, &g.First, &g.Last)
		return g, err
	}, `SELECT kiosk, epoch, before + 1, seq - 1 FROM (
			SELECT kiosk, epoch, seq, lag(seq) OVER (PARTITION BY kiosk, epoch ORDER BY seq) AS before FROM (
				SELECT kiosk, epoch, seq FROM badgelog.entries
				UNION ALL SELECT kiosk, epoch, seq FROM badgelog.set_aside
				UNION ALL SELECT kiosk, epoch, seq + 1 FROM badgelog.cursors WHERE epoch <> ''
			) numbers
		) steps WHERE seq > before + 1 ORDER BY 1, 2, 3`)
}

func value(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// ask collects what a query finds.
func ask[T any](ctx context.Context, f *Fleet, what string, scan pgx.RowToFunc[T], sql string) ([]T, error) {
	found, err := f.pool.Query(ctx, sql)
	if err != nil {
		return nil, classify(what, err)
	}
	all, err := pgx.CollectRows(found, scan)
	if err != nil {
		return nil, classify(what, err)
	}
	return all, nil
}
