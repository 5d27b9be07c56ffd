package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// Hosts implements kiosk.Records. The hosts are in order of their ids.
func (db *DB) Hosts() ([]kiosk.Host, error) {
	var hosts []kiosk.Host
	err := db.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketHost).ForEach(func(_, v []byte) error {
			h, err := decode[kiosk.Host](v)
			if err != nil {
				return damagedRecord("host", err)
			}
			hosts = append(hosts, h)
			return nil
		})
	})
	return hosts, err
}

// ReplaceHosts implements kiosk.Records. It refuses a host without id and two
// with the same.
func (db *DB) ReplaceHosts(hosts []kiosk.Host) error {
	rows := make(map[kiosk.HostID][]byte, len(hosts))
	for i, h := range hosts {
		data, err := encode(h)
		switch {
		case err != nil:
			return fmt.Errorf("store: host %d: %w", i+1, err)
		case h.ID == "":
			return fmt.Errorf("store: host %d: %w", i+1, incomplete("host"))
		case rows[h.ID] != nil:
			return fmt.Errorf("store: host %d: %w", i+1,
				&kiosk.Error{Code: kiosk.CodeDamaged, Field: "host", Detail: "a second host with this number"})
		}
		rows[h.ID] = data
	}
	name := []byte(rand.Text()) // of this replacement, to know it again
	stored := func(tx *bolt.Tx) bool { return bytes.Equal(tx.Bucket(bucketMeta).Get(metaHosts), name) }
	return db.update(func(tx *bolt.Tx) error { return replaceHosts(tx, rows, name) }, stored)
}

func replaceHosts(tx *bolt.Tx, rows map[kiosk.HostID][]byte, name []byte) error {
	err := tx.DeleteBucket(bucketHost)
	b, createErr := tx.CreateBucket(bucketHost)
	if err = errors.Join(err, createErr); err != nil {
		return fmt.Errorf("store: replace hosts: %w", err)
	}
	for id, data := range rows {
		if err := b.Put([]byte(id), data); err != nil {
			return fmt.Errorf("store: replace hosts: %w", err)
		}
	}
	if err := tx.Bucket(bucketMeta).Put(metaHosts, name); err != nil {
		return fmt.Errorf("store: replace hosts: %w", err)
	}
	return nil
}
