package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

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
	return slices.DeleteFunc(visits, func(r kiosk.Record) bool { return !r.MessageWaits() && r.State != "" }), err
}

// Since implements kiosk.Records.
func (db *DB) Since(t time.Time) ([]kiosk.Record, error) {
	first := binary.BigEndian.AppendUint64(nil, nanos(t))
	var visits []kiosk.Record
	err := db.view(func(tx *bolt.Tx) error {
		arrived := tableOf(tx, bucketArrived)
		reader, c := db.vault.reader(tx), arrived.bucket.Cursor()
		for k, v := c.Last(); k != nil && bytes.Compare(k, first) >= 0; k, v = c.Prev() {
			r, err := reader.placed(arrived, k, v)
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
		r, err = db.vault.reader(tx).record(id)
		return err
	})
	return r, err
}

// Jobs implements kiosk.Records.
func (db *DB) Jobs() ([]kiosk.PrintJob, error) {
	var jobs []kiosk.PrintJob
	err := db.view(func(tx *bolt.Tx) error {
		all, open := tableOf(tx, bucketJob), tableOf(tx, bucketJobOpen)
		return open.bucket.ForEach(func(k, v []byte) error {
			j, err := jobAt(all, open, k, v)
			if err == nil {
				jobs = append(jobs, j)
			}
			return err
		})
	})
	slices.SortStableFunc(jobs, func(a, b kiosk.PrintJob) int { return a.At.Compare(b.At) })
	return jobs, err
}

// jobAt returns the job that an entry of the index of open ones is about. Of one
// that cannot be read a person must say what became of it.
func jobAt(all, open table, k, v []byte) (kiosk.PrintJob, error) {
	_, err := open.unseal(k, v)
	var data []byte
	if err == nil {
		data, err = all.get(k)
	}
	if err == nil {
		if j, err := decode[kiosk.PrintJob](data); err == nil {
			return j, nil
		}
	}
	n := len(k) - jobKeyTail
	if n <= 0 {
		return kiosk.PrintJob{}, damagedRecord("print job", errMissing)
	}
	attempt := int(binary.BigEndian.Uint32(k[n+1:]))
	return kiosk.PrintJob{Visit: kiosk.VisitID(k[:n]), Attempt: attempt, State: kiosk.JobUnknown}, nil
}

// openVisits returns the visits that have not ended, in order of arrival.
func (v vault) openVisits(tx *bolt.Tx) ([]kiosk.Record, error) { return v.listed(tx, bucketOpen) }

// listed returns the visits that an index has, in order of arrival.
func (v vault) listed(tx *bolt.Tx, name []byte) ([]kiosk.Record, error) {
	index, reader := tableOf(tx, name), v.reader(tx)
	visits := make([]kiosk.Record, 0, index.bucket.Inspect().KeyN)
	err := index.bucket.ForEach(func(k, v []byte) error {
		r, err := reader.placed(index, k, v)
		visits = append(visits, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return visits, nil
}

// placed returns the visit that an entry of an index is about. One that is
// damaged has nothing but its id: it must hold up no other.
func (r reader) placed(index table, k, v []byte) (kiosk.Record, error) {
	id := arrivalVisit(k)
	_, err := index.unseal(k, v)
	if err == nil {
		var record kiosk.Record
		if record, err = r.record(id); err == nil {
			return record, nil
		}
	}
	if code := kiosk.CodeOf(err); code == kiosk.CodeDamaged || code == kiosk.CodeNotFound {
		return kiosk.Record{ID: id}, nil
	}
	return kiosk.Record{}, err
}
