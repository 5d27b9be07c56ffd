package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// directory is what is kept of the directory as a whole.
type directory struct {
	Name string `cbor:"1,keyasint"` // random, of the replacement that it came from, to know it again
	Sum  []byte `cbor:"2,keyasint"` // SHA-256 of the hosts: one that has gone missing has no checksum of its own
}

var errIncomplete = errors.New("it is not what was imported")

// Hosts implements kiosk.Records. The hosts are in order of their ids.
func (db *DB) Hosts() ([]kiosk.Host, error) {
	var hosts []kiosk.Host
	err := db.view(func(tx *bolt.Tx) (err error) {
		hosts, err = directoryHosts(tx)
		return err
	})
	return hosts, err
}

// directoryHosts returns the hosts, if they are those that were imported.
func directoryHosts(tx *bolt.Tx) ([]kiosk.Host, error) {
	kept, err := directoryAs(tx)
	if err != nil {
		return nil, err
	}
	var hosts []kiosk.Host
	sum := sha256.New()
	err = tableOf(tx, bucketHost).each(func(k, v []byte) error {
		h, err := decode[kiosk.Host](v)
		if err != nil {
			return damagedRecord("host", err)
		}
		hosts = append(hosts, h)
		addHost(sum, k, v)
		return nil
	})
	if err == nil && string(sum.Sum(nil)) != string(kept.Sum) {
		err = damagedRecord("directory", errIncomplete)
	}
	if err != nil {
		return nil, err
	}
	return hosts, nil
}

func directoryAs(tx *bolt.Tx) (directory, error) {
	data, err := tableOf(tx, bucketMeta).get(metaHosts)
	if err != nil {
		return directory{}, err
	}
	kept, err := decode[directory](data)
	if err != nil {
		return directory{}, damagedRecord("directory", err)
	}
	return kept, nil
}

func addHost(sum hash.Hash, id, data []byte) {
	var lengths []byte
	lengths = binary.BigEndian.AppendUint32(lengths, uint32(len(id)))
	lengths = binary.BigEndian.AppendUint32(lengths, uint32(len(data)))
	for _, part := range [][]byte{lengths, id, data} {
		_, _ = sum.Write(part) // a hash takes everything
	}
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
	name := rand.Text()
	stored := func(tx *bolt.Tx) bool {
		kept, err := directoryAs(tx)
		return err == nil && kept.Name == name
	}
	body := func(tx *bolt.Tx) error {
		// Those who have left the house stay in the file until it is rewritten.
		return errors.Join(replaceHosts(tx, rows, name), tableOf(tx, bucketMeta).put(metaDirty, nil))
	}
	return db.update(body, stored)
}

func replaceHosts(tx *bolt.Tx, rows map[kiosk.HostID][]byte, name string) error {
	err := tx.DeleteBucket(bucketHost)
	_, createErr := tx.CreateBucket(bucketHost)
	if err = errors.Join(err, createErr); err != nil {
		return fmt.Errorf("store: replace hosts: %w", err)
	}
	hosts, sum := tableOf(tx, bucketHost), sha256.New()
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		addHost(sum, []byte(id), rows[id])
		if err := hosts.put([]byte(id), rows[id]); err != nil {
			return fmt.Errorf("store: replace hosts: %w", err)
		}
	}
	data, err := encode(directory{Name: name, Sum: sum.Sum(nil)})
	if err == nil {
		err = tableOf(tx, bucketMeta).put(metaHosts, data)
	}
	if err != nil {
		return fmt.Errorf("store: replace hosts: %w", err)
	}
	return nil
}
