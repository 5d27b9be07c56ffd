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
		open, err = openVisits(tx)
		return err
	})
	return open, err
}

// Messages implements kiosk.Records.
func (db *DB) Messages() ([]kiosk.Record, error) {
	var visits []kiosk.Record
	err := db.view(func(tx *bolt.Tx) (err error) {
		visits, err = listed(tx, bucketMessage)
		return err
	})
	return visits, err
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
			r, err := indexed(tx, k)
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
		r, err = record(tx, id)
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
func openVisits(tx *bolt.Tx) ([]kiosk.Record, error) { return listed(tx, bucketOpen) }

// listed returns the visits that an index has, in order of arrival.
func listed(tx *bolt.Tx, index []byte) ([]kiosk.Record, error) {
	var visits []kiosk.Record
	err := tableOf(tx, index).each(func(k, _ []byte) error {
		r, err := indexed(tx, k)
		visits = append(visits, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return visits, nil
}

// indexed returns the visit that an arrival key is about.
func indexed(tx *bolt.Tx, k []byte) (kiosk.Record, error) {
	r, err := record(tx, arrivalVisit(k))
	if errors.Is(err, kiosk.ErrNotFound) {
		return kiosk.Record{}, damagedRecord("arrivals", errMissing)
	}
	return r, err
}

// record returns the visit's record, or kiosk.ErrNotFound.
func record(tx *bolt.Tx, id kiosk.VisitID) (kiosk.Record, error) {
	data, err := tableOf(tx, bucketVisit).get([]byte(id))
	if err != nil {
		return kiosk.Record{}, err
	}
	if data == nil {
		return kiosk.Record{}, kiosk.ErrNotFound
	}
	r, err := decode[kiosk.Record](data)
	if err != nil {
		return kiosk.Record{}, damagedRecord("visit "+string(id), err)
	}
	return r, nil
}
