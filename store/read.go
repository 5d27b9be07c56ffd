package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

var errMissing = errors.New("an index speaks of what is not there")

// Open implements kiosk.Records.
func (db *DB) Open() ([]kiosk.Record, error) {
	var open []kiosk.Record
	err := db.view(func(tx *bolt.Tx) (err error) {
		open, err = db.vault.openVisits(tx)
		return err
	})
	return open, err
}

// Messages implements kiosk.Records.
func (db *DB) Messages() ([]kiosk.Record, error) {
	var visits []kiosk.Record
	err := db.view(func(tx *bolt.Tx) (err error) {
		visits, err = db.vault.listed(tx, bucketMessage)
		return err
	})
	// Of a message whose key is gone nothing is left to pass on.
	return slices.DeleteFunc(visits, func(r kiosk.Record) bool { return !r.MessageWaits() }), err
}

// Since implements kiosk.Records.
func (db *DB) Since(t time.Time) ([]kiosk.Record, error) {
	first := binary.BigEndian.AppendUint64(nil, nanos(t))
	var visits []kiosk.Record
	err := db.view(func(tx *bolt.Tx) error {
		arrived := tableOf(tx, bucketArrived)
		c := arrived.bucket.Cursor()
		for k, v := c.Last(); k != nil && bytes.Compare(k, first) >= 0; k, v = c.Prev() {
			if _, err := arrived.unseal(k, v); err != nil {
				return err
			}
			r, err := db.vault.indexed(tx, k)
			if err != nil {
				return err
			}
			visits = append(visits, r)
		}
		return nil
	})
	return visits, err
}

// VisitByID implements kiosk.Records.
func (db *DB) VisitByID(id kiosk.VisitID) (kiosk.Record, error) {
	var r kiosk.Record
	err := db.view(func(tx *bolt.Tx) (err error) {
		r, err = db.vault.record(tx, id)
		return err
	})
	return r, err
}

// Jobs implements kiosk.Records.
func (db *DB) Jobs() ([]kiosk.PrintJob, error) {
	var jobs []kiosk.PrintJob
	err := db.view(func(tx *bolt.Tx) error {
		all := tableOf(tx, bucketJob)
		return tableOf(tx, bucketJobOpen).each(func(k, _ []byte) error {
			data, err := all.get(k)
			if err != nil {
				return err
			}
			if data == nil {
				return damagedRecord("print job", errMissing)
			}
			j, err := decode[kiosk.PrintJob](data)
			if err != nil {
				return damagedRecord("print job", err)
			}
			jobs = append(jobs, j)
			return nil
		})
	})
	slices.SortStableFunc(jobs, func(a, b kiosk.PrintJob) int { return a.At.Compare(b.At) })
	return jobs, err
}

// openVisits returns the visits that have not ended, in order of arrival.
func (v vault) openVisits(tx *bolt.Tx) ([]kiosk.Record, error) { return v.listed(tx, bucketOpen) }

// listed returns the visits that an index has, in order of arrival.
func (v vault) listed(tx *bolt.Tx, index []byte) ([]kiosk.Record, error) {
	var visits []kiosk.Record
	err := tableOf(tx, index).each(func(k, _ []byte) error {
		r, err := v.indexed(tx, k)
		visits = append(visits, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return visits, nil
}

// indexed returns the visit that an arrival key is about.
func (v vault) indexed(tx *bolt.Tx, k []byte) (kiosk.Record, error) {
	r, err := v.record(tx, arrivalVisit(k))
	if errors.Is(err, kiosk.ErrNotFound) {
		return kiosk.Record{}, damagedRecord("arrivals", errMissing)
	}
	return r, err
}
