package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"go.uber.org/goleak"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay/postgres/postgrestest"
	"lobby.internal/store/relay/relaytest"
)

// shared is the server of the tests that do not harm it; each has a database of
// its own.
var shared postgrestest.Shared

func TestMain(m *testing.M) {
	code := m.Run()
	if err := shared.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// open opens the sink until the test ends.
func open(t testing.TB, url string) *Sink {
	t.Helper()
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// glass is a sink that can be looked into.
type glass struct{ *Sink }

func TestSink(t *testing.T) {
	server := shared.Get(t)
	relaytest.TestSink(t, func(t *testing.T, name string) relaytest.Sink {
		s, err := Open(t.Context(), server.Database(t, name))
		if err != nil {
			t.Fatal(err)
		}
		return glass{s}
	})
}

// Rows implements relaytest.Sink. A read in the order of the log is also what
// the verifier would be given.
func (g glass) Rows(ctx context.Context, kioskID string) ([]badgelog.Row, error) {
	found, err := g.pool.Query(ctx, `SELECT kiosk, epoch, seq, time, kind, actor, ticket, badge, attempt, visit, rev, state,
		coalesce(visitor, ''), coalesce(title, ''), coalesce(company, ''), host_id, host, department, floor, lift_bank,
		registered, confirmed, entered, ended, by_hand, commit, previous, hash, consent, rules
		FROM badgelog.entries WHERE kiosk = $1 ORDER BY epoch, seq`, kioskID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, scanRow)
}

func scanRow(found pgx.CollectableRow) (r badgelog.Row, err error) {
	var registered, confirmed, entered, ended pgtype.Timestamptz
	var commit, previous, hash []byte
	err = found.Scan(&r.Kiosk, &r.Epoch, &r.Seq, &r.Time, &r.Kind, &r.Actor, &r.Ticket, &r.Badge, &r.Attempt, &r.Visit, &r.Rev, &r.State,
		&r.Visitor, &r.Title, &r.Company, &r.HostID, &r.Host, &r.Department, &r.Floor, &r.LiftBank,
		&registered, &confirmed, &entered, &ended, &r.ByHand, &commit, &previous, &hash, &r.Consent, &r.Rules)
	r.Registered, r.Confirmed, r.Entered, r.Ended = registered.Time, confirmed.Time, entered.Time, ended.Time
	copy(r.Commit[:], commit)
	copy(r.Previous[:], previous)
	copy(r.Hash[:], hash)
	return r, err
}

// Aside implements relaytest.Sink.
func (g glass) Note(ctx context.Context, kioskID string) (note []byte, err error) {
	err = g.pool.QueryRow(ctx, `SELECT note FROM badgelog.notes WHERE kiosk = $1 ORDER BY seq DESC LIMIT 1`, kioskID).Scan(&note)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return note, err
}

func (g glass) Aside(ctx context.Context, kioskID string) ([]relaytest.Aside, error) {
	found, err := g.pool.Query(ctx, `SELECT entry, personal, reason FROM badgelog.set_aside WHERE kiosk = $1`, kioskID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, func(found pgx.CollectableRow) (a relaytest.Aside, err error) {
		var entry, names []byte
		if err := found.Scan(&entry, &names, &a.Reason); err != nil {
			return a, err
		}
		if err := json.Unmarshal(entry, &a.Row); err != nil || names == nil {
			return a, err
		}
		var p personal
		err = json.Unmarshal(names, &p)
		a.Row.Visitor, a.Row.Title, a.Row.Company = p.Visitor, kiosk.Title(p.Title), p.Company
		return a, err
	})
}
