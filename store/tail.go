package store

import (
	"encoding/json"
	"fmt"
	"io"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// Tail returns up to limit entries after that number, oldest first, without
// what is kept of their visits.
func (db *DB) Tail(after uint64, limit int) ([]badgelog.Entry, error) {
	var entries []badgelog.Entry
	err := db.view(func(tx *bolt.Tx) (err error) {
		entries, err = badgelog.After(tx, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the badge log: %w", err)
	}
	return entries, nil
}

// Newest returns the newest n entries, oldest first.
func (db *DB) Newest(n int) ([]badgelog.Entry, error) {
	var head uint64
	err := db.view(func(tx *bolt.Tx) (err error) {
		head, err = badgelog.Head(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the badge log: %w", err)
	}
	return db.Tail(head-min(head, uint64(n)), n)
}

// Tailed is an entry and the kiosk it is of.
type Tailed struct {
	Kiosk string `json:"kiosk"`
	badgelog.Entry
}

// tailBatch is the most entries that WriteTail writes after one number.
const tailBatch = 1000

// WriteTail writes entries, as Tailed, as JSON lines: the newest, that many, or those after a
// number when newest is 0.
func (db *DB) WriteTail(w io.Writer, after uint64, newest int) error {
	entries, err := db.Tail(after, tailBatch)
	if newest > 0 {
		entries, err = db.Newest(min(newest, tailBatch))
	}
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	for _, e := range entries {
		if err := out.Encode(Tailed{db.kiosk, e}); err != nil {
			return fmt.Errorf("store: write the badge log: %w", err)
		}
	}
	return nil
}

// LogAccess records in the badge log that staff take personal data out or bring
// some in.
func (db *DB) LogAccess() error { return db.logStaff(kiosk.EventAccess) }

// LogRollCall records in the badge log that staff took out the list of who is
// inside.
func (db *DB) LogRollCall() error { return db.logStaff(kiosk.EventRollCall) }

func (db *DB) logStaff(kind kiosk.EventKind) error {
	now := db.o.Clock()
	_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{Kind: kind, At: now, Actor: kiosk.ActorStaff})
	})
	return err
}

// ExportForStaff is WriteLog after the access has been recorded and, with a key,
// a checkpoint kept.
func (db *DB) ExportForStaff(w io.Writer, q LogQuery) (signed []byte, err error) {
	if err := db.LogAccess(); err != nil {
		return nil, err
	}
	if q.Key != nil {
		if _, err := db.Checkpoint(*q.Key); err != nil {
			return nil, err
		}
	}
	return db.WriteLog(w, q)
}
