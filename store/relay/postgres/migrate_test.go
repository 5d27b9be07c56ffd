package postgres

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestOpen_ManyAtOnce(t *testing.T) {
	url := shared.Get(t).Database(t, "many")
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			s, err := Open(t.Context(), url)
			if err == nil {
				err = s.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	var versions int
	if err := open(t, url).pool.QueryRow(t.Context(), `SELECT count(*) FROM badgelog.migrations`).Scan(&versions); err != nil {
		t.Fatal(err)
	}
	if all, err := steps(); err != nil || versions != len(all) {
		t.Errorf("%d versions of %d, %v", versions, len(all), err)
	}
}

func TestOpen_NewerSchema(t *testing.T) {
	url := shared.Get(t).Database(t, "newer")
	run(t, open(t, url), `INSERT INTO badgelog.migrations (version) VALUES (999)`)
	if _, err := Open(t.Context(), url); !errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), "999") {
		t.Errorf("error is %v", err)
	}
	if _, err := OpenFleet(t.Context(), url); !errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v", err)
	}
}

// TestOpen_FewRights: once the schema is there, a syncer needs no right to
// change it, and the fleet's reader none to write.
func TestOpen_FewRights(t *testing.T) {
	server := shared.Get(t)
	url := server.Database(t, "rights")
	s := open(t, url)
	run(t, s, `CREATE ROLE syncer LOGIN; CREATE ROLE guard LOGIN;
		GRANT USAGE ON SCHEMA badgelog TO syncer, guard;
		GRANT SELECT ON ALL TABLES IN SCHEMA badgelog TO syncer, guard;
		GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA badgelog TO syncer`)
	l := relaytest.NewLog("K1").Grow(20).Erase(relaytest.Visit(1))
	if _, err := carry(t.Context(), open(t, as(url, "syncer")), l, 7, nobody); err != nil {
		t.Fatal(err)
	}
	guard := open(t, as(url, "guard"))
	if err := guard.Append(t.Context(), l.Grow(1).Batch(22, 22)); !errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v", err)
	}
	f, err := OpenFleet(t.Context(), as(url, "guard"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if kiosks, err := f.Kiosks(t.Context()); err != nil || len(kiosks) != 1 {
		t.Errorf("kiosks %v, %v", kiosks, err)
	}
}

func as(url, role string) string { return strings.Replace(url, "postgres@", role+"@", 1) }

// TestSchema_ColumnsOfTheExport: facilities find the columns of the export by
// the same names, in the same order.
func TestSchema_ColumnsOfTheExport(t *testing.T) {
	s := open(t, shared.Get(t).Database(t, "columns"))
	found, err := s.pool.Query(t.Context(), `SELECT column_name FROM information_schema.columns
		WHERE table_schema = 'badgelog' AND table_name = 'entries' ORDER BY ordinal_position`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil || !slices.Equal(got, badgelog.Columns()) {
		t.Errorf("columns %v, %v", got, err)
	}
	if stateOnSite != kiosk.StateOnSite {
		t.Error("the state of a visitor inside has another name")
	}
	for _, personal := range badgelog.PersonalColumns() {
		if !slices.Contains(got, personal) {
			t.Errorf("no column %s", personal)
		}
	}
}
