package store

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// twoEpochs returns a file with five entries of its first epoch and four of a
// second.
func twoEpochs(t *testing.T) (db *DB, first, second badgelog.Epoch) {
	t.Helper()
	db, err := Open(filepath.Join(t.TempDir(), "lobby.db"), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for n := range 5 {
		mustRegister(t, db, n)
	}
	all := entries(t, db)
	second = badgelog.Begin(db.Kiosk(), "ff", badgelog.Position{Seq: 5, Hash: all[4].Hash})
	err = db.bolt.Update(func(tx *bolt.Tx) error {
		epochs, err := badgelog.Epochs(tx)
		if err != nil {
			return err
		}
		first = epochs[0]
		return badgelog.AddEpoch(tx, second)
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		mustRegister(t, db, 5+n)
	}
	return db, first, second
}

func TestPage(t *testing.T) {
	db, first, second := twoEpochs(t)
	for name, c := range map[string]struct {
		epoch string
		after uint64
		limit int
		want  badgelog.Epoch
		from  uint64
		to    uint64
	}{
		"from the beginning":     {"", 0, 100, first, 1, 5},
		"a few":                  {"", 0, 2, first, 1, 2},
		"further":                {first.ID, 2, 2, first, 3, 4},
		"to the epoch's end":     {first.ID, 4, 100, first, 5, 5},
		"into the next epoch":    {first.ID, 5, 3, second, 6, 8},
		"restored from before":   {first.ID, 77, 100, second, 6, 9},
		"within the next epoch":  {second.ID, 7, 100, second, 8, 9},
		"nothing more":           {second.ID, 9, 100, second, 0, 0},
		"further than there is":  {second.ID, 12, 100, second, 0, 0},
		"an epoch of another":    {"00", 500, 100, first, 1, 5},
		"nothing was asked for":  {"", 0, 0, second, 0, 0},
		"nothing, but from here": {first.ID, 3, 0, second, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			epoch, rows, head, err := db.Page(c.epoch, c.after, c.limit)
			if err != nil || epoch != c.want || head != 9 {
				t.Fatalf("epoch %+v, head %d, %v", epoch, head, err)
			}
			var got []uint64
			for _, r := range rows {
				got = append(got, r.Seq)
				if r.Epoch != epoch.ID || r.Kiosk != db.Kiosk() || r.Visitor != visitor.Name {
					t.Errorf("row %+v", r)
				}
			}
			var want []uint64
			for seq := c.from; seq > 0 && seq <= c.to; seq++ {
				want = append(want, seq)
			}
			if !slices.Equal(got, want) {
				t.Errorf("entries %v, want %v", got, want)
			}
		})
	}
}

func TestPage_Verifies(t *testing.T) {
	db, _, _ := twoEpochs(t)
	mustDecide(t, db, "unknown badge", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: morning.Add(1234567 * time.Nanosecond), Actor: kiosk.ActorReader})
	})
	var chain *badgelog.Verifier
	at := badgelog.Epoch{}
	for seq := uint64(0); seq < 10; {
		epoch, rows, _, err := db.Page(at.ID, seq, 3)
		if err != nil {
			t.Fatal(err)
		}
		if epoch != at {
			chain, at = badgelog.NewVerifier(epoch.Base), epoch
		}
		for _, r := range rows {
			if err := chain.Next(r.Entry()); err != nil {
				t.Fatal(err)
			}
			seq = r.Seq
		}
	}
}
