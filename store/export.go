package store

import (
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// exportBatch is how many entries are copied out of one read transaction: a
// long one would keep the pages that decisions free from being used again.
const exportBatch = 256

// Export calls emit with every badge-log entry from the first that happened at
// or after since to the last that happened before until, oldest first, joined
// with what is kept of its visit; a zero time is no bound. No entry between the
// two is left out, even if a corrected clock gave it another time: what is
// exported can be proved. Decisions go on meanwhile; what they add is not
// exported. It stops at emit's first error and returns it.
func (db *DB) Export(since, until time.Time, emit func(badgelog.Row) error) error {
	after, last, err := db.between(since, until)
	for seq := after; err == nil && seq < last; {
		var rows []badgelog.Row
		if rows, seq, err = db.exportRows(seq, last); err != nil {
			break
		}
		for _, r := range rows {
			if err := emit(r); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return fmt.Errorf("store: export: %w", err)
	}
	return nil
}

// between returns the number before the first entry within the bounds and that
// of the last.
func (db *DB) between(since, until time.Time) (after, last uint64, err error) {
	var head uint64
	err = db.view(func(tx *bolt.Tx) (err error) {
		head, err = badgelog.Head(tx)
		return err
	})
	if err != nil || since.IsZero() && until.IsZero() {
		return 0, head, err
	}
	for seq := uint64(0); seq < head; {
		entries, err := db.Tail(seq, exportBatch)
		if err != nil || len(entries) == 0 {
			return after, last, err
		}
		seq = entries[len(entries)-1].Seq
		for _, e := range badgelog.Range(entries, since, until) {
			if e.Seq > head {
				break
			}
			if last == 0 {
				after = e.Seq - 1
			}
			last = e.Seq
		}
	}
	return after, last, nil
}

// exportRows returns the rows of the next entries after seq, up to last, and the
// sequence number to go on after.
func (db *DB) exportRows(seq, last uint64) (rows []badgelog.Row, next uint64, err error) {
	err = db.view(func(tx *bolt.Tx) error {
		epochs, err := badgelog.Epochs(tx)
		if err != nil {
			return err
		}
		entries, err := badgelog.After(tx, seq, exportBatch)
		if err != nil {
			return err
		}
		next = last
		for _, e := range entries {
			if e.Seq > last {
				return nil
			}
			visit, host, err := db.vault.facts(tx, e)
			if err != nil {
				return err
			}
			epoch := badgelog.EpochOf(epochs, e.Seq)
			rows = append(rows, badgelog.Source{Kiosk: epoch.Kiosk, Epoch: epoch.ID, Zone: db.o.Zone}.Row(e, visit, host))
		}
		if len(entries) == exportBatch {
			next = entries[len(entries)-1].Seq
		}
		return nil
	})
	return rows, next, err
}

// facts returns what is kept of the entry's visit and host. The host is as the
// visit knew it, or as the directory has it where the visit has gone on to
// another one.
func (v vault) facts(tx *bolt.Tx, e badgelog.Entry) (kiosk.Record, kiosk.Host, error) {
	visit, err := v.record(tx, e.Visit)
	if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
		return kiosk.Record{}, kiosk.Host{}, err
	}
	if visit.Erased || visit.ID != e.Visit {
		return visit, kiosk.Host{}, nil
	}
	data, err := tableOf(tx, bucketHost).get([]byte(e.Host))
	if err != nil {
		return kiosk.Record{}, kiosk.Host{}, err
	}
	if visit.Host.ID == e.Host || data == nil {
		if visit.Host.ID != e.Host {
			return visit, kiosk.Host{}, nil
		}
		return visit, visit.Host, nil
	}
	host, err := decode[kiosk.Host](data)
	if err != nil {
		return kiosk.Record{}, kiosk.Host{}, damagedRecord("host", err)
	}
	return visit, host, nil
}
