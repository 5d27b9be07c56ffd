package store

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// TestDecide_Unnamed: a decision without a name is made every time it is asked
// for, and leaves nothing behind but its effect.
func TestDecide_Unnamed(t *testing.T) {
	db, err := Open(t.TempDir()+"/lobby.db", Options{NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for range 3 {
		event := kiosk.Event{Kind: kiosk.EventReadRefused, At: at, Actor: kiosk.ActorReader}
		if _, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return "", tx.Log(event) }); err != nil {
			t.Fatal(err)
		}
	}
	rows := 0
	for range 2 {
		rows = 0
		if err := db.Export(time.Time{}, time.Time{}, countRows(&rows)); err != nil {
			t.Fatal(err)
		}
	}
	if rows != 3 {
		t.Errorf("%d entries, want 3", rows)
	}
}

func countRows(n *int) func(badgelog.Row) error {
	return func(badgelog.Row) error { *n++; return nil }
}
