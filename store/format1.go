package store

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// fromFormat1 reads a file of format 1: values without checksums, a log without
// a chain, records in one part. The log keeps its numbers and its epoch; its
// entries commit to nothing.
func (db *DB) fromFormat1(old, made *bolt.Tx) error {
	epoch := hex.EncodeToString(old.Bucket(bucketMeta).Get([]byte("epoch")))
	if err := begin(made, db.kiosk, epoch); err != nil {
		return err
	}
	for _, part := range []func(old, made *bolt.Tx) error{db.visits1, log1, jobs1, hosts1, operations1, counters1} {
		if err := part(old, made); err != nil {
			return err
		}
	}
	return putKeysName(made, db.vault.keys)
}

func (db *DB) visits1(old, made *bolt.Tx) error {
	t := newTx(made, db.vault)
	return old.Bucket(bucketVisit).ForEach(func(_, v []byte) error {
		r, err := decode[kiosk.Record](v)
		if err != nil {
			return damagedRecord("visit", err)
		}
		_, err = t.putRecord(r)
		return err
	})
}

// entry1 is a log entry, whose number is its key.
type entry1 struct {
	Kind    kiosk.EventKind `cbor:"2,keyasint"`
	At      time.Time       `cbor:"1,keyasint"`
	Actor   kiosk.Actor     `cbor:"3,keyasint"`
	Visit   kiosk.VisitID   `cbor:"4,keyasint,omitempty"`
	Rev     int             `cbor:"5,keyasint,omitempty"`
	State   kiosk.State     `cbor:"6,keyasint,omitempty"`
	Ticket  int             `cbor:"7,keyasint,omitempty"`
	Host    kiosk.HostID    `cbor:"10,keyasint,omitempty"`
	Badge   string          `cbor:"8,keyasint,omitempty"`
	Attempt int             `cbor:"9,keyasint,omitempty"`
}

func log1(old, made *bolt.Tx) error {
	next := uint64(1)
	return old.Bucket(bucketLog).ForEach(func(k, v []byte) error {
		if len(k) != 8 || binary.BigEndian.Uint64(k) != next {
			return damagedRecord("log", errMissing)
		}
		next++
		e, err := decode[entry1](v)
		if err != nil {
			return damagedRecord("log", err)
		}
		_, err = badgelog.Append(made, kiosk.Event(e), badgelog.Hash{})
		return err
	})
}

func jobs1(old, made *bolt.Tx) error {
	t := &tx{bolt: made}
	return old.Bucket(bucketJob).ForEach(func(_, v []byte) error {
		j, err := decode[kiosk.PrintJob](v)
		if err != nil {
			return damagedRecord("print job", err)
		}
		return t.putJob(j)
	})
}

func hosts1(old, made *bolt.Tx) error {
	rows := map[kiosk.HostID][]byte{}
	err := old.Bucket(bucketHost).ForEach(func(k, v []byte) error {
		_, err := decode[kiosk.Host](v)
		rows[kiosk.HostID(k)] = v
		return err
	})
	return errors.Join(err, replaceHosts(made, rows, string(old.Bucket(bucketMeta).Get(metaHosts))))
}

func operations1(old, made *bolt.Tx) error { return copy1(old, made, bucketOp) }

func counters1(old, made *bolt.Tx) error { return copy1(old, made, bucketCounter) }

// copy1 copies a bucket whose values have had the same form since.
func copy1(old, made *bolt.Tx, bucket []byte) error {
	return old.Bucket(bucket).ForEach(tableOf(made, bucket).put)
}
